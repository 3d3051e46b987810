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

    public Refused(String message) {
        super(message);
    }

    public Refused(String message, Throwable cause) {
        super(message, cause);
    }

    /** The same refusal, with what it is about before it. */
    Refused about(String what) {
        Refused told = new Refused(what + ": " + getMessage(), getCause());
        told.setStackTrace(getStackTrace());
        return told;
    }
}
