package dev.guestbook.kernel;

import dev.guestbook.channel.Connection;
import dev.guestbook.channel.zmq.Caller;
import dev.guestbook.protocol.Execute;
import dev.guestbook.protocol.Json;
import dev.guestbook.protocol.JsonObject;
import dev.guestbook.protocol.Malformed;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A kernel's life in a few seconds: started as Jupyter would, asked what notebooks ask, shut down. A JVM that was told
 * to remember which classes it loads has then seen the usual ones. It works in a folder of its own and leaves nothing
 * behind: no history, no cache.
 */
public final class Rehearsal {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PLACE = "{connection_file}";
    private static final String GUEST = "tiny.wasm";

    /** So often a small cell is run again: an archive from Java 25 on also keeps what is worth compiling at once. */
    private static final int AGAIN = 60;

    private static final List<String> CELLS = List.of(
            "1 + 1",
            "int a = 3;\nint i = 4;\na * 31 + i",
            "System.out.println(\"x\"); System.err.println(\"y\"); List.of(1, 2, 3).stream().map(x -> x + 1).toList()",
            "record Point(int x, String y) {}\nnew Point(1, \"a\")",
            "int twice(int n) { return n * 2; }\nfor (int k = 0; k < 3; k++) { System.out.print(twice(k)); }",
            "var words = new HashMap<String, Integer>(); words.put(\"a\", 1); display(words); words",
            "try { throw new IllegalStateException(\"no\"); } catch (IllegalStateException e) { e.getMessage() ;}",
            "new int[] {1, 2, 3}",
            "%wasm load " + GUEST + "\n%wasm exports\n%alloc nums 3*i32\n%write nums [1, 2, 3]\n"
                    + "%call sum nums 3 -> total\n%read nums\n%dump nums\nwasm.readInts(nums, 3)",
            "%wasm list\n%wasm memory\n%who\n%lsmagic\n%reset --check",
            "wasm.guest().export(\"sum\")");
    private static final List<String> WRONG = List.of("int x = ;", "undefined + 1", "1 / 0", "%wasm nothing");
    private static final List<String> HALVES = List.of("System.out.pri", "\"a\".le", "%wasm lo", "wasm.");

    private Rehearsal() {}

    /**
     * Plays it and waits for the process's end.
     *
     * @param command a kernelspec's {@code argv}
     * @param guest a module with a function {@code sum} of an address and a count, and a bump allocator
     * @throws IOException where the kernel did not play its part; one clause
     */
    public static void play(List<String> command, byte[] guest) throws IOException {
        Path folder = Files.createTempDirectory("guestbook-");
        try {
            Files.write(folder.resolve(GUEST), guest);
            Path file = folder.resolve("connection.json");
            Files.write(file, Json.write(connection()));
            Process kernel = start(command, folder, file);
            try (Caller caller = new Caller(Connection.read(file, warning -> {}), Kernel.headers(), kernel::isAlive)) {
                ask(caller);
                if (!kernel.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IOException("the kernel did not end within " + PATIENCE.toSeconds() + " s");
                }
            } finally {
                kernel.descendants().forEach(ProcessHandle::destroyForcibly);
                kernel.destroyForcibly();
            }
        } catch (Malformed e) {
            throw new IOException("the kernel answered nonsense: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("it was interrupted", e);
        } finally {
            delete(folder);
        }
    }

    private static JsonObject connection() throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("transport", "tcp");
        json.put("ip", "127.0.0.1");
        json.put("signature_scheme", "hmac-sha256");
        json.put("key", new BigInteger(256, new SecureRandom()).toString(16));
        List<ServerSocket> taken = new ArrayList<>();
        try {
            for (String name : List.of("shell_port", "control_port", "stdin_port", "iopub_port", "hb_port")) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                taken.add(socket);
                json.put(name, (long) socket.getLocalPort());
            }
        } finally {
            for (ServerSocket socket : taken) {
                socket.close();
            }
        }
        return JsonObject.of(json);
    }

    private static Process start(List<String> command, Path folder, Path file) throws IOException {
        List<String> words = command.stream()
                .map(word -> word.replace(PLACE, file.toString()))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("GUESTBOOK_HOME", folder.resolve("home").toString());
        builder.environment().put("GUESTBOOK_CACHE", folder.resolve("cache").toString());
        // Should we be killed, the kernel ends too.
        builder.environment()
                .put("JPY_PARENT_PID", Long.toString(ProcessHandle.current().pid()));
        Process kernel = builder.start();
        kernel.getOutputStream().close();
        return kernel;
    }

    private static void ask(Caller caller) throws IOException, Malformed {
        caller.ask("kernel_info_request", JsonObject.EMPTY, PATIENCE);
        for (String code : CELLS) {
            JsonObject reply = execute(caller, code);
            if (!reply.text("status", "").equals("ok")) {
                throw new IOException("a cell failed: " + reply.text("evalue", ""));
            }
        }
        for (int i = 0; i < AGAIN; i++) {
            execute(caller, "a * 31 + " + i);
        }
        for (String code : WRONG) {
            execute(caller, code);
        }
        for (String code : HALVES) {
            JsonObject cursor = JsonObject.of("code", code).with("cursor_pos", (long) code.length());
            caller.ask("complete_request", cursor, PATIENCE);
            caller.ask("inspect_request", cursor, PATIENCE);
            caller.ask("is_complete_request", JsonObject.of("code", code), PATIENCE);
        }
        JsonObject tail = JsonObject.of("hist_access_type", "tail").with("n", 3L);
        caller.ask("history_request", tail, PATIENCE);
        caller.ask("shutdown_request", JsonObject.of("restart", false), PATIENCE);
    }

    private static JsonObject execute(Caller caller, String code) throws IOException, Malformed {
        return caller.ask(Execute.REQUEST, JsonObject.of("code", code), PATIENCE);
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
