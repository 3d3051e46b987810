package dev.guestbook.protocol;

/** {@code shutdown_request}: end the kernel. */
public final class Shutdown {
    private Shutdown() {}

    /** {@code restart} tells whether a new kernel will take this one's place. */
    public record Request(boolean restart) {
        public static Request of(JsonObject content) throws Malformed {
            return new Request(content.flag("restart", false));
        }
    }

    public record Reply(boolean restart) implements Content {
        @Override
        public String type() {
            return "shutdown_reply";
        }

        @Override
        public JsonObject json() {
            return JsonObject.of("status", "ok").with("restart", restart);
        }
    }
}
