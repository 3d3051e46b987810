package dev.guestbook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class InterruptSignalTest {
    /** This JVM sends it to itself, and would end. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no kill")
    void eachSignalInterruptsAndEndsNothing() throws Exception {
        Semaphore interrupts = new Semaphore(0);
        List<String> log = new CopyOnWriteArrayList<>();
        InterruptSignal.onEach(interrupts::release, log::add);
        for (int i = 0; i < 2; i++) {
            String self = Long.toString(ProcessHandle.current().pid());
            assertEquals(0, new ProcessBuilder("kill", "-INT", self).start().waitFor());
            assertTrue(interrupts.tryAcquire(30, TimeUnit.SECONDS));
        }
        assertEquals(List.of(), log);
    }
}
