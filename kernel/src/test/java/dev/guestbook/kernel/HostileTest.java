package dev.guestbook.kernel;

import static dev.guestbook.kernel.FrontEnd.CONTROL;
import static dev.guestbook.kernel.FrontEnd.SHELL;
import static dev.guestbook.kernel.FrontEnd.STDIN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.channel.Connection;
import dev.guestbook.channel.Request;
import dev.guestbook.channel.Signature;
import dev.guestbook.channel.zmq.RawPeer;
import dev.guestbook.kernel.Bench.Joined;
import dev.guestbook.kernel.Bench.SocketFrontEnd;
import dev.guestbook.protocol.JsonObject;
import dev.guestbook.protocol.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** What comes over the sockets from someone who means harm, or cannot do better. */
class HostileTest {
    private static final int FUZZED = 24_000;

    @TempDir
    Path folder;

    private Bench bench;
    private SocketFrontEnd frontEnd;

    @BeforeEach
    void open() throws IOException {
        bench = new Bench(Joined.BY_SOCKETS, folder);
        frontEnd = (SocketFrontEnd) bench.frontEnd;
    }

    @AfterEach
    void close() {
        bench.close();
        assertTrue(bench.log.stream().noneMatch(line -> line.contains(Bench.KEY)), "the key is in the log");
        bench.log.forEach(line -> assertTrue(line.codePoints().allMatch(HostileTest::isHarmless), line));
    }

    private static boolean isHarmless(int c) {
        return (c >= ' ' && c < 0x7f) || Character.isLetterOrDigit(c);
    }

    private void assertAlive() {
        assertEquals("1", FrontEnd.plain(frontEnd.execute("1").content("execute_result")));
        frontEnd.ask(CONTROL, "kernel_info_request", JsonObject.EMPTY);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aNewSubscriberIsWelcomedUnderItsTopic() throws Exception {
        try (ZMQ.Context context = ZMQ.context(1);
                ZMQ.Socket raw = context.socket(SocketType.SUB)) {
            raw.setLinger(0);
            raw.subscribe("");
            raw.connect("tcp://127.0.0.1:" + bench.connection.ports().iopub());
            List<byte[]> frames = new ArrayList<>();
            do {
                frames.add(raw.recv());
            } while (raw.hasReceiveMore());
            assertEquals(7, frames.size());
            assertEquals(0, frames.get(0).length);
            assertEquals("<IDS|MSG>", new String(frames.get(1), StandardCharsets.UTF_8));
            assertArrayEquals(Signature.under(Bench.KEY).sign(frames.subList(3, 7)), frames.get(2));
            assertEquals("{}", new String(frames.get(4), StandardCharsets.UTF_8));
            Request welcome = frontEnd.wire().decode(frames);
            assertEquals("iopub_welcome", welcome.message().type());
            assertEquals("", welcome.message().content().text("subscription"));

            raw.subscribe("stream");
            do {
                frames.clear();
                do {
                    frames.add(raw.recv());
                } while (raw.hasReceiveMore());
            } while (frames.get(0).length == 0);
            assertEquals("stream", new String(frames.get(0), StandardCharsets.UTF_8));
            assertEquals(
                    "stream", frontEnd.wire().decode(frames).message().content().text("subscription"));
        }
    }

    @Test
    void eachBadMessageIsDroppedWithOneLineAndTheNextGoodOneAnswered() {
        Message good = frontEnd.message("execute_request", JsonObject.of("code", "9"), Optional.empty());
        List<byte[]> frames = frontEnd.wire().encode(List.of(), good);
        List<byte[]> unsigned = new ArrayList<>(frames);
        unsigned.set(1, utf8("0".repeat(64)));
        List<List<byte[]>> bad = List.of(
                List.of(new byte[0]),
                List.of(utf8("garbage")),
                List.of(utf8("<IDS|MSG>")),
                frames.subList(0, 4),
                frames.subList(1, 6),
                unsigned,
                resigned(frames, 2, "[1]"),
                resigned(frames, 2, "{\"msg_id\":\"" + "x".repeat(1 << 20) + "\",\"msg_type\":\"execute_request\"}"),
                resigned(frames, 2, "{}"),
                resigned(frames, 5, "{\"code\":"),
                resigned(frames, 5, "{\"code\":" + "[".repeat(100_000)),
                resigned(frames, 4, "\ud800"));
        for (String channel : List.of(SHELL, CONTROL, STDIN)) {
            for (List<byte[]> message : bad) {
                int lines = bench.log.size();
                frontEnd.send(channel, message);
                assertAlive();
                if (!channel.equals(STDIN)) {
                    assertEquals(lines + 1, bench.log.size(), bench.log::toString);
                }
            }
        }
        frontEnd.send(SHELL, frames);
        assertEquals("ok", frontEnd.finish(good.header().id(), true).field("execute_reply", "status"));
        int lines = bench.log.size();
        frontEnd.send(SHELL, frames);
        frontEnd.send(CONTROL, frames);
        assertAlive();
        assertEquals(lines + 2, bench.log.size(), "a replay was taken");
    }

    private static List<byte[]> resigned(List<byte[]> frames, int frame, String text) {
        List<byte[]> changed = new ArrayList<>(frames);
        changed.set(frame, utf8(text));
        changed.set(1, Signature.under(Bench.KEY).sign(changed.subList(2, 6)));
        return changed;
    }

    @Test
    void garbageOnThePortsThemselvesIsSurvived() throws Exception {
        Random random = new Random(3);
        Connection.Ports ports = bench.connection.ports();
        byte[] greeting = new byte[64];
        greeting[0] = (byte) 0xff;
        greeting[9] = 0x7f;
        greeting[10] = 3;
        System.arraycopy(utf8("NULL"), 0, greeting, 12, 4);
        for (int port : List.of(ports.shell(), ports.control(), ports.stdin(), ports.iopub(), ports.heartbeat())) {
            for (int i = 0; i < 60; i++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    OutputStream out = socket.getOutputStream();
                    if (i % 2 == 0) {
                        out.write(greeting, 0, i % 4 == 0 ? greeting.length : random.nextInt(greeting.length));
                    }
                    byte[] garbage = new byte[random.nextInt(300)];
                    random.nextBytes(garbage);
                    out.write(garbage);
                } catch (IOException e) {
                    assertFalse(e.getMessage().contains("refused"), "the port is closed");
                }
            }
        }
        assertAlive();
        try (RawPeer heart = new RawPeer(ports.heartbeat(), "DEALER")) {
            assertBeats(heart);
        }
        bench.log.clear(); // JeroMQ's own words about its peers may hold anything but the key
    }

