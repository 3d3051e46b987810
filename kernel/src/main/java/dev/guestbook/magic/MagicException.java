package dev.guestbook.magic;

/** A magic that cannot run as it was typed. The message is one sentence for the user; nothing has changed. */
public final class MagicException extends Exception {
    private static final long serialVersionUID = 1L;

    public MagicException(String message) {
        super(message);
    }

    MagicException(String message, Throwable cause) {
        super(message, cause);
    }
}
