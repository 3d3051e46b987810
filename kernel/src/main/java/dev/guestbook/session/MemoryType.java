package dev.guestbook.session;

/** What stands in memory: a {@link DataType}, or a {@link Layout} of several. Sizes are bytes. */
public sealed interface MemoryType permits DataType, Layout {
    /** Bytes of one element, the padding at its end included. */
    int size();

    /** What addresses of it are multiples of in C, a power of two. */
    int alignment();
}
