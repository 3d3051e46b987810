package dev.guestbook.protocol;

import java.util.List;

/**
 * The part that all failing replies, and the {@code error} output, have in common.
 *
 * @param name a short kind of failure
 * @param value one sentence
 */
public record ReplyError(String name, String value, List<String> traceback) {
    public ReplyError {
        traceback = List.copyOf(traceback);
    }

    /** As the content of a reply. */
    public JsonObject json() {
        return JsonObject.of("status", "error")
                .with("ename", name)
                .with("evalue", value)
                .with("traceback", traceback);
    }

    /** A failed reply to any request. */
    public record Reply(String type, ReplyError error) implements Content {
        @Override
        public JsonObject json() {
            return error.json();
        }
    }
}
