package dev.guestbook.source;

/** A module could not be had. The message is one line for the user: why, and what to do. */
public final class SourceException extends Exception {
    private static final long serialVersionUID = 1L;

    SourceException(String message) {
        super(message);
    }

    SourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
