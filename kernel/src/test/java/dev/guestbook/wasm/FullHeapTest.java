package dev.guestbook.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A heap that is full for a while costs no more than the call that filled it. */
class FullHeapTest {
    @Test
    @Timeout(60)
    void a_call_ends_as_a_trap_in_words_and_guests_can_be_stopped_afterwards() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx24m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FullHeap.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = jvm.waitFor();
        assertEquals(
                "Trap: host out of memory; the JVM had no memory left; start it with a larger -Xmx."
                        + System.lineSeparator() + "stopped" + System.lineSeparator(),
                said);
        assertEquals(0, exit);
    }
}
