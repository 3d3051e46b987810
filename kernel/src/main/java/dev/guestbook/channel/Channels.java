package dev.guestbook.channel;

/** The channels a kernel speaks on; the heartbeat answers by itself. */
public record Channels(Channel shell, Channel control, Channel stdin, Publisher iopub) {}