    /** A port without a key is open to all who can reach it: their connections must not slow everybody else down. */
    @Test
    void connectionsThatCameAndWentAreForgotten() throws Exception {
        Connection.Ports ports = bench.connection.ports();
        try (RawPeer heart = new RawPeer(ports.heartbeat(), "DEALER");
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), ports.shell())) {
            assertTrue(silent.isConnected());
            long unused = allocatedByBeats(heart); // what the first of them loads
            long before = allocatedByBeats(heart);
            for (int i = 0; i < 1_500; i++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports.shell())) {
                    socket.getOutputStream().write(1);
                }
            }
            frontEnd.ask(SHELL, "kernel_info_request", JsonObject.EMPTY);
            long after = Long.MAX_VALUE;
            for (int i = 0; i < 4; i++) { // the first beats share the threads with the last connections' end
                after = Math.min(after, allocatedByBeats(heart));
            }
            assertTrue(after < 4 * before, "more bytes for heartbeats: " + after + ", and " + before + " before");
        }
        bench.log.clear();
    }

    /** Bytes that ZeroMQ's own threads allocate for two hundred heartbeats: they copied every timer at every event. */
    private static long allocatedByBeats(RawPeer heart) throws IOException {
        long begin = allocatedBySockets();
        for (int i = 0; i < 200; i++) {
            assertBeats(heart);
        }
        return allocatedBySockets() - begin;
    }

    private static void assertBeats(RawPeer heart) throws IOException {
        heart.send(0, "ping".getBytes(StandardCharsets.UTF_8));
        assertEquals("ping", new String(heart.receive(), StandardCharsets.UTF_8));
    }

    private static long allocatedBySockets() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("iothread"))
                .mapToLong(thread -> Math.max(0, threads.getThreadAllocatedBytes(thread.getId())))
                .sum();
    }

    /** Mutations of good messages, most of them signed again so that they get past the door. */
    @Test
    void aLiveKernelSurvivesTheFuzzAndThenRunsACell() {
        Random random = new Random(20_260_101);
        Mutations mutations = new Mutations(random, Signature.under(Bench.KEY));
        List<byte[]> last = List.of();
        for (int i = 0; i < FUZZED; i++) {
            Message good = frontEnd.message(mutations.type(), mutations.content(), Optional.empty());
            List<byte[]> frames = mutations.mutate(frontEnd.wire().encode(List.of(), good));
            boolean replay = random.nextInt(50) == 0 && !last.isEmpty();
            frontEnd.send(random.nextInt(4) == 0 ? CONTROL : SHELL, replay ? last : frames);
            last = frames;
            if (i % 400 == 399) {
                frontEnd.ask(SHELL, "kernel_info_request", JsonObject.EMPTY);
                frontEnd.ask(CONTROL, "kernel_info_request", JsonObject.EMPTY);
                frontEnd.forget();
            }
        }
        assertAlive();
        List<String> channels = List.of("shell", "control", "stdin", "channels", "heartbeat");
        List<String> threads = Collections.list(
                        Collections.enumeration(Thread.getAllStackTraces().keySet()))
                .stream()
                .map(Thread::getName)
                .toList();
        assertTrue(threads.containsAll(channels), threads::toString);
        long dropped =
                bench.log.stream().filter(line -> line.startsWith("dropped ")).count();
        assertTrue(dropped >= 100 && dropped < FUZZED / 4, dropped + " lines: a flood is to be counted");
    }
}
