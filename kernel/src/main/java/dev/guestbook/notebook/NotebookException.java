package dev.guestbook.notebook;

import java.io.IOException;

/** A notebook that cannot be read, run or written; the message is one sentence for the user. */
public final class NotebookException extends IOException {
    private static final long serialVersionUID = 1L;

    NotebookException(String message) {
        super(message);
    }

    NotebookException(String message, Throwable cause) {
        super(message, cause);
    }
}
