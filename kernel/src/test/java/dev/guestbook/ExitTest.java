package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.session.Ptr;
import dev.guestbook.session.Refused;
import dev.guestbook.session.Session;
import dev.guestbook.source.ModuleSources;
import dev.guestbook.source.Settings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the JVM is told to end, no guest keeps what it held, also one that runs. */
@Timeout(60)
class ExitTest {
    @Test
    void memory_is_wiped_at_exit_without_waiting_for_a_call() throws Exception {
        Session wasm = new Session(new ModuleSources(Settings.ofUser(Path.of(""))));
        wasm.load(Path.of("..", "guests", "liar", "liar.wasm").toString());
        Ptr secret = wasm.alloc("secret", 16);
        wasm.write(secret, "sixteen letters!");
        Thread spinning = new Thread(() -> spin(wasm));
        spinning.setUncaughtExceptionHandler((thread, stopped) -> {});
        spinning.start();
        while (!isBusy(wasm)) {
            Thread.onSpinWait();
        }
        Thread hook = Main.wipeAtExit(wasm);
        assertTrue(Runtime.getRuntime().removeShutdownHook(hook));
        hook.start();
        hook.join();
        assertEquals(List.of(), wasm.guests());
        assertThrows(Refused.class, () -> wasm.read(secret, 16));
        spinning.interrupt();
        spinning.join();
    }

    /** Until it is interrupted; again where the one who looks whether it spins was quicker. */
    private static void spin(Session wasm) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                wasm.call("spin");
            } catch (Refused busy) {
                Thread.onSpinWait();
            }
        }
    }

    private static boolean isBusy(Session wasm) {
        try {
            wasm.call("divide", 1, 1);
            return false;
        } catch (Refused busy) {
            return true;
        }
    }
}
