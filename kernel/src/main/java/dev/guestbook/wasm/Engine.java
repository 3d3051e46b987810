package dev.guestbook.wasm;

/** How a module's functions run. */
public enum Engine {
    /** Translated to JVM bytecode once a module; functions too large for the JVM are interpreted. */
    COMPILED("compiled"),
    /** Instruction by instruction: no compile time, some hundred times slower; for teaching. */
    INTERPRETED("interpreted");

    private final String label;

    Engine(String label) {
        this.label = label;
    }

    /** {@code compiled} or {@code interpreted}, as options spell it. */
    @Override
    public String toString() {
        return label;
    }
}
