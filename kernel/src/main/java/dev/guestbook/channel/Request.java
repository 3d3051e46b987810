package dev.guestbook.channel;

import dev.guestbook.protocol.Message;

/**
 * A message that came in, and who sent it.
 *
 * @param arrived when it did, as {@link System#nanoTime} counts
 */
public record Request(Peer peer, Message message, long arrived) {}
