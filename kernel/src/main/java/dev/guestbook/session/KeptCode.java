package dev.guestbook.session;

import dev.guestbook.source.SealedCache;
import dev.guestbook.wasm.CodeCache;
import java.util.Optional;

/** Compiled modules in the user's cache: what they are keyed by is the engine's, that nobody else wrote them the cache's. */
record KeptCode(SealedCache cache) implements CodeCache {
    @Override
    public Optional<byte[]> read(String key) {
        return cache.read(key);
    }

    @Override
    public void keep(String key, byte[] code) {
        cache.keep(key, code);
    }
}
