package dev.guestbook.session;

/** What stands in memory: a {@link DataType}, or a {@link Layout} of several. Sizes are bytes. */
public sealed interface MemoryType permits DataType, Layout {
    /** Bytes of one element, the padding at its end included. */
    int size();

    /**
     * Bytes of so many elements in a row; of a layout whose last field is open, those of one struct with so many elements
     * there.
     */
    default long bytes(long count) {
        return Math.multiplyExact(count, (long) size());
    }

    /** How many elements so many bytes have room for; of a layout whose last field is open, elements there. */
    default long count(long bytes) {
        return bytes / size();
    }

    /** What addresses of it are multiples of in C, a power of two. */
    int alignment();
}
