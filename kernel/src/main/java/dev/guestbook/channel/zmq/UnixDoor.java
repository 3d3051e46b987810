package dev.guestbook.channel.zmq;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;

/**
 * A Unix domain socket that leads to a port of ours, for {@code ipc}: what JeroMQ 0.6.0 calls so is a TCP port
 * that no other implementation finds.
 */
final class UnixDoor implements Closeable {
    private static final int CHUNK_BYTES = 64 << 10;

    private final Path path;
    private final int port;
    private final Consumer<String> log;
    private final ServerSocketChannel door;

    private UnixDoor(Path path, int port, Consumer<String> log) throws IOException {
        this.path = path;
        this.port = port;
        this.log = log;
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther()) {
            Files.delete(path); // a socket that an earlier kernel left behind
        }
        door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            door.bind(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            door.close();
            throw e;
        }
    }

    /** Opens a door at {@code path} to a port on the loopback address. */
    static UnixDoor open(Path path, int port, Consumer<String> log) throws IOException {
        UnixDoor opened = new UnixDoor(path, port, log);
        thread("ipc " + path.getFileName(), opened::admit);
        return opened;
    }

    private static void thread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void admit() {
        while (door.isOpen()) {
            try {
                SocketChannel peer = door.accept();
                SocketChannel inside =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                inside.setOption(StandardSocketOptions.TCP_NODELAY, true);
                thread("ipc in", () -> carry(peer, inside));
                thread("ipc out", () -> carry(inside, peer));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                log.accept("ipc: " + e.getMessage());
            }
        }
    }

    /** Carries bytes one way until one side ends, which ends the other. */
    private void carry(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK_BYTES);
        try (from;
                to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (ClosedChannelException e) {
            return; // the other direction has ended
        } catch (IOException e) {
            log.accept("ipc: a peer left: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        Files.deleteIfExists(path);
    }
}
