package dev.guestbook.wasm;

/** The guest ended itself by WASI's {@code proc_exit}; no instruction of it runs after that. */
public final class GuestExit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    public GuestExit(int code) {
        super("The guest ended itself with exit code " + Integer.toUnsignedString(code) + " (proc_exit).");
        this.code = code;
    }

    /** 0 where all went well. */
    public int code() {
        return code;
    }
}
