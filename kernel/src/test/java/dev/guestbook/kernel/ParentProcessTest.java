package dev.guestbook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ParentProcessTest {
    @Test
    void theEndOfTheParentIsNoticed() throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jshell")
                                .toString(),
                        "-q")
                .start();
        CountDownLatch gone = new CountDownLatch(1);
        Map<String, String> environment = Map.of("JPY_PARENT_PID", Long.toString(parent.pid()));
        ParentProcess.watch(environment, gone::countDown);
        assertEquals(1, gone.getCount());
        parent.destroyForcibly().waitFor();
        assertTrue(gone.await(10, TimeUnit.SECONDS));

        CountDownLatch alreadyGone = new CountDownLatch(1);
        ParentProcess.watch(environment, alreadyGone::countDown);
        assertEquals(0, alreadyGone.getCount());
    }

    @Test
    void withoutAParentTheKernelLivesOn() {
        CountDownLatch gone = new CountDownLatch(1);
        ParentProcess.watch(Map.of(), gone::countDown);
        ParentProcess.watch(Map.of("JPY_PARENT_PID", "none"), gone::countDown);
        assertEquals(1, gone.getCount());
    }
}
