package dev.guestbook.wasm.code;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks every few milliseconds whether a thread that runs a guest was interrupted, and arms the poll of what it
 * runs. One daemon thread for the process; it sleeps while no guest runs.
 *
 * <p>Its state is static, since an interrupt is a thread's and knows of no instance.
 */
final class Watch implements Runnable {
    private static final long TICK_NANOS = 5_000_000;
    private static final long NAP_NANOS = 1_000_000_000;
    /** Ticks without a running guest after which it naps. */
    private static final int PATIENCE = 200;

    private static final Queue<WeakReference<GuestThread>> THREADS = new ConcurrentLinkedQueue<>();
    private static final Thread WATCHER = start();
    private static volatile boolean awake;

    private final Set<Poll> armed = new HashSet<>();

    private Watch() {}

    private static Thread start() {
        Thread watcher = new Thread(new Watch(), "guest-watch");
        watcher.setDaemon(true);
        watcher.start();
        return watcher;
    }

    static void over(GuestThread thread) {
        THREADS.add(new WeakReference<>(thread));
    }

    /** A guest is about to run. */
    static void wake() {
        if (!awake) {
            awake = true;
            LockSupport.unpark(WATCHER);
        }
    }

    @Override
    public void run() {
        int idle = 0;
        while (true) {
            idle = look() ? 0 : idle + 1;
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
        List<Poll> running = new ArrayList<>();
        Set<Poll> interrupted = new HashSet<>();
        for (var threads = THREADS.iterator(); threads.hasNext(); ) {
            GuestThread thread = threads.next().get();
            if (thread == null) {
                threads.remove();
                continue;
            }
            Poll poll = thread.running();
            if (poll != null) {
                running.add(poll);
                if (thread.isInterrupted()) {
                    interrupted.add(poll);
                }
            }
        }
        armed.removeIf(poll -> {
            boolean over = !interrupted.contains(poll);
            if (over) {
                poll.disarm();
            }
            return over;
        });
        for (Poll poll : interrupted) {
            if (armed.add(poll)) {
                poll.arm();
            }
        }
        return !running.isEmpty();
    }
}
