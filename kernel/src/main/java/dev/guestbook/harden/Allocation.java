package dev.guestbook.harden;

/** Where the class takes guest memory from for the length of a call. */
public sealed interface Allocation {
    /** {@code allocate(size)}, or {@code allocate(size, alignment)}; {@code reset()} takes everything back. */
    record Bump(String allocate, boolean takesAlignment, String reset) implements Allocation {}

    /** {@code allocate(size)}, or {@code allocate(size, alignment)}; {@code free(address)} takes one block back. */
    record Heap(String allocate, boolean takesAlignment, String free) implements Allocation {}

    /** Pages after the memory the module starts with. */
    record Pages() implements Allocation {}
}
