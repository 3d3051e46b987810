/**
 * Connection file, signatures and framing: from frames on a socket to messages and back.
 *
 * <p>Used by {@code kernel}; uses {@code protocol}. The sockets themselves are in {@code channel.zmq}.
 * Central types: {@link dev.guestbook.channel.Channels}, {@link dev.guestbook.channel.Wire}.
 */
package dev.guestbook.channel;
