package dev.guestbook.session;

/**
 * The session did not do what was asked, and changed nothing. The message is one line: what was wrong and
 * what to do, with everything a guest named already escaped.
 */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Refused(String message) {
        super(message);
    }

    public Refused(String message, Throwable cause) {
        super(message, cause);
    }
}
