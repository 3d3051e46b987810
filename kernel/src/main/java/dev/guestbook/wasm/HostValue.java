package dev.guestbook.wasm;

/**
 * A memory, table or global that the host gives for an import. Each instance gets one of its own, as its memory is wiped
 * with it and pointers of two guests must not look alike.
 */
public sealed interface HostValue {
    /** The import's module name. */
    String module();

    /** The import's name. */
    String name();

    ExternKind kind();

    /**
     * A memory of zeroes.
     *
     * @param pages pages at the start
     * @param most pages it may grow to, at least {@code pages}; below the instance's own cap
     */
    record Memory(String module, String name, int pages, int most) implements HostValue {
        @Override
        public ExternKind kind() {
            return ExternKind.MEMORY;
        }
    }

    /**
     * A table of null references.
     *
     * @param entries entries at the start
     * @param most entries it may grow to, at least {@code entries}
     */
    record Table(String module, String name, int entries, int most) implements HostValue {
        @Override
        public ExternKind kind() {
            return ExternKind.TABLE;
        }
    }

    /**
     * A global; mutable where the guest wants it so.
     *
     * @param type a number's
     * @param bits its first value: an integer as it is, a float as its bits
     */
    record Global(String module, String name, ValueType type, long bits) implements HostValue {
        @Override
        public ExternKind kind() {
            return ExternKind.GLOBAL;
        }
    }
}
