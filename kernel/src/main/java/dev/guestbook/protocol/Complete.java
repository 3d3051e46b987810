package dev.guestbook.protocol;

import java.util.List;
import java.util.Optional;

/** {@code complete_request}: what could stand at the cursor. All positions count code points. */
public final class Complete {
    private Complete() {}

    /**
     * A text and a cursor.
     *
     * @param cursor code points from the start; the end of the code where none was given
     */
    public record Request(String code, Optional<Integer> cursor) {
        public static Request of(JsonObject content) throws Malformed {
            return new Request(content.text("code"), content.integer("cursor_pos"));
        }
    }

    /** One candidate, with what a front end may show beside it. */
    public record Match(String text, String type, String signature) {}

    /** {@code complete_reply}: candidates that replace {@code start} to {@code end}. */
    public record Reply(int start, int end, List<Match> matches) implements Content {
        @Override
        public String type() {
            return "complete_reply";
        }

        @Override
        public JsonObject json() {
            List<JsonObject> types = matches.stream().map(this::typed).toList();
            return JsonObject.of("status", "ok")
                    .with("matches", matches.stream().map(Match::text).toList())
                    .with("cursor_start", start)
                    .with("cursor_end", end)
                    .with("metadata", JsonObject.of("_jupyter_types_experimental", types));
        }

        private JsonObject typed(Match match) {
            return JsonObject.of("start", start)
                    .with("end", end)
                    .with("text", match.text)
                    .with("type", match.type)
                    .with("signature", match.signature);
        }
    }
}
