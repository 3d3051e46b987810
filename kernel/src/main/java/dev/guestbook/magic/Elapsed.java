package dev.guestbook.magic;

import dev.guestbook.display.CellScope;
import dev.guestbook.display.Numbers;
import java.time.Duration;

/** Says, in place, how long some work has taken, from its first second on. */
final class Elapsed {
    private static final long STEP_MILLIS = 1000;

    private final CellScope scope;
    private final String work;
    private final long start = System.nanoTime();
    private boolean over;

    private Elapsed(CellScope scope, String work) {
        this.scope = scope;
        this.work = work;
    }

    /** @param work what is done, as in {@code loading twosum.wasm}; shown as it is */
    static Elapsed of(CellScope scope, String work) {
        Elapsed elapsed = new Elapsed(scope, work);
        Thread clock = new Thread(elapsed::tell, "elapsed");
        clock.setDaemon(true);
        clock.start();
        return elapsed;
    }

    private synchronized void tell() {
        LiveOutput output = null;
        while (!over) {
            try {
                wait(STEP_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
            if (!over && seconds > 0) {
                String line = work + ", " + seconds + " s";
                if (output == null) {
                    output = LiveOutput.begin(scope, line);
                } else {
                    output.line(line);
                }
            }
        }
        if (output != null) {
            output.line(work + " took " + Numbers.duration(Duration.ofNanos(System.nanoTime() - start)));
        }
    }

    /** Ends what is shown. */
    synchronized void end() {
        over = true;
        notifyAll();
    }
}
