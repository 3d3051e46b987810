package dev.guestbook.channel;

import dev.guestbook.protocol.Message;
import java.util.Optional;

/** A channel on which front ends ask and the kernel answers: shell, control or stdin. */
public interface Channel {
    /** The next good message; waits for it. Empty once the channel is closed. One thread receives. */
    Optional<Request> receive();

    /** The next good message if one has arrived already. */
    Optional<Request> poll();

    /** Sends to one peer; nothing happens where it is gone. Any thread, in the order of the calls. */
    void send(Peer peer, Message message);
}
