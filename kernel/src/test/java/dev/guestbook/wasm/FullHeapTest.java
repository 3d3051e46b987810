package dev.guestbook.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A heap that is full for a while costs no more than the call that filled it. */
class FullHeapTest {
    @Test
    @Timeout(60)
    void a_load_is_refused_a_call_traps_and_guests_can_be_stopped_afterwards() throws Exception {
        Program program = run("-Xmx24m", FullHeap.class);
        assertEquals(
                List.of(pinned("session/load-out-of-memory"), pinned("trap/host-out-of-memory"), "stopped"),
                program.said());
        assertEquals(0, program.exit());
    }

    /** Parsed, their code alone would take 100 MB. */
    @Test
    @Timeout(60)
    void guests_that_are_compiled_do_not_hold_their_parsed_code() throws Exception {
        assertEquals(new Program(List.of("30 guests"), 0), run("-Xmx64m", ManyGuests.class));
    }

    private record Program(List<String> said, int exit) {}

    private static Program run(String heap, Class<?> program) throws IOException, InterruptedException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Program(said.lines().toList(), jvm.waitFor());
    }

    private static String pinned(String name) throws IOException {
        try (InputStream in = FullHeapTest.class.getResourceAsStream("/errors/" + name + ".txt")) {
            return in == null
                    ? "(errors/" + name + ".txt is missing)"
                    : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
