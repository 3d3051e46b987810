package dev.guestbook.channel.zmq;

import dev.guestbook.channel.Connection;
import dev.guestbook.channel.Wire;
import dev.guestbook.protocol.Header;
import dev.guestbook.protocol.HeaderSource;
import dev.guestbook.protocol.JsonObject;
import dev.guestbook.protocol.Malformed;
import dev.guestbook.protocol.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/**
 * A front end's end of a connection over TCP, which asks one question after the other; what comes on iopub is left
 * unread. Belongs to one thread.
 */
public final class Caller implements AutoCloseable {
    private static final int RECONNECT_MS = 5;
    private static final int LOOK_MS = 200;

    private final HeaderSource headers;
    private final BooleanSupplier alive;
    private final Wire wire;
    /** One a socket: JeroMQ loses a connection that comes about while its I/O thread has another command. */
    private final List<ZMQ.Context> contexts = new ArrayList<>();

    private final ZMQ.Socket shell;
    private final ZMQ.Socket iopub;

    /**
     * Connects, now or as soon as a kernel is there.
     *
     * @param alive whether there is any use in waiting
     */
    public Caller(Connection connection, HeaderSource headers, BooleanSupplier alive) {
        this.headers = headers;
        this.alive = alive;
        wire = new Wire(connection.signature());
        shell = connected(SocketType.DEALER, connection.ip(), connection.ports().shell());
        iopub = connected(SocketType.SUB, connection.ip(), connection.ports().iopub());
        iopub.subscribe(ZMQ.SUBSCRIPTION_ALL);
    }

    private ZMQ.Socket connected(SocketType type, String ip, int port) {
        ZMQ.Context context = ZMQ.context(1);
        contexts.add(context);
        ZMQ.Socket socket = context.socket(type);
        socket.setLinger(0);
        socket.setReconnectIVL(RECONNECT_MS);
        socket.setReceiveTimeOut(LOOK_MS);
        socket.connect("tcp://" + ip + ":" + port);
        return socket;
    }

    /**
     * Asks on shell and waits for the reply's content.
     *
     * @throws IOException where none comes in time; one sentence
     */
    public JsonObject ask(String type, JsonObject content, Duration patience) throws IOException, Malformed {
        Message question = new Message(headers.next(type), Optional.empty(), JsonObject.EMPTY, content, List.of());
        List<byte[]> frames = wire.encode(List.of(), question);
        for (int i = 0; i < frames.size(); i++) {
            shell.send(frames.get(i), i + 1 < frames.size() ? ZMQ.SNDMORE : 0);
        }
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            Message message = wire.decode(receive(type, end)).message();
            if (message.parent()
                    .map(Header::id)
                    .orElse("")
                    .equals(question.header().id())) {
                return message.content();
            }
        }
    }

    private List<byte[]> receive(String type, long end) throws IOException {
        List<byte[]> frames = new ArrayList<>();
        do {
            byte[] frame = shell.recv();
            if (frame != null) {
                frames.add(frame);
            } else if (!alive.getAsBoolean()) {
                throw new IOException("the kernel ended");
            } else if (System.nanoTime() > end) {
                throw new IOException("the kernel did not answer a " + type);
            }
        } while (frames.isEmpty() || shell.hasReceiveMore());
        return frames;
    }

    @Override
    public void close() {
        shell.close();
        iopub.close();
        contexts.forEach(ZMQ.Context::close);
    }
}
