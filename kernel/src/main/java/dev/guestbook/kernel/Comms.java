package dev.guestbook.kernel;

import dev.guestbook.protocol.Comm;
import dev.guestbook.protocol.JsonObject;
import dev.guestbook.protocol.Malformed;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The comms that are open: each leads from a front end's widget to its target here. Belongs to the shell thread. */
final class Comms {
    /** What a comm's target does with it. */
    interface Target {
        /** A front end opened {@code comm} with {@code data}; the answer takes its messages. */
        Consumer<JsonObject> opened(OpenComm comm, JsonObject data);
    }

    /** An open comm's way back to the front ends. */
    record OpenComm(String id, Exchange opening) {
        void send(JsonObject data) {
            opening.publish(new Comm.Msg(id, data));
        }
    }

    private record Entry(String target, Consumer<JsonObject> messages) {}

    private final Map<String, Target> targets;
    private final Consumer<String> log;
    private final Map<String, Entry> open = new LinkedHashMap<>();

    Comms(Map<String, Target> targets, Consumer<String> log) {
        this.targets = Map.copyOf(targets);
        this.log = log;
    }

    void info(Exchange exchange) throws Malformed {
        Comm.InfoRequest request = Comm.InfoRequest.of(exchange.content());
        Map<String, String> comms = new LinkedHashMap<>();
        open.forEach((id, entry) -> {
            if (request.target().orElse(entry.target).equals(entry.target)) {
                comms.put(id, entry.target);
            }
        });
        exchange.reply(new Comm.InfoReply(comms));
    }

    void open(Exchange exchange) throws Malformed {
        Comm.Open request = Comm.Open.of(exchange.content());
        Target target = targets.get(request.target());
        if (target == null) {
            log.accept("closed a comm: nothing here is named " + Malformed.quoted(request.target()));
            exchange.publish(new Comm.Close(request.id(), JsonObject.EMPTY));
            return;
        }
        Consumer<JsonObject> messages = target.opened(new OpenComm(request.id(), exchange), request.data());
        open.put(request.id(), new Entry(request.target(), messages));
    }

    void message(Exchange exchange) throws Malformed {
        Comm.Msg message = Comm.Msg.of(exchange.content());
        Entry entry = open.get(message.id());
        if (entry == null) {
            log.accept("ignored a message for a comm that is not open");
        } else {
            entry.messages.accept(message.data());
        }
    }

    void close(Exchange exchange) throws Malformed {
        Comm.Close close = Comm.Close.of(exchange.content());
        if (open.remove(close.id()) == null) {
            log.accept("ignored the end of a comm that is not open");
        }
    }
}
