package dev.guestbook.protocol;

import java.util.List;
import java.util.Optional;

/**
 * One message of the Jupyter protocol, without what a socket adds to it (identities, signature).
 *
 * @param parent the header of the message that caused this one
 * @param buffers binary parts after the JSON ones; never changed by anyone
 * @see <a href="https://jupyter-client.readthedocs.io/en/stable/messaging.html">Messaging in Jupyter</a>
 */
public record Message(
        Header header, Optional<Header> parent, JsonObject metadata, JsonObject content, List<byte[]> buffers) {
    public Message {
        buffers = List.copyOf(buffers);
    }

    /** A message of ours. */
    public static Message of(HeaderSource headers, Optional<Header> parent, Content content) {
        return new Message(headers.next(content.type()), parent, JsonObject.EMPTY, content.json(), List.of());
    }

    public String type() {
        return header.type();
    }

    @Override
    public String toString() {
        return header.toString();
    }
}
