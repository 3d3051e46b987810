package dev.guestbook.harden;

/** A contract that no such class can be written from. The message is one sentence that names what is in the way. */
public final class CannotHarden extends Exception {
    private static final long serialVersionUID = 1L;

    CannotHarden(String message) {
        super(message);
    }
}
