package dev.guestbook.session;

/**
 * The session did not do what was asked, and changed nothing. The message is one line: what was wrong and
 * what to do, with everything a guest named already escaped.
 *
 * <p>One that leaves a host function is the exception: it ends the call of the guest that asked for the
 * function, and that guest is trapped until a reset, as it may be half way through something.
 */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Of the text that was given; 0 where it is about no line. */
    private final int line;

    public Refused(String message) {
        super(message);
        this.line = 0;
    }

    public Refused(String message, Throwable cause) {
        super(message, cause);
        this.line = 0;
    }

    private Refused(int line, String why, Throwable cause) {
        super(prefix(line) + why, cause);
        this.line = line;
    }

    /** One that is about a line of a text that was given. */
    static Refused inLine(int line, String why, Throwable cause) {
        return new Refused(line, why, cause);
    }

    /** The line it is about, of a text that was given; 0 where it is about none. */
    public int line() {
        return line;
    }

    /** The message without its line. */
    public String reason() {
        return getMessage().substring(prefix(line).length());
    }

    private static String prefix(int line) {
        return line == 0 ? "" : "Line " + line + ": ";
    }

    /** The same refusal, with what it is about before it. */
    Refused about(String what) {
        Refused told = new Refused(what + ": " + getMessage(), getCause());
        told.setStackTrace(getStackTrace());
        return told;
    }
}
