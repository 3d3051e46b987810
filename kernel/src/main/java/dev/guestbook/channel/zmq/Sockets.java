package dev.guestbook.channel.zmq;

import dev.guestbook.channel.Channels;
import dev.guestbook.channel.Connection;
import dev.guestbook.channel.Publisher;
import dev.guestbook.channel.Wire;
import dev.guestbook.protocol.HeaderSource;
import dev.guestbook.protocol.Message;
import dev.guestbook.protocol.Welcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.ZError;

/**
 * A kernel's five sockets, bound: ROUTER for shell, control, stdin and the heartbeat, XPUB for iopub.
 *
 * <p>One thread, {@code channels}, moves the frames of all sockets but the heartbeat's, since a ZeroMQ
 * socket belongs to one thread and an interrupted thread breaks it; others only touch queues. On the way out
 * nothing is dropped, but for a peer for whom more than a quarter of the heap waits, and for a heartbeat's peer that
 * does not read.
 */
public final class Sockets implements AutoCloseable {
    /** How long closing waits for frames to leave, in milliseconds. */
    private static final int LINGER_MS = 250;

    private static final int BEATS = 400;
    private static final int WAITING_BEATS = 16;
    /** The longest frame of a subscriber, in bytes: of a handshake's, as topics are shorter. */
    private static final int MAX_SUBSCRIBER_BYTES = 1 << 10;

    private final Connection connection;
    private final HeaderSource headers;
    private final Wire wire;
    private final Consumer<String> log;
    private final Consumer<String> plainLog;
    private final ZMQ.Context context;
    private final FrameMover mover;
    private final Heartbeat heartbeat;
    private final String heartbeatAt;
    private final Channels channels;
    private final BoundedFrames frames;
    private final Topics topics = new Topics();
    private final long mostWaiting;
    private final CompletableFuture<Void> death = new CompletableFuture<>();
    private final List<UnixDoor> doors = new ArrayList<>();
    private final List<ZMQ.Socket> bound = new ArrayList<>();

    private Sockets(Connection connection, HeaderSource headers, Consumer<String> log, long heapBytes)
            throws IOException {
        this.connection = connection;
        this.headers = headers;
        this.log = sparse("channels", log);
        this.plainLog = log;
        frames = new BoundedFrames(heapBytes);
        mostWaiting = heapBytes / 4;
        wire = new Wire(connection.signature());
        context = ZMQ.context(1);
        Thread.UncaughtExceptionHandler dead = (thread, e) -> {
            log.accept(thread.getName() + " failed: " + e);
            death.complete(null);
        };
        context.setUncaughtExceptionHandler(dead);
        context.setNotificationExceptionHandler((thread, e) -> this.log.accept(thread.getName() + ": " + e));
        mover = new FrameMover(this.log, dead);
        try {
            Connection.Ports ports = connection.ports();
            ZMQ.Socket beating = bound(SocketType.ROUTER, ports.heartbeat(), "heartbeat");
            heartbeatAt = beating.getLastEndpoint();
            heartbeat = new Heartbeat(beating, sparse("heartbeat", log), dead);
            RouterChannel shell = router("shell", ports.shell());
            RouterChannel control = router("control", ports.control());
            RouterChannel stdin = router("stdin", ports.stdin());
            channels = new Channels(shell, control, stdin, iopub(ports.iopub()));
        } catch (IOException | RuntimeException e) {
            closeDoors();
            mover.close();
            bound.forEach(ZMQ.Socket::close); // the context waits for every socket that is open
            context.close();
            throw e;
        }
    }

    /**
     * Binds all sockets and starts to serve them.
     *
     * @throws IOException where a port is taken or an address is not ours; one sentence
     */
    public static Sockets bind(Connection connection, HeaderSource headers, Consumer<String> log) throws IOException {
        return bind(connection, headers, log, Runtime.getRuntime().maxMemory());
    }

    /** With bounds for a heap of {@code heapBytes}. */
    static Sockets bind(Connection connection, HeaderSource headers, Consumer<String> log, long heapBytes)
            throws IOException {
        Sockets sockets = new Sockets(connection, headers, log, heapBytes);
        sockets.mover.start();
        sockets.heartbeat.start();
        return sockets;
    }

