package dev.guestbook.toolchain;

/** There is no compiler, or it did not do its work. The message is for the user: what was wrong and what to do. */
public final class ToolchainException extends Exception {
    private static final long serialVersionUID = 1L;

    ToolchainException(String message) {
        super(message);
    }

    ToolchainException(String message, Throwable cause) {
        super(message, cause);
    }
}
