package dev.guestbook.channel.zmq;

import dev.guestbook.channel.Channel;
import dev.guestbook.channel.Peer;
import dev.guestbook.channel.Request;
import dev.guestbook.channel.Wire;
import dev.guestbook.protocol.Malformed;
import dev.guestbook.protocol.Message;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A ROUTER socket as a channel: drops what is no good message, with a line in the log. */
final class RouterChannel implements Channel {
    private final String name;
    private final Wire wire;
    private final Inbox inbox;
    private final Consumer<List<byte[]>> outgoing;
    private final SparseLog log;

    RouterChannel(String name, Wire wire, Inbox inbox, Consumer<List<byte[]>> outgoing, SparseLog log) {
        this.name = name;
        this.wire = wire;
        this.inbox = inbox;
        this.outgoing = outgoing;
        this.log = log;
    }

    @Override
    public Optional<Request> receive() {
        while (true) {
            Optional<Inbox.Arrival> arrival = inbox.take();
            if (arrival.isEmpty() && inbox.isClosed()) {
                log.conclude();
                return Optional.empty();
            }
            Optional<Request> request = arrival.flatMap(this::decode);
            if (request.isPresent()) {
                return request;
            }
        }
    }

    @Override
    public Optional<Request> poll() {
        Optional<Inbox.Arrival> arrival = inbox.poll();
        while (arrival.isPresent()) {
            Optional<Request> request = decode(arrival.get());
            if (request.isPresent()) {
                return request;
            }
            arrival = inbox.poll();
        }
        return Optional.empty();
    }

    private Optional<Request> decode(Inbox.Arrival arrival) {
        try {
            List<byte[]> frames = arrival.frames();
            if (frames.get(frames.size() - 1) == BoundedFrames.CUT) {
                throw new Malformed("no room for it beside what else is held");
            }
            return Optional.of(wire.decode(frames, arrival.nanos()));
        } catch (Malformed e) {
            log.accept("dropped a message on " + name + ": " + e.getMessage());
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            log.accept("dropped a message on " + name + ": " + e.getClass().getSimpleName() + " while reading it");
        }
        return Optional.empty();
    }

    @Override
    public void send(Peer peer, Message message) {
        outgoing.accept(wire.encode(peer.identities(), message));
    }
}
