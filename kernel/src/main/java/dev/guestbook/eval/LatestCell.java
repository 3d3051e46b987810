package dev.guestbook.eval;

import dev.guestbook.display.CellScope;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;

/**
 * The cell that a thread works for. A worker of the common pool was started by some cell and keeps
 * that one's scope for ever, so it counts as the latest cell's, and so does a thread without one.
 */
final class LatestCell {
    private static volatile CellScope latest;

    private LatestCell() {}

    /** A cell's code begins to run in this scope. */
    static void is(CellScope scope) {
        latest = scope;
    }

    /** The scope of the calling thread. */
    static Optional<CellScope> ofThread() {
        if (Thread.currentThread() instanceof ForkJoinWorkerThread worker
                && worker.getPool() == ForkJoinPool.commonPool()) {
            return Optional.ofNullable(latest);
        }
        Optional<CellScope> own = CellScope.current();
        return own.isPresent() ? own : Optional.ofNullable(latest);
    }
}
