package dev.guestbook.kernel;

import dev.guestbook.cell.CellRunner;
import dev.guestbook.channel.Channel;
import dev.guestbook.channel.Channels;
import dev.guestbook.channel.Connection;
import dev.guestbook.channel.Peer;
import dev.guestbook.channel.Request;
import dev.guestbook.channel.Signature;
import dev.guestbook.channel.Wire;
import dev.guestbook.channel.zmq.Sockets;
import dev.guestbook.protocol.HeaderSource;
import dev.guestbook.protocol.JsonObject;
import dev.guestbook.protocol.Malformed;
import dev.guestbook.protocol.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** A kernel with {@link EchoCells} and a front end on it, over sockets or over queues. */
final class Bench implements AutoCloseable {
    static final String KEY = "b1946ac9-2d1e-4f7a-8c3b-the-key-of-this-test";

    /** How front end and kernel are joined. */
    enum Joined {
        BY_QUEUES,
        BY_SOCKETS
    }

    final EchoCells cells = new EchoCells();
    final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    final Kernel kernel;
    final FrontEnd frontEnd;
    final Connection connection;
    private final AutoCloseable sockets;

    /** An echo target for comms, beside the kernel's own (which has none). */
    private static final Map<String, Comms.Target> TARGETS = Map.of("echo", (opening, answer) -> {
        answer.accept(opening);
        return (data, back) -> back.accept(data);
    });

    Bench(Joined joined, Path folder) throws IOException {
        this(joined, folder, "127.0.0.1");
    }

    Bench(Joined joined, Path folder, String ip) throws IOException {
        this(joined, folder, ip, CompletableFuture.completedFuture(null));
    }

    /** Whose cells run only once {@code opened} is there. */
    Bench(Joined joined, Path folder, String ip, CompletableFuture<?> opened) throws IOException {
        Consumer<String> lines = log::add;
        Supplier<CellRunner> runner = () -> {
            opened.join();
            return cells;
        };
        if (joined == Joined.BY_SOCKETS) {
            connection = new Connection(Connection.Transport.TCP, ip, freePorts(), Signature.under(KEY));
            Sockets bound = Sockets.bind(connection, headers(), lines);
            sockets = bound;
            kernel = new Kernel(bound.channels(), runner, headers(), folder, TARGETS, lines);
            bound.onDeath(() -> kernel.stop("the channels are dead, so the kernel ends"));
            frontEnd = new SocketFrontEnd(connection);
        } else {
            connection = null;
            sockets = () -> {};
            QueueFrontEnd queues = new QueueFrontEnd();
            kernel = new Kernel(queues.channels(), runner, headers(), folder, TARGETS, lines);
            frontEnd = queues;
        }
        kernel.start();
        if (frontEnd instanceof SocketFrontEnd overSockets) {
            overSockets.awaitWelcome();
        }
    }

    static HeaderSource headers() {
        AtomicInteger count = new AtomicInteger();
        return new HeaderSource(
                () -> "kernel-" + count.incrementAndGet(),
                InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")),
                "kernel",
                "tester");
    }

