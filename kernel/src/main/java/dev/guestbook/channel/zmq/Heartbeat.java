package dev.guestbook.channel.zmq;

import java.util.function.Consumer;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.ZError;

/** Sends back whatever comes, on a thread of its own that waits for nothing else. */
final class Heartbeat {
    private final ZMQ.Socket socket;
    private final Consumer<String> log;

    Heartbeat(ZMQ.Socket socket, Consumer<String> log) {
        this.socket = socket;
        this.log = log;
    }

    void start() {
        Thread thread = new Thread(this::run, "heartbeat");
        thread.setDaemon(true);
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
                }
            }
        }
    }

    private void echo() {
        boolean more = true;
        while (more) {
            byte[] frame = socket.recv();
            if (frame == null) {
                return;
            }
            more = socket.hasReceiveMore();
            socket.send(frame, more ? ZMQ.SNDMORE : 0);
        }
    }
}
