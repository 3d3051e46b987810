package dev.guestbook.wasm.code;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks every few milliseconds whether a thread that runs a guest was interrupted, and arms the poll of what it
 * runs. One daemon thread for the process; it sleeps while no guest runs.
 *
 * <p>While nobody is interrupted a look allocates nothing, as a guest may have filled the heap; one that fails
 * all the same is made up for by the next.
 *
 * <p>Its state is static, since an interrupt is a thread's and knows of no instance.
 */
final class Watch implements Runnable {
    private static final long TICK_NANOS = 5_000_000;
    private static final long NAP_NANOS = 1_000_000_000;
    /** Ticks without a running guest after which it naps. */
    private static final int PATIENCE = 200;

    /** Replaced as a whole, so that the watcher walks it by index without a lock. */
    private static volatile List<WeakReference<GuestThread>> threads = List.of();

    private static volatile boolean awake;
    private static Thread watcher = start();

    private final List<Poll> armed = new ArrayList<>(16);
    private long looks;

    private Watch() {}

    private static Thread start() {
        Thread thread = new Thread(new Watch(), "guest-watch");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    static synchronized void over(GuestThread thread) {
        List<WeakReference<GuestThread>> next = new ArrayList<>(threads);
        next.removeIf(one -> one.get() == null);
        next.add(new WeakReference<>(thread));
        threads = List.copyOf(next);
    }

    /** A guest is about to run. */
    static void wake() {
        if (!awake) {
            rouse();
        }
    }

    private static synchronized void rouse() {
        if (!watcher.isAlive()) {
            watcher = start();
        }
        awake = true;
        LockSupport.unpark(watcher);
    }

    @Override
    public void run() {
        try {
            watch();
        } finally {
            awake = false;
        }
    }

    private void watch() {
        int idle = 0;
        while (true) {
            boolean running = true;
            try {
                running = look();
            } catch (Throwable full) {
                // The heap is full for a moment: who allocates there hears of it, and the next look does what is left.
            }
            idle = running ? 0 : idle + 1;
            if (idle < PATIENCE) {
                LockSupport.parkNanos(TICK_NANOS);
            } else {
                awake = false;
                LockSupport.parkNanos(NAP_NANOS);
            }
        }
    }

    /** Arms and disarms; returns whether a guest runs. */
    private boolean look() {
        looks++;
        boolean anyRuns = false;
        List<WeakReference<GuestThread>> now = threads;
        for (int i = 0; i < now.size(); i++) {
            GuestThread thread = now.get(i).get();
            Poll poll = thread == null ? null : thread.running();
            if (poll != null) {
                anyRuns = true;
                if (thread.isInterrupted()) {
                    arm(poll);
                }
            }
        }
        for (int i = armed.size() - 1; i >= 0; i--) {
            if (armed.get(i).wantedAt() != looks) {
                armed.get(i).disarm();
                armed.remove(i);
            }
        }
        return anyRuns;
    }

    private void arm(Poll poll) {
        if (!poll.isArmed()) {
            if (!armed.contains(poll)) {
                armed.add(poll);
            }
            poll.arm();
        }
        poll.want(looks);
    }
}
