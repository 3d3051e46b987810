package dev.guestbook.protocol;

import java.util.Map;
import java.util.Optional;

/** Rich output on iopub: shown, replaced in place, cleared. */
public final class Display {
    private Display() {}

    /** {@code display_data}: a MIME bundle, with an id where it may be replaced later. */
    public record Data(Map<String, Object> data, Map<String, Object> metadata, Optional<String> displayId)
            implements Content {
        @Override
        public String type() {
            return "display_data";
        }

        @Override
        public JsonObject json() {
            return shown(data, metadata, displayId);
        }
    }

    /** {@code update_display_data}: replaces every output shown with this id. */
    public record Update(Map<String, Object> data, Map<String, Object> metadata, String displayId) implements Content {
        @Override
        public String type() {
            return "update_display_data";
        }

        @Override
        public JsonObject json() {
            return shown(data, metadata, Optional.of(displayId));
        }
    }

    /** {@code clear_output}; {@code await} means only when the next output arrives. */
    public record Clear(boolean await) implements Content {
        @Override
        public String type() {
            return "clear_output";
        }

        @Override
        public JsonObject json() {
            return JsonObject.of("wait", await);
        }
    }

    private static JsonObject shown(
            Map<String, Object> data, Map<String, Object> metadata, Optional<String> displayId) {
        JsonObject transients =
                displayId.map(id -> JsonObject.of("display_id", id)).orElse(JsonObject.EMPTY);
        return JsonObject.of("data", data).with("metadata", metadata).with("transient", transients);
    }
}
