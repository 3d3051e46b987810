package dev.guestbook.protocol;

/**
 * {@code iopub_welcome}: tells a new subscriber that its subscription is in force, so that nothing it
 * asks for from now on is lost (JEP 65).
 */
public record Welcome(String subscription) implements Content {
    @Override
    public String type() {
        return "iopub_welcome";
    }

    @Override
    public JsonObject json() {
        return JsonObject.of("subscription", subscription);
    }
}
