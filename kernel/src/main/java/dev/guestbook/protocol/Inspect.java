package dev.guestbook.protocol;

import java.util.Map;
import java.util.Optional;

/** {@code inspect_request}: documentation for what stands at the cursor, counted in code points. */
public final class Inspect {
    private Inspect() {}

    /** A text, a cursor (the end where none was given) and how much is wanted: 0 or 1. */
    public record Request(String code, Optional<Integer> cursor, int detail) {
        public static Request of(JsonObject content) throws Malformed {
            return new Request(
                    content.text("code"),
                    content.integer("cursor_pos"),
                    content.integer("detail_level").orElse(0));
        }
    }

    /** {@code inspect_reply}; nothing was found where {@code data} is empty. */
    public record Reply(Map<String, Object> data, Map<String, Object> metadata) implements Content {
        @Override
        public String type() {
            return "inspect_reply";
        }

        @Override
        public JsonObject json() {
            return JsonObject.of("status", "ok")
                    .with("found", !data.isEmpty())
                    .with("data", data)
                    .with("metadata", metadata);
        }
    }
}
