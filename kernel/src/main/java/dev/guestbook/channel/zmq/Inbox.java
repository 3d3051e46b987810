package dev.guestbook.channel.zmq;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Frames that have arrived and wait for their channel's thread. Bounded: while it is full the socket is
 * not read, so that a flood is held back at its sender.
 */
final class Inbox {
    private static final long MAX_BYTES = 128L << 20;
    private static final int MAX_MESSAGES = 20_000;

    /** A message, and when it arrived as {@link System#nanoTime} counts. */
    record Arrival(List<byte[]> frames, long nanos) {}

    private final Deque<Arrival> waiting = new ArrayDeque<>();
    private final Runnable roomAgain;
    private long bytes;
    private boolean closed;

    Inbox(Runnable roomAgain) {
        this.roomAgain = roomAgain;
    }

    synchronized boolean isFull() {
        return bytes >= MAX_BYTES || waiting.size() >= MAX_MESSAGES;
    }

    synchronized void put(List<byte[]> frames) {
        waiting.add(new Arrival(frames, System.nanoTime()));
        bytes += size(frames);
        notifyAll();
    }

    /** The next one; waits for it. Empty once closed. */
    Optional<Arrival> take() {
        awaitOne();
        return poll();
    }

    private synchronized void awaitOne() {
        while (waiting.isEmpty() && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                notifyAll(); // no one ends a channel's thread but closing the channel: wait on
            }
        }
    }

    /** The next one if there is one. */
    Optional<Arrival> poll() {
        Arrival next;
        boolean wasFull;
        synchronized (this) {
            wasFull = isFull();
            next = waiting.poll();
            if (next == null) {
                return Optional.empty();
            }
            bytes -= size(next.frames);
        }
        if (wasFull) {
            roomAgain.run();
        }
        return Optional.of(next);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    static long size(List<byte[]> frames) {
        long bytes = 0;
        for (byte[] frame : frames) {
            bytes += frame.length;
        }
        return bytes;
    }
}
