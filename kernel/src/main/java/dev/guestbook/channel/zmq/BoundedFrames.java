package dev.guestbook.channel.zmq;

import dev.guestbook.channel.Wire;
import zmq.Msg;
import zmq.msg.MsgAllocator;

/**
 * Makes room for a frame that is coming in. JeroMQ 0.6.0 takes a length with the top bit set for a small one and asks
 * for room of any size, negative ones too; an exception here would leave its decoder in an endless loop, and
 * an error would end its thread. So a length that is none gets a frame of no bytes, and what follows on that
 * connection is its own affair.
 */
final class BoundedFrames implements MsgAllocator {
    @Override
    public Msg allocate(int bytes) {
        if (bytes < 0 || bytes > Wire.MAX_BYTES) {
            return new Msg(0);
        }
        try {
            return new Msg(bytes);
        } catch (OutOfMemoryError e) {
            return new Msg(0);
        }
    }
}
