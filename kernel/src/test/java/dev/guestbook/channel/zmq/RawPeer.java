package dev.guestbook.channel.zmq;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A peer that speaks ZMTP 3.0 over a plain socket, as far as it likes; and reliably: JeroMQ 0.6.0 loses a connection of its
 * own that comes about while its I/O thread has another command.
 */
public final class RawPeer implements AutoCloseable {
    static final int MORE = 1;
    private static final int LONG = 2;
    private static final int COMMAND = 4;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final DataOutputStream out;

    public RawPeer(int port, String type) throws IOException {
        socket.setReceiveBufferSize(64 << 10);
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        byte[] greeting = new byte[64];
        greeting[0] = (byte) 0xff;
        greeting[9] = 0x7f;
        greeting[10] = 3;
        System.arraycopy("NULL".getBytes(StandardCharsets.US_ASCII), 0, greeting, 12, 4);
        out.write(greeting);
        out.flush();
        in.readNBytes(64);
        byte[] ready =
                ("\5READY\13Socket-Type\0\0\0" + (char) type.length() + type).getBytes(StandardCharsets.US_ASCII);
        send(COMMAND, ready);
        receive();
    }

    /** Sends a frame. */
    public void send(int flags, byte[] body) throws IOException {
        if (body.length > 255) {
            out.writeByte(flags | LONG);
            out.writeLong(body.length);
        } else {
            out.writeByte(flags);
            out.writeByte(body.length);
        }
        out.write(body);
        out.flush();
    }

    /** The next frame's bytes. */
    public byte[] receive() throws IOException {
        int flags = in.readUnsignedByte();
        long length = (flags & LONG) > 0 ? in.readLong() : in.readUnsignedByte();
        return in.readNBytes((int) length);
    }

    void timeOutAfter(int ms) throws IOException {
        socket.setSoTimeout(ms);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
