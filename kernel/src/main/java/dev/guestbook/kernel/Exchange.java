package dev.guestbook.kernel;

import dev.guestbook.channel.Channel;
import dev.guestbook.channel.Peer;
import dev.guestbook.channel.Publisher;
import dev.guestbook.channel.Request;
import dev.guestbook.protocol.Content;
import dev.guestbook.protocol.Header;
import dev.guestbook.protocol.HeaderSource;
import dev.guestbook.protocol.JsonObject;
import dev.guestbook.protocol.Message;
import java.util.Optional;

/** A request and the ways to answer it: to who asked, and to all. All answers carry its header as their parent. */
final class Exchange {
    private static final int LONGEST_ID = 1_000;

    private final Channel channel;
    private final Request request;
    private final Publisher iopub;
    private final HeaderSource headers;

    Exchange(Channel channel, Request request, Publisher iopub, HeaderSource headers) {
        this.channel = channel;
        this.request = request;
        this.iopub = iopub;
        this.headers = headers;
    }

    JsonObject content() {
        return request.message().content();
    }

    /** What the front end calls the cell that the request is about, the same in every run of it. */
    Optional<String> cellId() {
        return Optional.ofNullable(request.message().metadata().members().get("cellId"))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(id -> id.length() <= LONGEST_ID);
    }

    Header header() {
        return request.message().header();
    }

    Peer peer() {
        return request.peer();
    }

    /** When the request arrived, as {@link System#nanoTime} counts. */
    long arrived() {
        return request.arrived();
    }

    void reply(Content content) {
        channel.send(request.peer(), answer(content));
    }

    /** Publishes on iopub; any thread, also after the exchange has ended. */
    void publish(Content content) {
        iopub.publish(answer(content));
    }

    private Message answer(Content content) {
        return Message.of(headers, Optional.of(header()), content);
    }
}
