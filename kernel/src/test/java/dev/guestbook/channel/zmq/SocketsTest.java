package dev.guestbook.channel.zmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.channel.Connection;
import dev.guestbook.channel.Signature;
import dev.guestbook.protocol.HeaderSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketsTest {
    private static final HeaderSource HEADERS =
            new HeaderSource(() -> "id", InstantSource.system(), "session", "tester");

    @TempDir
    Path folder;

    private final List<String> log = new ArrayList<>();

    /** The first ten bytes that a ZMTP 3 peer sends (ZMTP 3.0, "signature"). */
    @Test
    void ipcIsAUnixSocketAChannel() throws IOException {
        String start = folder.resolve("kernel").toString();
        Connection connection = new Connection(
                Connection.Transport.IPC, start, new Connection.Ports(1, 2, 3, 4, 5), Signature.under("key"));
        Files.createFile(folder.resolve("unrelated"));
        try (Sockets sockets = Sockets.bind(connection, HEADERS, log::add)) {
            for (int port = 1; port <= 5; port++) {
                try (SocketChannel peer = SocketChannel.open(UnixDomainSocketAddress.of(start + "-" + port))) {
                    ByteBuffer greeting = ByteBuffer.allocate(10);
                    while (greeting.hasRemaining() && peer.read(greeting) >= 0) {
                        assertTrue(greeting.position() > 0);
                    }
                    assertEquals((byte) 0xff, greeting.get(0));
                    assertEquals((byte) 0x7f, greeting.get(9));
                }
            }
            assertTrue(sockets.channels().shell().poll().isEmpty());
        }
        assertFalse(Files.exists(Path.of(start + "-1")), "the socket is left behind");
    }

    @Test
    void aPortThatIsTakenIsSaidInASentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Connection connection = new Connection(
                    Connection.Transport.TCP,
                    "127.0.0.1",
                    new Connection.Ports(port, port, port, port, port),
                    Signature.under("key"));
            String message = assertThrows(IOException.class, () -> Sockets.bind(connection, HEADERS, log::add))
                    .getMessage();
            assertEquals(
                    "The heartbeat channel cannot listen on 127.0.0.1, port " + port
                            + ": the port is taken or the address is not this machine's.",
                    message);
        }
    }
}
