package dev.guestbook.protocol;

/** Asking the person at the front end for a line, on stdin. */
public final class Input {
    public static final String REPLY = "input_reply";

    private Input() {}

    /** {@code input_request}: the kernel asks; {@code password} means that typing is not echoed. */
    public record Request(String prompt, boolean password) implements Content {
        @Override
        public String type() {
            return "input_request";
        }

        @Override
        public JsonObject json() {
            return JsonObject.of("prompt", prompt).with("password", password);
        }
    }

    /** {@code input_reply}: the front end answers with a line. */
    public record Reply(String value) {
        public static Reply of(JsonObject content) throws Malformed {
            return new Reply(content.text("value"));
        }
    }
}