    /**
     * Writes this message to nobody and asks our own heartbeat until the JVM has compiled what does it: a front end asks
     * seldom, and would be answered by interpreted code for the first minutes. Any thread may call it; it ends where the
     * sockets are closed.
     */
    public void exercise(Message large) {
        List<byte[]> unused = wire.encode(List.of(), large);
        try (ZMQ.Socket caller = context.socket(SocketType.DEALER)) {
            caller.setLinger(0);
            caller.setReceiveTimeOut(LINGER_MS);
            caller.connect(heartbeatAt);
            byte[] answer = {0};
            for (int i = 0; i < BEATS && answer != null; i++) {
                caller.send(answer);
                answer = caller.recv();
            }
        } catch (ZMQException e) {
            if (e.getErrorCode() != ZError.ETERM) {
                throw e;
            }
        } catch (ZError.CtxTerminatedException e) {
            return; // the kernel was shut down meanwhile
        }
    }

    /** Runs {@code action} where JeroMQ's own thread or one of ours has died, after which not all comes and goes any more. */
    public void onDeath(Runnable action) {
        CompletableFuture<?> unused = death.thenRun(action);
    }

    private static SparseLog sparse(String about, Consumer<String> log) {
        return new SparseLog(about, log, System::nanoTime);
    }

    public Channels channels() {
        return channels;
    }

    /** Sends what is still to be sent, for a quarter of a second at most, and lets go of the ports. */
    @Override
    public void close() {
        mover.close();
        closeDoors();
        Thread closing = new Thread(context::close, "closing");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(LINGER_MS + 50L);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeDoors() {
        for (UnixDoor door : doors) {
            try {
                door.close();
            } catch (IOException e) {
                log.accept("ipc: " + e.getMessage());
            }
        }
    }

    private RouterChannel router(String name, int port) throws IOException {
        ZMQ.Socket socket = bound(SocketType.ROUTER, port, name);
        Inbox inbox = new Inbox(mover::wakeUp);
        Readers peers = new Readers(socket.base(), "a peer on " + name, mostWaiting, log);
        return new RouterChannel(name, wire, inbox, mover.serve(socket, inbox, peers::sent), sparse(name, plainLog));
    }

    private Publisher iopub(int port) throws IOException {
        ZMQ.Socket socket = bound(SocketType.XPUB, port, "iopub");
        Readers subscribers = new Readers(socket.base(), "a subscriber on iopub", mostWaiting, log);
        Consumer<List<byte[]>> outgoing = mover.listen(socket, this::welcome, subscribers::sent);
        return message -> outgoing.accept(wire.encode(List.of(topic(message)), message));
    }

    private static byte[] topic(Message message) {
        return message.type().getBytes(StandardCharsets.UTF_8);
    }

    /** Answers a subscription with a welcome under the topic that was subscribed to. */
    private Optional<List<byte[]>> welcome(List<byte[]> frames) {
        byte[] frame = frames.get(0);
        if (frame.length == 0 || !topics.read(frame)) {
            return Optional.empty();
        }
        byte[] topic = Topics.topic(frame);
        Welcome welcome = new Welcome(new String(topic, StandardCharsets.UTF_8));
        return Optional.of(wire.encode(List.of(topic), Message.of(headers, Optional.empty(), welcome)));
    }

    private ZMQ.Socket bound(SocketType type, int port, String name) throws IOException {
        ZMQ.Socket socket = context.socket(type);
        socket.setLinger(LINGER_MS);
        boolean beats = name.equals("heartbeat");
        boolean publishes = type == SocketType.XPUB;
        socket.setSndHWM(beats ? WAITING_BEATS : 0);
        socket.setMaxMsgSize(beats ? Heartbeat.MAX_BYTES : publishes ? MAX_SUBSCRIBER_BYTES : Wire.MAX_BYTES);
        socket.setMsgAllocator(publishes ? frames.subscriptions(topics) : frames);
        // JeroMQ copies and sorts its timers at every event, and one for each handshake stays for half a minute.
        socket.setHandshakeIvl(0);
        if (type == SocketType.ROUTER) {
            // A front end that reconnects before its old connection is known to be dead keeps its identity.
            socket.setRouterHandover(true);
        }
        if (publishes) {
            socket.setXpubVerbose(true);
        }
        try {
            listen(socket, port);
            bound.add(socket);
            return socket;
        } catch (ZMQException | IOException e) {
            socket.close();
            throw new IOException(
                    "The " + name + " channel cannot listen on " + connection.ip() + ", port " + port
                            + ": the port is taken or the address is not this machine's.",
                    e);
        }
    }

    private void listen(ZMQ.Socket socket, int port) throws IOException {
        String ip = connection.ip();
        if (connection.transport() == Connection.Transport.IPC) {
            int inside = socket.bindToRandomPort("tcp://127.0.0.1");
            doors.add(UnixDoor.open(Path.of(ip + "-" + port), inside, log));
            return;
        }
        boolean ipv6 = ip.contains(":");
        socket.setIPv6(ipv6);
        socket.bind("tcp://" + (ipv6 ? "[" + ip + "]" : ip) + ":" + port);
    }
}
