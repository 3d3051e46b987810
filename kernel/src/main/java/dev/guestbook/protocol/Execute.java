package dev.guestbook.protocol;

import java.util.List;
import java.util.Map;

/** {@code execute_request} and all that answers it. */
public final class Execute {
    public static final String REQUEST = "execute_request";
    private static final String REPLY = "execute_reply";

    private Execute() {}

    /**
     * What to run, and how.
     *
     * @param silent show nothing and count nothing
     * @param storeHistory keep the code and count it; never where {@code silent}
     * @param userExpressions name to expression, evaluated after the code has succeeded
     * @param stopOnError whether a failure aborts what is queued behind
     */
    public record Request(
            String code,
            boolean silent,
            boolean storeHistory,
            Map<String, String> userExpressions,
            boolean allowStdin,
            boolean stopOnError) {
        public static Request of(JsonObject content) throws Malformed {
            boolean silent = content.flag("silent", false);
            return new Request(
                    content.text("code"),
                    silent,
                    !silent && content.flag("store_history", true),
                    content.texts("user_expressions"),
                    content.flag("allow_stdin", false),
                    content.flag("stop_on_error", true));
        }
    }

    /** {@code execute_input}, on iopub: the code that now runs, for every front end to see. */
    public record Input(String code, int executionCount) implements Content {
        @Override
        public String type() {
            return "execute_input";
        }

        @Override
        public JsonObject json() {
            return JsonObject.of("code", code).with("execution_count", executionCount);
        }
    }

    /** {@code execute_result}, on iopub: the cell's value. */
    public record Result(Map<String, Object> data, Map<String, Object> metadata, int executionCount)
            implements Content {
        @Override
        public String type() {
            return "execute_result";
        }

        @Override
        public JsonObject json() {
            return JsonObject.of("data", data)
                    .with("metadata", metadata)
                    .with("transient", JsonObject.EMPTY)
                    .with("execution_count", executionCount);
        }
    }

    /** {@code error}, on iopub: why the cell failed. */
    public record ErrorOutput(ReplyError error) implements Content {
        @Override
        public String type() {
            return "error";
        }

        @Override
        public JsonObject json() {
            return JsonObject.of("ename", error.name())
                    .with("evalue", error.value())
                    .with("traceback", error.traceback());
        }
    }

    /** {@code execute_reply}: how the cell ended. */
    public sealed interface Reply extends Content {
        @Override
        default String type() {
            return REPLY;
        }
    }

    /**
     * The cell ran to its end.
     *
     * @param userExpressions name to what became of each expression
     * @param pages MIME bundles for the front end's pager
     */
    public record Ok(int executionCount, Map<String, JsonObject> userExpressions, List<Map<String, Object>> pages)
            implements Reply {
        @Override
        public JsonObject json() {
            List<JsonObject> payload = pages.stream()
                    .map(data ->
                            JsonObject.of("source", "page").with("data", data).with("start", 0))
                    .toList();
            return JsonObject.of("status", "ok")
                    .with("execution_count", executionCount)
                    .with("user_expressions", userExpressions)
                    .with("payload", payload);
        }
    }

    /** The cell failed. */
    public record Failed(int executionCount, ReplyError error) implements Reply {
        @Override
        public JsonObject json() {
            return error.json()
                    .with("execution_count", executionCount)
                    .with("user_expressions", JsonObject.EMPTY)
                    .with("payload", List.of());
        }
    }

    /** The cell was never run, for one queued before it had failed. */
    public record Aborted() implements Reply {
        @Override
        public JsonObject json() {
            return JsonObject.of("status", "aborted");
        }
    }

    /** One user expression's value, as it stands in a reply. */
    public static JsonObject expression(Map<String, Object> data, Map<String, Object> metadata) {
        return JsonObject.of("status", "ok").with("data", data).with("metadata", metadata);
    }
}
