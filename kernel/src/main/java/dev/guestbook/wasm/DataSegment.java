package dev.guestbook.wasm;

import java.util.OptionalLong;

/**
 * Bytes the module brings for its memory.
 *
 * @param index in the module
 * @param address where instantiation puts it; empty for a passive segment, or where an imported global decides
 * @param length bytes
 */
public record DataSegment(int index, OptionalLong address, int length) {}
