package dev.guestbook.protocol;

/** What the kernel does now, on iopub: around every request. */
public record Status(State state) implements Content {
    public enum State {
        STARTING("starting"),
        BUSY("busy"),
        IDLE("idle");

        private final String protocolName;

        State(String protocolName) {
            this.protocolName = protocolName;
        }
    }

    @Override
    public String type() {
        return "status";
    }

    @Override
    public JsonObject json() {
        return JsonObject.of("execution_state", state.protocolName);
    }
}
