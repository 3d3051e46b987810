package dev.guestbook.channel.zmq;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The topics that are subscribed to, which anyone may do without a key: few and short ones are taken. JeroMQ keeps an
 * object for each of a topic's bytes and goes down them by recursion, and one for each subscription that was not read.
 */
final class Topics {
    /** The first byte of a subscription; of its end it is 0. */
    static final byte SUBSCRIBED = 1;

    static final int MAX_BYTES = 255;
    private static final int MOST = 256;
    private static final int MOST_UNREAD = 20_000;

    private final Set<String> inForce = new HashSet<>();
    private int unread;

    /** Whether JeroMQ may take this frame for a subscription; where it may, the frame will be {@link #read}. */
    synchronized boolean admit(byte[] frame) {
        boolean all = frame.length == 1;
        boolean room =
                unread < MOST_UNREAD && (all || (frame.length - 1 <= MAX_BYTES && inForce.size() + unread < MOST));
        unread += room ? 1 : 0;
        return room;
    }

    /** Whether this is a subscription; otherwise it is the end of a topic's last one. As the socket tells of them. */
    synchronized boolean read(byte[] frame) {
        String topic = new String(topic(frame), StandardCharsets.ISO_8859_1);
        boolean subscribed = frame[0] == SUBSCRIBED;
        if (subscribed) {
            unread = Math.max(0, unread - 1);
            inForce.add(topic);
        } else {
            inForce.remove(topic);
        }
        return subscribed;
    }

    static byte[] topic(byte[] frame) {
        return Arrays.copyOfRange(frame, 1, frame.length);
    }
}
