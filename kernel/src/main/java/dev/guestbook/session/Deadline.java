package dev.guestbook.session;

import dev.guestbook.display.Numbers;
import dev.guestbook.wasm.GuestStopped;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Interrupts a call into a guest when its time is up, and takes the interrupt back where it came too late. */
final class Deadline {
    private final Thread caller = Thread.currentThread();
    private boolean over;
    private boolean passed;

    /** One daemon thread for all deadlines, made when the first is needed. */
    private static final class Clock {
        static final ScheduledThreadPoolExecutor INSTANCE = start();

        private static ScheduledThreadPoolExecutor start() {
            ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, work -> {
                Thread thread = new Thread(work, "guest-deadline");
                thread.setDaemon(true);
                return thread;
            });
            clock.setRemoveOnCancelPolicy(true);
            return clock;
        }
    }

    private Deadline() {}

    /** What may take too long, and throw {@code E}. */
    interface Call<T, E extends Exception> {
        T get() throws E;
    }

    /** Runs {@code call} for at most {@code limit}; throws {@link GuestStopped} where that was not enough. */
    static <T, E extends Exception> T within(Duration limit, Call<T, E> call) throws E {
        Deadline deadline = new Deadline();
        ScheduledFuture<?> alarm = Clock.INSTANCE.schedule(deadline::pass, limit.toNanos(), TimeUnit.NANOSECONDS);
        try {
            return call.get();
        } catch (GuestStopped stopped) {
            if (deadline.hasPassed()) {
                throw new GuestStopped(
                        "The guest was stopped after its time limit of " + Numbers.duration(limit) + ".");
            }
            throw stopped;
        } finally {
            alarm.cancel(false);
            deadline.end();
        }
    }

    private synchronized void pass() {
        if (!over) {
            passed = true;
            caller.interrupt();
        }
    }

    private synchronized boolean hasPassed() {
        return passed;
    }

    private synchronized void end() {
        over = true;
        if (passed) {
            Thread.interrupted();
        }
    }
}
