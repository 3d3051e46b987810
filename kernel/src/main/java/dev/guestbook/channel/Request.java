package dev.guestbook.channel;

import dev.guestbook.protocol.Message;

/** A message that came in, and who sent it. */
public record Request(Peer peer, Message message) {}
