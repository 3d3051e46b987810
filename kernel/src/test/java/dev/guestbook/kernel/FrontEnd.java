package dev.guestbook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.protocol.Header;
import dev.guestbook.protocol.HeaderSource;
import dev.guestbook.protocol.JsonObject;
import dev.guestbook.protocol.Malformed;
import dev.guestbook.protocol.Message;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A front end that a test drives, over sockets or without; belongs to the test's thread. */
abstract class FrontEnd implements AutoCloseable {
    static final String SHELL = "shell";
    static final String CONTROL = "control";
    static final String STDIN = "stdin";
    static final String IOPUB = "iopub";
    static final long TIMEOUT_MS = 20_000;

    /** A message and the channel it came on. */
    record Seen(String channel, Message message) {
        String type() {
            return message.type();
        }

        /** The type, and for a status its state. */
        String name() {
            return type().equals("status")
                    ? String.valueOf(message.content().members().get("execution_state"))
                    : type();
        }

        boolean answers(String id) {
            return message.parent().map(Header::id).orElse("").equals(id);
        }
    }

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final HeaderSource headers = new HeaderSource(
            () -> "test-" + COUNT.incrementAndGet(),
            InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")),
            "test",
            "tester");
    private final List<Seen> early = new ArrayList<>();

    /** Sends a message as it is. */
    abstract void send(String channel, Message message);

    /** The next message that comes on any channel; fails the test where none comes. */
    abstract Seen receive();

    final String send(String channel, String type, JsonObject content) {
        Message message = message(type, content, Optional.empty());
        send(channel, message);
        return message.header().id();
    }

    final Message message(String type, JsonObject content, Optional<Header> parent) {
        return new Message(headers.next(type), parent, JsonObject.EMPTY, content, List.of());
    }

    /** What answers {@code id}, to its idle and, where it is a request, its reply; in the order it came. */
    final Conversed finish(String id, boolean replied) {
        List<Seen> seen = new ArrayList<>();
        boolean idle = false;
        boolean reply = !replied;
        while (!idle || !reply) {
            Seen next = next(id);
            seen.add(next);
            idle |= next.name().equals("idle");
            reply |= next.type().endsWith("_reply") && !next.channel.equals(IOPUB);
        }
        return new Conversed(seen);
    }

    /** The next message that answers {@code id}; others wait for their turn. */
    final Seen next(String id) {
        for (int i = 0; i < early.size(); i++) {
            if (early.get(i).answers(id)) {
                return early.remove(i);
            }
        }
        for (Seen seen = receive(); ; seen = receive()) {
            if (seen.answers(id)) {
                return seen;
            }
            early.add(seen);
        }
    }

    /** Lets go of all that came for others. */
    final void forget() {
        early.clear();
    }

    final Conversed ask(String channel, String type, JsonObject content) {
        return finish(send(channel, type, content), type.endsWith("_request"));
    }

    final Conversed execute(String code) {
        return ask(SHELL, "execute_request", cell(code));
    }

    static JsonObject cell(String code) {
        return JsonObject.of("code", code);
    }

    /** A whole conversation. */
    record Conversed(List<Seen> seen) {
        /** The types, replies where they came; with sockets a reply's place among iopub's messages is not fixed. */
        List<String> names() {
            return seen.stream().map(Seen::name).toList();
        }

        List<String> iopub() {
            return seen.stream()
                    .filter(s -> s.channel.equals(IOPUB))
                    .map(Seen::name)
                    .toList();
        }

        Message reply() {
            List<Message> replies = seen.stream()
                    .filter(s -> s.type().endsWith("_reply") && !s.channel.equals(IOPUB))
                    .map(Seen::message)
                    .toList();
            assertEquals(1, replies.size(), () -> "replies among " + names());
            return replies.get(0);
        }

        /** The contents of all messages of a type, in order. */
        List<JsonObject> contents(String type) {
            return seen.stream()
                    .filter(s -> s.type().equals(type))
                    .map(s -> s.message.content())
                    .toList();
        }

        JsonObject content(String type) {
            List<JsonObject> contents = contents(type);
            assertEquals(1, contents.size(), () -> type + " among " + names());
            return contents.get(0);
        }

        Object field(String type, String name) {
            JsonObject content = content(type);
            assertTrue(content.members().containsKey(name), () -> name + " in " + content);
            return content.members().get(name);
        }

        String stdout() {
            StringBuilder text = new StringBuilder();
            for (JsonObject content : contents("stream")) {
                if ("stdout".equals(content.members().get("name"))) {
                    text.append(content.members().get("text"));
                }
            }
            return text.toString();
        }
    }

    /** The text under {@code text/plain} of an output's content. */
    static String plain(JsonObject content) {
        try {
            return content.object("data").text("text/plain");
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public abstract void close();
}
