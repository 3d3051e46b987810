package dev.guestbook.kernel;

import dev.guestbook.protocol.Comm;
import dev.guestbook.protocol.JsonObject;
import dev.guestbook.protocol.Malformed;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The comms that are open: each leads from a front end's widget to its target here. Belongs to the shell thread. */
final class Comms {
    /** The kernel's half of all comms of one name. */
    interface Target {
        /** A front end opened a comm; {@code answer} sends to its other half. */
        Handler opened(JsonObject data, Consumer<JsonObject> answer);
    }

    /** The kernel's half of one comm. */
    interface Handler {
        /** The other half sent {@code data}. */
        void message(JsonObject data, Consumer<JsonObject> answer);
    }

    private record Entry(String target, Handler handler) {}

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
        Handler handler = target.opened(request.data(), answer(exchange, request.id()));
        open.put(request.id(), new Entry(request.target(), handler));
    }

    private static Consumer<JsonObject> answer(Exchange exchange, String id) {
        return data -> exchange.publish(new Comm.Msg(id, data));
    }

    void message(Exchange exchange) throws Malformed {
        Comm.Msg message = Comm.Msg.of(exchange.content());
        Entry entry = open.get(message.id());
        if (entry == null) {
            log.accept("ignored a message for a comm that is not open");
        } else {
            entry.handler.message(message.data(), answer(exchange, message.id()));
        }
    }

    void close(Exchange exchange) throws Malformed {
        Comm.Close close = Comm.Close.of(exchange.content());
        if (open.remove(close.id()) == null) {
            log.accept("ignored the end of a comm that is not open");
        }
    }
}
