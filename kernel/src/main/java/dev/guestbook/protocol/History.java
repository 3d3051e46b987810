package dev.guestbook.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code history_request}: what was run before, in this session and in earlier ones. */
public final class History {
    private History() {}

    /**
     * A question about the past.
     *
     * @param output whether each entry's result is wanted too
     */
    public record Request(boolean output, Access access) {
        public static Request of(JsonObject content) throws Malformed {
            String kind = content.text("hist_access_type", "tail");
            Optional<Integer> count = content.integer("n");
            Access access = switch (kind) {
                case "tail" -> new Tail(count.orElse(10));
                case "range" ->
                    new Range(
                            content.integer("session").orElse(0),
                            content.integer("start").orElse(1),
                            content.integer("stop"));
                case "search" -> new Search(content.text("pattern", "*"), count, content.flag("unique", false));
                default -> throw new Malformed("its \"hist_access_type\" is none of tail, range and search");
            };
            return new Request(content.flag("output", false), access);
        }
    }

    /** Which entries are wanted. */
    public sealed interface Access {}

    /** The last {@code count} entries. */
    public record Tail(int count) implements Access {}

    /**
     * Lines of one session: from {@code start} up to, not including, {@code stop}.
     *
     * @param session its number; 0 is this session, a negative one counts back from it
     */
    public record Range(int session, int start, Optional<Integer> stop) implements Access {}

    /**
     * The last {@code count} entries (or all) whose whole input matches a pattern of {@code *}, {@code ?} and
     * {@code [..]}.
     *
     * @param unique whether of equal inputs only the last is wanted
     */
    public record Search(String pattern, Optional<Integer> count, boolean unique) implements Access {}

    /** One cell that ran: its session's number, its own, its code and its result's plain text. */
    public record Entry(int session, int line, String input, Optional<String> output) {}

    /** {@code history_reply}. */
    public record Reply(boolean output, List<Entry> entries) implements Content {
        @Override
        public String type() {
            return "history_reply";
        }

        @Override
        public JsonObject json() {
            return JsonObject.of("status", "ok")
                    .with("history", entries.stream().map(this::tuple).toList());
        }

        private List<Object> tuple(Entry entry) {
            List<Object> tuple = new ArrayList<>(List.of(entry.session, entry.line));
            if (output) {
                List<Object> pair = new ArrayList<>();
                pair.add(entry.input);
                pair.add(entry.output.orElse(null));
                tuple.add(pair);
            } else {
                tuple.add(entry.input);
            }
            return tuple;
        }
    }
}
