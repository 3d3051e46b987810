package dev.guestbook.magic;

import dev.guestbook.display.CellScope;
import dev.guestbook.display.Numbers;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Says, in place, how long some work has taken, from its first second on, and which part of it goes on. */
final class Elapsed {
    private static final long STEP_MILLIS = 1000;

    private final CellScope scope;
    private final Set<String> told = new LinkedHashSet<>();
    private final long start = System.nanoTime();
    private Optional<LiveOutput> shown = Optional.empty();
    private String work;
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

    /** Says that a further part of the work has begun. */
    synchronized void now(String next) {
        work = next;
    }

    private synchronized void tell() {
        while (!over) {
            try {
                wait(STEP_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
            if (!over && seconds > 0) {
                told.add(work);
                String line = work + ", " + seconds + " s";
                shown.ifPresentOrElse(
                        output -> output.line(line), () -> shown = Optional.of(LiveOutput.begin(scope, line)));
            }
        }
    }

    /** Says how long what was shown took in all: from here, as nothing may follow the end of a cell. */
    synchronized void end() {
        over = true;
        notifyAll();
        shown.ifPresent(output -> output.line(
                String.join(" and ", told) + " took " + Numbers.duration(Duration.ofNanos(System.nanoTime() - start))));
    }
}
