package dev.guestbook.channel.zmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.channel.Channel;
import dev.guestbook.channel.Connection;
import dev.guestbook.channel.Peer;
import dev.guestbook.channel.Request;
import dev.guestbook.channel.Signature;
import dev.guestbook.channel.Wire;
import dev.guestbook.protocol.HeaderSource;
import dev.guestbook.protocol.Message;
import dev.guestbook.protocol.Welcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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

    /** As where JeroMQ asserts and is wrong: here the thread asks for a header, to welcome a subscriber. */
    @Test
    void anErrorThatEndsTheChannelsThreadIsToldToItsOwner() throws Exception {
        HeaderSource broken = new HeaderSource(
                () -> {
                    throw new AssertionError("no more ids");
                },
                InstantSource.system(),
                "session",
                "tester");
        CompletableFuture<Void> told = new CompletableFuture<>();
        try (Sockets sockets = bindSmall(broken);
                RawPeer subscriber = new RawPeer(ports[3], "SUB")) {
            sockets.onDeath(() -> told.complete(null));
            subscriber.send(0, new byte[] {1});
            told.get(10, TimeUnit.SECONDS);
            assertEquals("channels failed: java.lang.AssertionError: no more ids", nextLine());
            assertTrue(sockets.channels().shell().receive().isEmpty(), "who waits for a message is let go");
        }
    }

    private static final long SMALL_HEAP_BYTES = 64 << 20;

    private Sockets bindSmall() throws IOException {
        return bindSmall(HEADERS);
    }

    private Sockets bindSmall(HeaderSource headers) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        ports = held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        for (ServerSocket each : held) {
            each.close();
        }
        Connection connection = new Connection(
                Connection.Transport.TCP,
                "127.0.0.1",
                new Connection.Ports(ports[0], ports[1], ports[2], ports[3], ports[4]),
                SIGNATURE);
        return Sockets.bind(connection, headers, lines::add, SMALL_HEAP_BYTES);
    }

    private static final Signature SIGNATURE = Signature.under("key");
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private int[] ports;

    private String nextLine() throws InterruptedException {
        String line = lines.poll(10, TimeUnit.SECONDS);
        assertNotNull(line, "nothing is logged");
        return line;
    }

    @Test
    void theHeartbeatTakesNoLargeFrameAndAnswersTheNextPeer() throws IOException {
        try (Sockets sockets = bindSmall();
                RawPeer large = new RawPeer(ports[4], "DEALER");
                RawPeer many = new RawPeer(ports[4], "DEALER");
                RawPeer good = new RawPeer(ports[4], "DEALER")) {
            assertThrows(IOException.class, () -> {
                large.send(0, new byte[1 << 20]); // refused by then, or when it is read
                large.receive();
            });
            for (int i = 0; i < 100; i++) {
                many.send(RawPeer.MORE, new byte[1]);
            }
            many.send(0, new byte[1]);
            many.send(0, "after".getBytes(StandardCharsets.UTF_8));
            assertEquals("after", new String(many.receive(), StandardCharsets.UTF_8));
            good.send(0, "ping".getBytes(StandardCharsets.UTF_8));
            assertEquals("ping", new String(good.receive(), StandardCharsets.UTF_8));
            assertTrue(sockets.channels().shell().poll().isEmpty());
        }
    }

    /** A peer that reads nothing sends until neither side's buffers take more; others are answered all the same. */
    @Test
    void whatWaitsForAHeartbeatsPeerThatDoesNotReadIsDropped() throws IOException {
        int beats = 40_000;
        try (Sockets sockets = bindSmall();
                RawPeer deaf = new RawPeer(ports[4], "DEALER");
                RawPeer good = new RawPeer(ports[4], "DEALER")) {
            byte[] beat = new byte[1000];
            for (int i = 0; i < beats; i++) {
                ByteBuffer.wrap(beat).putInt(i);
                deaf.send(0, beat);
            }
            good.send(0, "ping".getBytes(StandardCharsets.UTF_8));
            assertEquals("ping", new String(good.receive(), StandardCharsets.UTF_8));
            deaf.timeOutAfter(500);
            int answered = 0;
            try {
                while (answered < beats) {
                    deaf.receive();
                    answered++;
                }
            } catch (SocketTimeoutException e) {
                assertTrue(answered > 0);
            }
            assertTrue(answered < beats, "all that was not read was kept");
            assertTrue(sockets.channels().shell().poll().isEmpty());
        }
    }

    @Test
    void aMessageThatNeverEndsIsCutAndTheNextGoodOneTaken() throws Exception {
        try (Sockets sockets = bindSmall();
                RawPeer peer = new RawPeer(ports[0], "DEALER");
                RawPeer tiny = new RawPeer(ports[0], "DEALER");
                RawPeer good = new RawPeer(ports[0], "DEALER")) {
            CompletableFuture<Request> taken = CompletableFuture.supplyAsync(
                    () -> sockets.channels().shell().receive().orElseThrow());
            for (int i = 0; i < 20; i++) {
                peer.send(RawPeer.MORE, new byte[1 << 20]);
            }
            assertEquals("dropped a message on shell: no room for it beside what else is held", nextLine());
            assertAGoodMessageOf(good, taken);

            CompletableFuture<?> unused = CompletableFuture.supplyAsync(
                    () -> sockets.channels().shell().receive());
            for (int i = 0; i < 200_000; i++) {
                tiny.send(RawPeer.MORE, new byte[0]);
            }
            assertEquals("dropped a message on shell: no room for it beside what else is held", nextLine());
        }
    }

    /** The bytes of a frame that found no room are not read as frames, each a message and a line in the log. */
    @Test
    void whatFollowsAFrameWithoutRoomIsStillAFrame() throws Exception {
        try (Sockets sockets = bindSmall();
                RawPeer peer = new RawPeer(ports[0], "DEALER")) {
            CompletableFuture<Request> taken = CompletableFuture.supplyAsync(
                    () -> sockets.channels().shell().receive().orElseThrow());
            peer.send(0, new byte[40 << 20]);
            assertAGoodMessageOf(peer, taken);
            assertEquals("dropped a message on shell: no room for it beside what else is held", nextLine());
            assertTrue(lines.isEmpty(), lines::toString);
        }
    }

    @Test
    void aSubscriberThatNeverReadsIsLetGoOfAloneAndTheOtherLosesNothing() throws Exception {
        int count = 60;
        try (Sockets sockets = bindSmall();
                RawPeer deaf = new RawPeer(ports[3], "SUB");
                RawPeer reader = new RawPeer(ports[3], "SUB")) {
            for (RawPeer each : List.of(deaf, reader)) {
                each.send(0, new byte[] {1});
                for (int i = 0; i < 7; i++) {
                    each.receive(); // the welcome
                }
            }
            Message large = Message.of(HEADERS, Optional.empty(), new Welcome("x".repeat(1 << 20)));
            for (int i = 0; i < count; i++) {
                sockets.channels().iopub().publish(large);
                for (int frame = 0; frame < 7; frame++) {
                    byte[] received = reader.receive();
                    assertTrue(frame < 6 || received.length > 1 << 20);
                }
            }
            assertEquals(
                    "let go of a subscriber on iopub that does not read: more than 16 MiB waited for it", nextLine());
            assertTrue(lines.isEmpty(), lines::toString);
        }
    }

    /** JeroMQ goes down a topic's bytes by recursion and keeps an object for each, for anyone who connects. */
    @Test
    void aSubscriberOfLongOrCountlessTopicsHurtsNoOne() throws Exception {
        try (Sockets sockets = bindSmall();
                RawPeer huge = new RawPeer(ports[3], "SUB");
                RawPeer many = new RawPeer(ports[3], "SUB");
                RawPeer good = new RawPeer(ports[3], "SUB")) {
            byte[] topic = new byte[2 << 20];
            topic[0] = 1;
            assertThrows(IOException.class, () -> {
                huge.send(0, topic); // refused by then, or when it is read
                huge.receive();
            });
            int topics = 10_000;
            for (int i = 0; i < topics; i++) {
                many.send(0, ByteBuffer.allocate(200).put((byte) 1).putInt(i).array());
                many.send(0, new byte[0]);
            }
            many.timeOutAfter(500);
            int welcomed = 0;
            try {
                while (welcomed < topics) {
                    receiveMessage(many);
                    welcomed++;
                }
            } catch (SocketTimeoutException e) {
                assertTrue(welcomed > 0);
            }
            assertTrue(welcomed <= 256, welcomed + " topics are kept");

            good.send(0, new byte[] {1});
            receiveMessage(good);
            sockets.channels().iopub().publish(Message.of(HEADERS, Optional.empty(), new Welcome("published")));
            String content = new String(receiveMessage(good).get(6), StandardCharsets.UTF_8);
            assertTrue(content.contains("published"), content);
        }
    }

    /** All frames of one: topic, delimiter, signature, and four parts. */
    private static List<byte[]> receiveMessage(RawPeer peer) throws IOException {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            frames.add(peer.receive());
        }
        return frames;
    }

    @Test
    void aPeerThatAsksAndNeverReadsIsLetGoOfAloneAndTheOtherIsAnswered() throws Exception {
        try (Sockets sockets = bindSmall();
                RawPeer deaf = new RawPeer(ports[0], "DEALER");
                RawPeer good = new RawPeer(ports[0], "DEALER")) {
            Channel shell = sockets.channels().shell();
            Peer deafPeer = asked(deaf, shell);
            Peer goodPeer = asked(good, shell);
            Message large = Message.of(HEADERS, Optional.empty(), new Welcome("x".repeat(1 << 20)));
            Message small = Message.of(HEADERS, Optional.empty(), new Welcome("small"));
            for (int i = 0; i < 60; i++) {
                shell.send(deafPeer, large);
                shell.send(goodPeer, small);
                for (int frame = 0; frame < 6; frame++) {
                    good.receive();
                }
            }
            assertEquals("let go of a peer on shell that does not read: more than 16 MiB waited for it", nextLine());
            assertTrue(lines.isEmpty(), lines::toString);
        }
    }

    private static Peer asked(RawPeer peer, Channel channel) throws IOException {
        Message question = Message.of(HEADERS, Optional.empty(), new Welcome(String.valueOf(peer.hashCode())));
        List<byte[]> frames = new Wire(SIGNATURE).encode(List.of(), question);
        for (int i = 0; i < frames.size(); i++) {
            peer.send(i + 1 < frames.size() ? RawPeer.MORE : 0, frames.get(i));
        }
        return channel.receive().orElseThrow().peer();
    }

    /** Sends one that is in order, and sees it taken. */
    private static void assertAGoodMessageOf(RawPeer peer, CompletableFuture<Request> taken) throws Exception {
        Message message = Message.of(HEADERS, Optional.empty(), new Welcome("x"));
        List<byte[]> frames = new Wire(SIGNATURE).encode(List.of(), message);
        for (int i = 0; i < frames.size(); i++) {
            peer.send(i + 1 < frames.size() ? RawPeer.MORE : 0, frames.get(i));
        }
        assertEquals(message.type(), taken.get(10, TimeUnit.SECONDS).message().type());
    }
}
