package dev.guestbook.kernel;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Full collections where most of the heap may be garbage: between requests, and once more when all that was still being
 * sent has gone. From Java 25 on the serial collector asks the system for more memory, up to its limit, before it looks for
 * old garbage: each result of 50 MB would leave 380 MB behind. For any thread.
 */
final class Sweep {
    /** Below this a laptop does not care, and a collection would only take time. */
    private static final long WORTH_BYTES = 192L << 20;

    private static final long LATER_SECONDS = 2;

    private final ScheduledExecutorService timer;
    private long kept;

    Sweep(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** Collects where twice of what was in use after the last time is, so that all collections together stay cheap. */
    synchronized void between() {
        if (used() > Math.max(WORTH_BYTES, 2 * kept)) {
            collect();
            ScheduledFuture<?> unused = timer.schedule(this::collect, LATER_SECONDS, TimeUnit.SECONDS);
        }
    }

    private synchronized void collect() {
        System.gc();
        kept = used();
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
