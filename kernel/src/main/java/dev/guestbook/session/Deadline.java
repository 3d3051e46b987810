package dev.guestbook.session;

import dev.guestbook.wasm.GuestStopped;
import dev.guestbook.wasm.Trap;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Stops a call into a guest when its time is up, in the guest's code or in a host function's, and takes the interrupt
 * back where it came too late.
 */
final class Deadline {
    /** A host function may eat an interrupt: it comes again until the call is over. */
    private static final long AGAIN_NANOS = 25_000_000;

    private static final String IN_HOST = ", in a host function";

    private final Thread caller = Thread.currentThread();
    private final HostCode code;
    private boolean over;
    private Runnable release;

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

    private Deadline(HostCode code) {
        this.code = code;
    }

    /** What may take too long, and throw {@code E}. */
    interface Call<T, E extends Exception> {
        T get() throws E;
    }

    /** Runs {@code call} for at most {@code limit}; throws {@link GuestStopped} where that was not enough. */
    static <T, E extends Exception> T within(Duration limit, HostCode code, Call<T, E> call) throws E {
        Deadline deadline = new Deadline(code);
        ScheduledFuture<?> alarm = Clock.INSTANCE.scheduleWithFixedDelay(
                deadline::pass, limit.toNanos(), AGAIN_NANOS, TimeUnit.NANOSECONDS);
        try {
            return call.get();
        } catch (GuestStopped stopped) {
            throw deadline.hasPassed() ? instead(limit, "", stopped) : stopped;
        } catch (Refused | Trap | VirtualMachineError own) {
            throw own;
        } catch (RuntimeException | Error thrown) {
            if (deadline.hasPassed()) {
                Throwable failed = thrown instanceof HostRefusal inside ? inside.refused() : thrown;
                throw failed.getCause() instanceof InterruptedException interrupted
                        ? instead(limit, IN_HOST, interrupted)
                        : new GuestStopped(words(limit, IN_HOST), failed);
            }
            throw thrown;
        } finally {
            alarm.cancel(false);
            deadline.end();
        }
    }

    /** In place of the interrupt that stopped it, which nobody asked for, and where that was. */
    private static GuestStopped instead(Duration limit, String where, Throwable interrupted) {
        GuestStopped told = new GuestStopped(words(limit, where));
        told.setStackTrace(interrupted.getStackTrace());
        return told;
    }

    private static String words(Duration limit, String where) {
        return "The guest was stopped after its time limit of " + shown(limit) + where
                + "; a longer one is --timeout of its load.";
    }

    /** As it was given, so far as that is milliseconds. */
    private static String shown(Duration limit) {
        long millis = limit.toMillis();
        return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
    }

    private synchronized void pass() {
        if (!over) {
            if (release == null) {
                release = code.stopOn(caller);
            }
            caller.interrupt();
        }
    }

    private synchronized boolean hasPassed() {
        return release != null;
    }

    private synchronized void end() {
        over = true;
        if (release != null) {
            release.run();
            Thread.interrupted();
        }
    }
}
