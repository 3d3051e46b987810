package dev.guestbook.channel.zmq;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import zmq.SocketBase;
import zmq.pipe.Pipe;

/**
 * What waits for each peer of a socket. Nothing is lost for one that looks away, up to a bound in bytes; one that has
 * more waiting is let go of, alone.
 *
 * <p>ZeroMQ's own bound counts messages, of which one may be a line and one 50 MB, so JeroMQ 0.6.0's own counts are
 * read, which it does not publish. Belongs to the thread of the socket.
 */
final class Readers {
    private static final VarHandle PIPES;
    private static final VarHandle PEER;
    private static final VarHandle WRITTEN;
    private static final VarHandle READ;

    static {
        try {
            MethodHandles.Lookup socket = MethodHandles.privateLookupIn(SocketBase.class, MethodHandles.lookup());
            PIPES = socket.findVarHandle(SocketBase.class, "pipes", Set.class);
            MethodHandles.Lookup pipe = MethodHandles.privateLookupIn(Pipe.class, MethodHandles.lookup());
            PEER = pipe.findVarHandle(Pipe.class, "peer", Pipe.class);
            WRITTEN = pipe.findVarHandle(Pipe.class, "msgsWritten", long.class);
            READ = pipe.findVarHandle(Pipe.class, "msgsRead", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What a frame takes beside its bytes, about: JeroMQ's objects. */
    private static final int FRAME_BYTES = 160;

    private record Message(long number, long bytes) {}

    private static final class Waiting {
        private final Deque<Message> messages = new ArrayDeque<>();
        private long bytes;
        private boolean letGo;
    }

    private final SocketBase socket;
    private final String who;
    private final long mostBytes;
    private final Consumer<String> log;
    private final IdentityHashMap<Pipe, Waiting> waiting = new IdentityHashMap<>();

    /** {@code who} says in a few words what the peers are. */
    Readers(SocketBase socket, String who, long mostBytes, Consumer<String> log) {
        this.socket = socket;
        this.who = who;
        this.mostBytes = mostBytes;
        this.log = log;
    }

    /** To be called after each message that was sent. */
    void sent(List<byte[]> frames) {
        long bytes = Inbox.size(frames) + (long) frames.size() * FRAME_BYTES;
        Set<?> pipes = (Set<?>) PIPES.get(socket);
        waiting.keySet().retainAll(pipes);
        for (Object each : pipes) {
            Pipe pipe = (Pipe) each;
            Waiting queue = waiting.computeIfAbsent(pipe, p -> new Waiting());
            if (!queue.letGo) {
                update(pipe, queue, bytes);
            }
        }
    }

    private void update(Pipe pipe, Waiting queue, long bytes) {
        Pipe reader = (Pipe) PEER.get(pipe);
        long written = (long) WRITTEN.get(pipe);
        long read = (long) READ.getOpaque(reader);
        if (queue.messages.isEmpty() || queue.messages.peekLast().number < written) {
            queue.messages.add(new Message(written, bytes));
            queue.bytes += bytes;
        }
        while (!queue.messages.isEmpty() && queue.messages.peek().number <= read) {
            queue.bytes -= queue.messages.remove().bytes;
        }
        if (queue.bytes > mostBytes) {
            queue.letGo = true;
            queue.messages.clear();
            reader.setNoDelay(); // what waits is let go of too
            pipe.terminate(false);
            log.accept(
                    "let go of " + who + " that does not read: more than " + (mostBytes >> 20) + " MiB waited for it");
        }
    }
}
