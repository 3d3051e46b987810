/**
 * The channels over ZeroMQ sockets: the only package that sees JeroMQ.
 *
 * <p>Used by {@code kernel}; uses {@code channel} and {@code protocol}. Central type: {@link
 * dev.guestbook.channel.zmq.Sockets}.
 */
package dev.guestbook.channel.zmq;
