package dev.guestbook.channel.zmq;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.ZError;

/**
 * The one thread that touches the sockets: moves frames from them into inboxes and from a queue to them.
 *
 * <p>It waits on the sockets' own readiness channels, and is woken for what is to be sent by the
 * selector, which unlike a pipe survives a caller whose thread was interrupted.
 */
final class FrameMover {
    /** So many messages of one socket, before the next socket has its turn. */
    private static final int TURN = 64;

    /** What fits the socket's own buffer is written in one go. */
    private static final int LONG_BYTES = 256 << 10;

    /** A socket, where its messages go and whether they may go there now. */
    private record Served(ZMQ.Socket socket, Consumer<List<byte[]>> incoming, Inbox inbox) {
        boolean isHeldBack() {
            return inbox != null && inbox.isFull();
        }
    }

    private record Outgoing(ZMQ.Socket socket, List<byte[]> frames, Consumer<List<byte[]>> sent) {}

    private final List<Served> served = new ArrayList<>();
    private final Queue<Outgoing> outgoing = new ConcurrentLinkedQueue<>();
    private final Selector selector;
    private final Consumer<String> log;
    private final Thread thread;
    private volatile boolean closing;

    /** @param dead told what ended the thread, after which nothing is moved any more: an error that is not of memory */
    FrameMover(Consumer<String> log, Thread.UncaughtExceptionHandler dead) throws IOException {
        this.log = log;
        selector = Selector.open();
        thread = new Thread(this::run, "channels");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(dead);
    }

    /**
     * Serves a socket whose messages wait in {@code inbox}; returns the way to send on it. {@code sent} is told of
     * each message once it was sent, on the socket's own thread. Before the start only.
     */
    Consumer<List<byte[]>> serve(ZMQ.Socket socket, Inbox inbox, Consumer<List<byte[]>> sent) throws IOException {
        return add(new Served(socket, inbox::put, inbox), sent);
    }

    /** Serves a socket whose messages are answered at once, otherwise as the other. */
    Consumer<List<byte[]>> listen(
            ZMQ.Socket socket, Function<List<byte[]>, Optional<List<byte[]>>> answer, Consumer<List<byte[]>> sent)
            throws IOException {
        return add(
                new Served(
                        socket,
                        frames -> answer.apply(frames).ifPresent(reply -> send(new Outgoing(socket, reply, sent))),
                        null),
                sent);
    }

    private Consumer<List<byte[]>> add(Served added, Consumer<List<byte[]>> sent) throws IOException {
        added.socket.getFD().register(selector, SelectionKey.OP_READ);
        served.add(added);
        return frames -> {
            outgoing.add(new Outgoing(added.socket, frames, sent));
            wakeUp();
        };
    }

    void start() {
        thread.start();
    }

    void wakeUp() {
        selector.wakeup();
    }

    /** Sends what is queued, closes the sockets and then the inboxes. */
    void close() {
        closing = true;
        wakeUp();
        if (!thread.isAlive()) {
            release();
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean woken = false;
        try {
            while (!closing) {
                try {
                    if (move()) {
                        woken = false;
                        continue;
                    }
                    if (woken) {
                        letTheSignalBeCounted();
                    }
                    selector.select();
                    selector.selectedKeys().clear();
                    woken = true;
                } catch (ZMQException e) {
                    if (e.getErrorCode() == ZError.ETERM) {
                        return;
                    }
                    log.accept("channels: " + e.getMessage());
                } catch (IOException | RuntimeException | OutOfMemoryError e) {
                    log.accept("channels: " + e);
                }
            }
            flush();
        } finally {
            release();
        }
    }

    /** JeroMQ's I/O thread signals first and counts its signal then, for which it may lack a processor. */
    @SuppressWarnings("ThreadPriorityCheck") // without it, nothing but time is lost
    private static void letTheSignalBeCounted() {
        Thread.yield();
    }

    /** Moves what can be moved; false where there was nothing. */
    private boolean move() {
        boolean moved = flush();
        for (Served one : served) {
            if (one.isHeldBack()) {
                one.socket.getEvents(); // keeps its own affairs going, or its readiness would never end
            }
            for (int i = 0; i < TURN && !one.isHeldBack(); i++) {
                List<byte[]> frames = receive(one.socket);
                if (frames.isEmpty()) {
                    break;
                }
                moved = true;
                one.incoming.accept(frames);
            }
        }
        return moved;
    }

    private boolean flush() {
        boolean moved = false;
        for (Outgoing next = outgoing.poll(); next != null; next = outgoing.poll()) {
            send(next);
            moved = true;
        }
        return moved;
    }

    private static void send(Outgoing message) {
        send(message.socket, message.frames);
        message.sent.accept(message.frames);
    }

    private static void send(ZMQ.Socket socket, List<byte[]> frames) {
        List<Optional<ByteBuffer>> direct =
                frames.stream().map(FrameMover::direct).toList();
        int last = frames.size() - 1;
        for (int i = 0; i <= last; i++) {
            int flags = i < last ? ZMQ.SNDMORE : 0;
            if (direct.get(i).isPresent()) {
                socket.sendByteBuffer(direct.get(i).get(), flags);
            } else {
                socket.send(frames.get(i), flags);
            }
        }
    }

    /**
     * A long frame outside of the heap, where there is room. Of one in the heap Java would copy all that is left at
     * each write, and keep the space for as long as the sockets' thread lives.
     */
    private static Optional<ByteBuffer> direct(byte[] frame) {
        if (frame.length < LONG_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    ByteBuffer.allocateDirect(frame.length).put(frame).flip());
        } catch (OutOfMemoryError e) {
            return Optional.empty();
        }
    }

    /** A whole message, or nothing where none is there. Of one that was cut nothing but the cut is kept. */
    private static List<byte[]> receive(ZMQ.Socket socket) {
        List<byte[]> frames = new ArrayList<>();
        for (byte[] frame = socket.recv(ZMQ.DONTWAIT); frame != null; frame = socket.recv(ZMQ.DONTWAIT)) {
            if (frame == BoundedFrames.CUT) {
                frames.clear();
            }
            frames.add(frame);
            if (!socket.hasReceiveMore()) {
                break;
            }
        }
        return frames;
    }

    private void release() {
        for (Served one : served) {
            one.socket.close();
            if (one.inbox != null) {
                one.inbox.close();
            }
        }
        try {
            selector.close();
        } catch (IOException e) {
            log.accept("channels: " + e);
        }
    }
}
