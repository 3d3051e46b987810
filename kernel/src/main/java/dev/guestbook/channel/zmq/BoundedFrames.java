package dev.guestbook.channel.zmq;

import dev.guestbook.channel.Wire;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import zmq.Msg;
import zmq.msg.MsgAllocator;

/**
 * Makes room for the frames that come in on all sockets, and counts what is held of them: JeroMQ keeps the frames of a
 * message until its last one is there, and a peer may never send that. A frame goes from the count once it is taken
 * from its socket, or is garbage because its connection ended.
 *
 * <p>For a frame that finds no room the message ends there: {@link #CUT} stands in its place, so that what JeroMQ
 * held of the message is taken and dropped. Its bytes are read into scratch space, so that what follows is still a frame.
 * An exception here would leave JeroMQ's decoder in an endless loop, and an error would end its thread. Called on
 * JeroMQ's one I/O thread; frames are taken on any.
 */
final class BoundedFrames implements MsgAllocator {
    /** The last frame of a message that did not find room; told by identity. */
    static final byte[] CUT = {};

    private static final long MAX_HELD_BYTES = 2L * Wire.MAX_BYTES;
    /** What a frame takes beside its bytes, about: JeroMQ's objects and ours. */
    private static final int FRAME_BYTES = 256;
    /** Up to here a frame is small: it finds room where a larger one does not any more. */
    private static final int SMALL_BYTES = 16 << 10;

    private final long room;
    private final AtomicLong held = new AtomicLong();
    private final Set<Held> frames = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Msg> garbage = new ReferenceQueue<>();
    private SoftReference<byte[]> scratch = new SoftReference<>(new byte[0]);
    private boolean full;

    /** At most a quarter of {@code heapBytes} for frames, and a quarter of that again for small ones. */
    BoundedFrames(long heapBytes) {
        room = Math.min(MAX_HELD_BYTES, heapBytes / 4);
    }

    @Override
    public Msg allocate(int bytes) {
        return allocate(bytes, Frame::new);
    }

    /** The same for a socket whose frames are subscriptions: of those that {@code topics} refuses JeroMQ sees none. */
    MsgAllocator subscriptions(Topics topics) {
        return bytes -> allocate(bytes, size -> new Subscription(size, topics));
    }

    private Msg allocate(int bytes, IntFunction<Msg> frame) {
        for (Object gone = garbage.poll(); gone != null; gone = garbage.poll()) {
            ((Held) gone).release();
        }
        if (bytes < 0 || bytes > Wire.MAX_BYTES) {
            return new Cut(new byte[0], 0); // JeroMQ 0.6.0 takes a length with the top bit set for a small one
        }
        try {
            long most = bytes <= SMALL_BYTES ? room + room / 4 : room;
            if (held.get() + bytes + FRAME_BYTES <= most) {
                full = false;
                return frame.apply(bytes);
            }
            if (!full) {
                full = true;
                System.gc(); // what connections that ended held is found only so
            }
            return new Cut(scratch(bytes), bytes);
        } catch (OutOfMemoryError e) {
            return new Cut(new byte[0], 0);
        }
    }

    private byte[] scratch(int bytes) {
        byte[] space = scratch.get();
        if (space == null || space.length < bytes) {
            space = new byte[bytes];
            scratch = new SoftReference<>(space);
        }
        return space;
    }

    private final class Held extends PhantomReference<Msg> {
        private final long bytes;

        Held(Msg frame, long bytes) {
            super(frame, garbage);
            this.bytes = bytes;
            held.addAndGet(bytes);
            frames.add(this);
        }

        void release() {
            if (frames.remove(this)) {
                held.addAndGet(-bytes);
            }
        }
    }

    private class Frame extends Msg {
        private final Held counted;

        Frame(int bytes) {
            super(bytes);
            counted = new Held(this, (long) bytes + FRAME_BYTES);
        }

        /** How a frame is taken from its socket. */
        @Override
        public byte[] data() {
            counted.release();
            return super.data();
        }
    }

    /** One that is not taken looks like the end of a subscription that there is not. */
    private final class Subscription extends Frame {
        private final Topics topics;
        private byte kind = -1;

        Subscription(int bytes, Topics topics) {
            super(bytes);
            this.topics = topics;
        }

        @Override
        public byte get(int index) {
            if (index > 0 || isCommand()) {
                return super.get(index);
            }
            if (kind < 0) {
                boolean subscribes = super.size() > 0 && super.get(0) == Topics.SUBSCRIBED;
                kind = subscribes && topics.admit(data()) ? Topics.SUBSCRIBED : 0;
            }
            return kind;
        }

        /** JeroMQ would keep an empty one for us to read. */
        @Override
        public int size() {
            return isCommand() ? super.size() : Math.max(1, super.size());
        }
    }

    private static final class Cut extends Msg {
        private final byte[] space;
        private final int bytes;

        Cut(byte[] space, int bytes) {
            super(CUT);
            this.space = space;
            this.bytes = bytes;
        }

        /** Where the decoder puts what comes. */
        @Override
        public ByteBuffer buf() {
            return ByteBuffer.wrap(space, 0, bytes);
        }

        @Override
        public boolean hasMore() {
            return false;
        }

        @Override
        public void setFlags(int flags) {
            // neither MORE nor COMMAND
        }
    }
}
