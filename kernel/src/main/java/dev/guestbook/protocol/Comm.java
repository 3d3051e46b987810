package dev.guestbook.protocol;

import java.util.Map;
import java.util.Optional;

/** Comms: a front end's widget and its other half in the kernel talk past the cells. */
public final class Comm {
    private Comm() {}

    /** {@code comm_info_request}: which comms are open, of one target or of all. */
    public record InfoRequest(Optional<String> target) {
        public static InfoRequest of(JsonObject content) throws Malformed {
            String target = content.text("target_name", "");
            return new InfoRequest(target.isEmpty() ? Optional.empty() : Optional.of(target));
        }
    }

    /** {@code comm_info_reply}: comm id to target name. */
    public record InfoReply(Map<String, String> comms) implements Content {
        @Override
        public String type() {
            return "comm_info_reply";
        }

        @Override
        public JsonObject json() {
            JsonObject open = JsonObject.EMPTY;
            for (Map.Entry<String, String> comm : comms.entrySet()) {
                open = open.with(comm.getKey(), JsonObject.of("target_name", comm.getValue()));
            }
            return JsonObject.of("status", "ok").with("comms", open);
        }
    }

    /** {@code comm_open}, from the front end. */
    public record Open(String id, String target, JsonObject data) {
        public static Open of(JsonObject content) throws Malformed {
            return new Open(content.text("comm_id"), content.text("target_name"), content.object("data"));
        }
    }

    /** {@code comm_msg}, both ways. */
    public record Msg(String id, JsonObject data) implements Content {
        public static Msg of(JsonObject content) throws Malformed {
            return new Msg(content.text("comm_id"), content.object("data"));
        }

        @Override
        public String type() {
            return "comm_msg";
        }

        @Override
        public JsonObject json() {
            return JsonObject.of("comm_id", id).with("data", data);
        }
    }

    /** {@code comm_close}, both ways. */
    public record Close(String id, JsonObject data) implements Content {
        public static Close of(JsonObject content) throws Malformed {
            return new Close(content.text("comm_id"), content.object("data"));
        }

        @Override
        public String type() {
            return "comm_close";
        }

        @Override
        public JsonObject json() {
            return JsonObject.of("comm_id", id).with("data", data);
        }
    }
}
