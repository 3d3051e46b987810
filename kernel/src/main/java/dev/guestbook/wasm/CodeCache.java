package dev.guestbook.wasm;

import java.util.Optional;

/**
 * Keeps compiled classes from one process to the next. What it returns is run: an implementation makes sure
 * that nobody else can have written it. A miss and a failure are the same.
 */
public interface CodeCache {
    /** Keeps nothing. */
    CodeCache NONE = new CodeCache() {
        @Override
        public Optional<byte[]> read(String key) {
            return Optional.empty();
        }

        @Override
        public void keep(String key, byte[] code) {}
    };

    /** What was kept under this key, which says module, engine and JDK; any text. */
    Optional<byte[]> read(String key);

    /** Keeps code under a key, in the place of what was there. */
    void keep(String key, byte[] code);
}
