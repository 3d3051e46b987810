package dev.guestbook.session;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;

/**
 * Tells where the time of guest calls goes while somebody looks: copies in, the guest itself, copies out. While nobody
 * looks it costs a look at a flag. For any thread; what all threads spend is added up.
 */
final class Meter {
    private static final int CLOCK_LOOKS = 2_000;

    private final Part copyIn = new Part();
    private final Part guest = new Part();
    private final Part copyOut = new Part();
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

    private static void end(Part part, long begun) {
        if (begun != 0) {
            part.nanos.add(System.nanoTime() - begun);
            part.times.increment();
        }
    }

    /** What is added up of one kind of work. */
    private static final class Part {
        private final LongAdder nanos = new LongAdder();
        private final LongAdder times = new LongAdder();

        void reset() {
            nanos.reset();
            times.reset();
        }

        /** Without what the clock took of it. */
        double nanos(double clock) {
            return Math.max(0, nanos.sum() - clock * times.sum());
        }
    }

    /** What a look at the clock takes, nanoseconds. */
    private static double clock() {
        long begun = System.nanoTime();
        long now = begun;
        for (int i = 0; i < CLOCK_LOOKS; i++) {
            now = System.nanoTime();
        }
        return (double) (now - begun) / CLOCK_LOOKS;
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
        long taken = System.nanoTime() - begun;
        double clock = clock();
        double in = copyIn.nanos(clock);
        double called = guest.nanos(clock);
        double out = copyOut.nanos(clock);
        long looks = 2 * (copyIn.times.sum() + guest.times.sum() + copyOut.times.sum());
        double whole = Math.max(in + called + out, taken - clock * looks);
        return new Split(whole / times, in / times, called / times, out / times);
    }
}
