package dev.guestbook.protocol;

/** {@code interrupt_request}, on control: end the running cell. */
public final class Interrupt {
    private Interrupt() {}

    public record Reply() implements Content {
        @Override
        public String type() {
            return "interrupt_reply";
        }

        @Override
        public JsonObject json() {
            return JsonObject.of("status", "ok");
        }
    }
}
