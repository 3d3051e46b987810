package dev.guestbook.wasm;

/** A guest called an import that only a stub stood for; {@link Failures} makes a trap of it. */
final class StubCalled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param wanted in words, names escaped */
    StubCalled(String wanted) {
        super(wanted);
    }
}
