package dev.guestbook.protocol;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Makes the headers of one sender's messages.
 *
 * @param ids gives each message an id of its own; called from any thread
 * @param clock tells when a message is made
 * @param session one id for the sender's whole life
 * @param username who the sender works for
 */
public record HeaderSource(Supplier<String> ids, InstantSource clock, String session, String username) {
    /** A new header for a message of {@code type}. */
    public Header next(String type) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("msg_id", ids.get());
        json.put("session", session);
        json.put("username", username);
        json.put("date", clock.instant().truncatedTo(ChronoUnit.MICROS).toString());
        json.put("msg_type", type);
        json.put("version", Header.PROTOCOL_VERSION);
        try {
            return Header.of(JsonObject.of(json));
        } catch (Malformed e) {
            throw new IllegalStateException(e);
        }
    }
}
