package dev.guestbook.session;

import java.util.function.Function;

/** Java code of cells that guests call, and how it is stopped on a thread; until that is said, by an interrupt alone. */
final class HostCode {
    private volatile Function<Thread, Runnable> stop = thread -> () -> {};

    void stoppedBy(Function<Thread, Runnable> way) {
        stop = way;
    }

    /** Stops it on a thread until what is returned is run. */
    Runnable stopOn(Thread thread) {
        return stop.apply(thread);
    }
}
