package dev.guestbook.wasm;

import java.util.List;

/** Bytes that are no module this host can run. The message is one sentence for the user, names escaped. */
public final class BadModule extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<ImportType> missing;

    BadModule(String message) {
        this(message, List.of());
    }

    BadModule(String message, List<ImportType> missing) {
        super(message);
        this.missing = List.copyOf(missing);
    }

    BadModule(String message, Throwable cause) {
        super(message, cause);
        this.missing = List.of();
    }

    /** The imports nobody gave, where that is the reason; else empty. */
    public List<ImportType> missing() {
        return missing;
    }
}
