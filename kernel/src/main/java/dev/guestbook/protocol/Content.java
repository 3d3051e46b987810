package dev.guestbook.protocol;

/** The content of a message we send: one record per message type. */
public interface Content {
    /** The message's {@code msg_type}. */
    String type();

    JsonObject json();
}
