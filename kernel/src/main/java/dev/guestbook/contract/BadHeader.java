package dev.guestbook.contract;

/** A text that is no contract. The message is one sentence that begins with the line and says what to write instead. */
public final class BadHeader extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final String reason;

    BadHeader(int line, String message) {
        super("Line " + line + ": " + message);
        this.line = line;
        this.reason = message;
    }

    /** The line it is about. */
    public int line() {
        return line;
    }

    /** The message without its line. */
    public String reason() {
        return reason;
    }
}
