package dev.guestbook.contract;

/** Which way bytes go through a pointer: {@code const} is in, all else out unless the header says {@code inout}. */
public enum Direction {
    IN("in"),
    OUT("out"),
    INOUT("in and out");

    private final String words;

    Direction(String words) {
        this.words = words;
    }

    /** Whether the guest reads what the host wrote. */
    public boolean isInput() {
        return this != OUT;
    }

    /** Whether the host reads what the guest wrote. */
    public boolean isOutput() {
        return this != IN;
    }

    @Override
    public String toString() {
        return words;
    }
}
