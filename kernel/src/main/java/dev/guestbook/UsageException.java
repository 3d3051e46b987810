package dev.guestbook;

/** A command line that makes no sense; the message is one sentence for the user. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
