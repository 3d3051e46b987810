package dev.guestbook.install;

import java.io.IOException;

/** Something that cannot be installed or removed; the message is one sentence for the user. */
public final class InstallException extends IOException {
    private static final long serialVersionUID = 1L;

    InstallException(String message) {
        super(message);
    }

    InstallException(String message, Throwable cause) {
        super(message, cause);
    }
}
