package dev.guestbook.channel;

import dev.guestbook.protocol.Message;

/** The iopub channel: what every front end sees. */
@FunctionalInterface
public interface Publisher {
    /** Sends to all; any thread, in the order of the calls. Never blocks on a slow reader, never drops. */
    void publish(Message message);
}
