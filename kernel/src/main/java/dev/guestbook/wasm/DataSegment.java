package dev.guestbook.wasm;

import java.util.OptionalLong;

/**
 * Bytes the module brings for one of its memories.
 *
 * @param index in the module
 * @param memory the index of the memory it is for; 0 for a passive segment
 * @param address where instantiation put it, unsigned; empty for a passive segment
 * @param length bytes
 */
public record DataSegment(int index, int memory, OptionalLong address, int length) {}
