package dev.guestbook.wasm;

/** The host stopped a call: the cell was interrupted, or the call's time was up. The message says which. */
public final class GuestStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GuestStopped(String message) {
        super(message);
    }

    public GuestStopped(String message, Throwable cause) {
        super(message, cause);
    }
}
