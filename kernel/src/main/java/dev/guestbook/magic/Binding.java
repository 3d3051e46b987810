package dev.guestbook.magic;

import java.util.Optional;

/**
 * Where a magic's result goes: {@code -> [TYPE] NAME}.
 *
 * @param type how to read the result; empty for what the magic gives by itself
 */
record Binding(Optional<String> type, String name) {}
