package dev.guestbook.protocol;

/** {@code is_complete_request}: whether a text can run as it stands. */
public final class IsComplete {
    private IsComplete() {}

    public record Request(String code) {
        public static Request of(JsonObject content) throws Malformed {
            return new Request(content.text("code"));
        }
    }

    /**
     * {@code is_complete_reply}.
     *
     * @param status {@code complete}, {@code incomplete}, {@code invalid} or {@code unknown}
     * @param indent what the next line starts with; sent only where incomplete
     */
    public record Reply(String status, String indent) implements Content {
        @Override
        public String type() {
            return "is_complete_reply";
        }

        @Override
        public JsonObject json() {
            JsonObject json = JsonObject.of("status", status);
            return status.equals("incomplete") ? json.with("indent", indent) : json;
        }
    }
}
