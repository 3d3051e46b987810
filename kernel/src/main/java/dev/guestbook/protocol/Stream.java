package dev.guestbook.protocol;

/** Text on a stream, on iopub. {@code name} is {@code stdout} or {@code stderr}. */
public record Stream(String name, String text) implements Content {
    @Override
    public String type() {
        return "stream";
    }

    @Override
    public JsonObject json() {
        return JsonObject.of("name", name).with("text", text);
    }
}
