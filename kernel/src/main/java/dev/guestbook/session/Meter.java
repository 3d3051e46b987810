package dev.guestbook.session;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;

/**
 * Tells where the time of guest calls goes while somebody looks: copies in, the guest itself, copies out. While nobody
 * looks it costs a look at a flag. For any thread; what all threads spend is added up.
 */
final class Meter {
    private final LongAdder copyIn = new LongAdder();
    private final LongAdder guest = new LongAdder();
    private final LongAdder copyOut = new LongAdder();
    private volatile boolean looking;

    /** When something began; 0 while nobody looks. */
    long begin() {
        return looking ? System.nanoTime() : 0;
    }

    void copiedIn(long begun) {
        end(copyIn, begun);
    }

    void called(long begun) {
        end(guest, begun);
    }

    void copiedOut(long begun) {
        end(copyOut, begun);
    }

    private static void end(LongAdder part, long begun) {
        if (begun != 0) {
            part.add(System.nanoTime() - begun);
        }
    }

    /** Runs {@code work} so many times and splits up what it took. */
    synchronized Split split(Callable<?> work, int times) throws Exception {
        copyIn.reset();
        guest.reset();
        copyOut.reset();
        looking = true;
        long begun = System.nanoTime();
        try {
            for (int i = 0; i < times; i++) {
                work.call();
            }
        } finally {
            looking = false;
        }
        long whole = System.nanoTime() - begun;
        return new Split(
                (double) whole / times,
                (double) copyIn.sum() / times,
                (double) guest.sum() / times,
                (double) copyOut.sum() / times);
    }
}
