package dev.guestbook.channel.zmq;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A log that a peer can make lines in: of a flood the first {@value #LINES} of each ten seconds are written and the rest
 * counted. Safe for any thread.
 */
final class SparseLog implements Consumer<String> {
    static final int LINES = 100;
    private static final long STRETCH_NANOS = Duration.ofSeconds(10).toNanos();

    private final String about;
    private final Consumer<String> log;
    private final LongSupplier nanoTime;
    private long began;
    private long lines;

    /** {@code about} names in a word or two what the lines are about. */
    SparseLog(String about, Consumer<String> log, LongSupplier nanoTime) {
        this.about = about;
        this.log = log;
        this.nanoTime = nanoTime;
        began = nanoTime.getAsLong();
    }

    @Override
    public synchronized void accept(String line) {
        if (nanoTime.getAsLong() - began >= STRETCH_NANOS) {
            conclude();
        }
        lines++;
        if (lines <= LINES) {
            log.accept(line);
        } else if (lines == LINES + 1) {
            log.accept(about + ": more of the like is counted from here, for ten seconds");
        }
    }

    /** Says how many were counted and not written, and begins anew. */
    synchronized void conclude() {
        if (lines > LINES) {
            log.accept(about + ": " + (lines - LINES) + " more lines of the like");
        }
        lines = 0;
        began = nanoTime.getAsLong();
    }
}
