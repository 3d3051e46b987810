package dev.guestbook.channel.zmq;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.ZError;

/**
 * Sends back whatever comes, on a thread of its own that waits for nothing else. A ROUTER socket, since a REP
 * socket loses its footing over a request without an envelope and answers no one any more. It asks for no key, so
 * what it takes is small and what waits for a peer that does not read is dropped.
 */
final class Heartbeat {
    /** The longest frame, in bytes, and the most frames of a message that are sent back. */
    static final int MAX_BYTES = 1 << 10;

    private static final int MAX_FRAMES = 8;

    private final ZMQ.Socket socket;
    private final Consumer<String> log;
    private final Thread.UncaughtExceptionHandler dead;

    /** @param dead told what ended the thread, after which no one is answered */
    Heartbeat(ZMQ.Socket socket, Consumer<String> log, Thread.UncaughtExceptionHandler dead) {
        this.socket = socket;
        this.log = log;
        this.dead = dead;
    }

    void start() {
        Thread thread = new Thread(this::run, "heartbeat");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(dead);
        thread.start();
    }

    private void run() {
        try (socket) {
            while (true) {
                try {
                    echo();
                } catch (ZMQException e) {
                    if (e.getErrorCode() == ZError.ETERM) {
                        return;
                    }
                    log.accept("heartbeat: " + e.getMessage());
                } catch (RuntimeException | OutOfMemoryError e) { // whoever sent that, others are to be answered
                    log.accept("heartbeat: " + e);
                }
            }
        }
    }

    private void echo() {
        List<byte[]> frames = new ArrayList<>();
        do {
            byte[] frame = socket.recv();
            if (frame == null) {
                return;
            }
            if (frames.size() <= MAX_FRAMES) {
                frames.add(frame);
            }
        } while (socket.hasReceiveMore());
        if (frames.size() > MAX_FRAMES) {
            return;
        }
        for (int i = 0; i < frames.size(); i++) {
            socket.send(frames.get(i), i + 1 < frames.size() ? ZMQ.SNDMORE : 0);
        }
    }
}