    static Connection.Ports freePorts() throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return new Connection.Ports(
                    held.get(0).getLocalPort(),
                    held.get(1).getLocalPort(),
                    held.get(2).getLocalPort(),
                    held.get(3).getLocalPort(),
                    held.get(4).getLocalPort());
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    @Override
    public void close() {
        frontEnd.close();
        try {
            sockets.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        kernel.release();
    }

    /** Joined by queues: all that the kernel sends stands in one order. */
    static final class QueueFrontEnd extends FrontEnd {
        private static final Peer PEER = new Peer(List.of("queue".getBytes(StandardCharsets.UTF_8)));

        private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
        private final Map<String, QueueChannel> channels = Map.of(
                SHELL, new QueueChannel(SHELL), CONTROL, new QueueChannel(CONTROL), STDIN, new QueueChannel(STDIN));

        Channels channels() {
            return new Channels(
                    channels.get(SHELL),
                    channels.get(CONTROL),
                    channels.get(STDIN),
                    message -> seen.add(new Seen(IOPUB, message)));
        }

        @Override
        void send(String channel, Message message) {
            channels.get(channel).incoming.add(Optional.of(new Request(PEER, message, System.nanoTime())));
        }

        @Override
        Seen receive() {
            try {
                Seen next = seen.poll(TIMEOUT_MS, TimeUnit.MILLISECONDS);
                if (next == null) {
                    throw new AssertionError("nothing came in " + TIMEOUT_MS + " ms");
                }
                return next;
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            channels.values().forEach(channel -> channel.incoming.add(Optional.empty()));
        }

        private final class QueueChannel implements Channel {
            private final String name;
            private final BlockingQueue<Optional<Request>> incoming = new LinkedBlockingQueue<>();

            QueueChannel(String name) {
                this.name = name;
            }

            @Override
            public Optional<Request> receive() {
                try {
                    return incoming.take();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public Optional<Request> poll() {
                Optional<Request> next = incoming.poll();
                return next == null ? Optional.empty() : next;
            }

            @Override
            public void send(Peer peer, Message message) {
                seen.add(new Seen(name, message));
            }
        }
    }

    /** Joined by real sockets, as Jupyter's own clients are. */
    static final class SocketFrontEnd extends FrontEnd {
        private final ZMQ.Context context = ZMQ.context(1);
        private final Wire wire;
        private final List<String> names = List.of(SHELL, CONTROL, STDIN, IOPUB);
        private final List<ZMQ.Socket> sockets = new ArrayList<>();
        private final ZMQ.Poller poller = context.poller(4);
        private final List<Seen> ready = new ArrayList<>();

        SocketFrontEnd(Connection connection) {
            wire = new Wire(connection.signature());
            Connection.Ports ports = connection.ports();
            connect(SocketType.DEALER, connection, ports.shell());
            connect(SocketType.DEALER, connection, ports.control());
            connect(SocketType.DEALER, connection, ports.stdin());
            connect(SocketType.SUB, connection, ports.iopub());
        }

        private void connect(SocketType type, Connection connection, int port) {
            ZMQ.Socket socket = context.socket(type);
            socket.setLinger(0);
            socket.setHWM(0);
            socket.setReconnectIVL(5);
            if (type == SocketType.SUB) {
                socket.subscribe(ZMQ.SUBSCRIPTION_ALL);
            } else {
                socket.setIdentity("socket".getBytes(StandardCharsets.UTF_8));
            }
            String host = connection.ip().contains(":") ? "[" + connection.ip() + "]" : connection.ip();
            socket.setIPv6(connection.ip().contains(":"));
            socket.connect("tcp://" + host + ":" + port);
            poller.register(socket, ZMQ.Poller.POLLIN);
            sockets.add(socket);
        }

        ZMQ.Socket socket(String channel) {
            return sockets.get(names.indexOf(channel));
        }

        Wire wire() {
            return wire;
        }

        void awaitWelcome() {
            for (Seen seen = receive(); !seen.type().equals("iopub_welcome"); seen = receive()) {
                if (!seen.name().equals("starting")) {
                    throw new AssertionError("before the welcome: " + seen);
                }
            }
        }

        @Override
        void send(String channel, Message message) {
            send(channel, wire.encode(List.of(), message));
        }

        void send(String channel, List<byte[]> frames) {
            for (int i = 0; i < frames.size(); i++) {
                socket(channel).send(frames.get(i), i + 1 < frames.size() ? ZMQ.SNDMORE : 0);
            }
        }

        @Override
        Seen receive() {
            if (ready.isEmpty()) {
                if (poller.poll(TIMEOUT_MS) <= 0) {
                    throw new AssertionError("nothing came in " + TIMEOUT_MS + " ms");
                }
                for (int i = 0; i < sockets.size(); i++) {
                    if (poller.pollin(i)) {
                        ready.add(new Seen(names.get(i), message(sockets.get(i))));
                    }
                }
            }
            return ready.remove(0);
        }

        private Message message(ZMQ.Socket socket) {
            List<byte[]> frames = new ArrayList<>();
            do {
                frames.add(socket.recv());
            } while (socket.hasReceiveMore());
            try {
                return wire.decode(frames).message();
            } catch (Malformed e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            poller.close();
            sockets.forEach(ZMQ.Socket::close);
            context.close();
        }
    }

    /** A member of a JSON object, as a string. */
    static String text(JsonObject json, String name) {
        try {
            return json.text(name);
        } catch (Malformed e) {
            throw new AssertionError(e);
        }
    }
}
