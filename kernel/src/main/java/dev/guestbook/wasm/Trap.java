package dev.guestbook.wasm;

import java.util.List;
import java.util.Optional;

/**
 * The guest was stopped by the rules of wasm. The message is one line: what happened, in which function,
 * and what it means, names escaped.
 */
public final class Trap extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final transient List<String> stack;
    private final transient Optional<Access> access;

    /** Why, in the standard's words and in a person's. */
    public enum Kind {
        UNREACHABLE("unreachable executed", "the guest gave up on purpose: a failed assertion, an abort or a panic"),
        OUT_OF_BOUNDS_MEMORY("out of bounds memory access", "it read or wrote outside its linear memory"),
        OUT_OF_BOUNDS_TABLE("out of bounds table access", "it used a table entry that does not exist"),
        DIVIDE_BY_ZERO("integer divide by zero", "it divided an integer by zero"),
        INTEGER_OVERFLOW(
                "integer overflow", "a quotient or a converted number does not fit the integer type of its result"),
        INVALID_CONVERSION("invalid conversion to integer", "it converted a NaN to an integer"),
        UNDEFINED_ELEMENT(
                "undefined element", "it called through a function pointer that is null or points at no function"),
        SIGNATURE_MISMATCH(
                "indirect call type mismatch", "it called through a function pointer of another function type"),
        STACK_EXHAUSTED("call stack exhausted", "recursion without an end, or deeper than the host's stack"),
        UNCAUGHT_EXCEPTION("uncaught exception", "it threw a wasm exception that nothing caught"),
        STUB_CALLED(
                "stub called", "the import was never given; register it with wasm.imports().func(...) before the load"),
        HOST_MEMORY("host out of memory", "the JVM had no memory left; start it with a larger -Xmx"),
        OTHER("trap", "the engine stopped it");

        private final String standard;
        private final String meaning;

        Kind(String standard, String meaning) {
            this.standard = standard;
            this.meaning = meaning;
        }

        /** The standard's name for it, lower case. */
        public String standard() {
            return standard;
        }

        /** What it means, as the second half of a sentence. */
        public String meaning() {
            return meaning;
        }
    }

    /**
     * The access that was refused.
     *
     * @param memory which of the guest's memories, by index
     * @param address first byte, unsigned
     * @param length bytes
     * @param memorySize bytes of that memory at that moment
     */
    public record Access(int memory, long address, long length, long memorySize) {}

    Trap(Kind kind, String message, List<String> stack, Optional<Access> access, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.stack = List.copyOf(stack);
        this.access = access;
    }

    private Trap(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
        this.stack = List.of();
        this.access = Optional.empty();
    }

    /** One that no stack and no cause is kept of, so that it can be thrown again and again. */
    static Trap withoutStack(Kind kind) {
        return new Trap(kind, "Trap: " + kind.standard() + "; " + kind.meaning() + ".");
    }

    /** The same trap with a further sentence to its message. */
    public Trap with(String sentence) {
        return new Trap(kind, getMessage() + " " + sentence, stack, access, this);
    }

    public Kind kind() {
        return kind;
    }

    /** The guest function it happened in, by its name where the module has one, else {@code function 12}; escape before showing. */
    public Optional<String> function() {
        return stack.stream().findFirst();
    }

    /** Guest functions, innermost first; empty where the engine kept none. */
    public List<String> stack() {
        return stack;
    }

    /** For {@link Kind#OUT_OF_BOUNDS_MEMORY}, where it is known. */
    public Optional<Access> access() {
        return access;
    }
}
