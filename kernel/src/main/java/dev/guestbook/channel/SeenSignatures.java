package dev.guestbook.channel;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers the latest signatures, so that a message that was overheard cannot be sent again. */
final class SeenSignatures {
    private static final int LIMIT = 1 << 16;

    private final Map<String, Boolean> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > LIMIT;
        }
    };

    /** Whether this signature was not seen before; remembers it. */
    synchronized boolean isNew(byte[] signature) {
        return seen.putIfAbsent(new String(signature, StandardCharsets.ISO_8859_1), true) == null;
    }
}
