package dev.guestbook.wasm.code;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A thread that calls guests, and the poll of the module it runs at this moment: what {@link Watch} looks at.
 *
 * <pre>{@code
 * Poll outer = thread.enter(poll);
 * try { ... } finally { thread.leave(outer); }
 * }</pre>
 */
public final class GuestThread {
    private static final VarHandle RUNNING = runningHandle();
    private static final ThreadLocal<GuestThread> CURRENT = ThreadLocal.withInitial(GuestThread::started);

    private final Thread thread = Thread.currentThread();

    @SuppressWarnings("UnusedVariable") // through RUNNING
    private Poll running;

    private GuestThread() {}

    private static GuestThread started() {
        GuestThread thread = new GuestThread();
        Watch.over(thread);
        return thread;
    }

    private static VarHandle runningHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(GuestThread.class, "running", Poll.class);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /** The one of this thread. */
    public static GuestThread current() {
        return CURRENT.get();
    }

    /** Whether it is this thread's: to keep one in a field is quicker than to look it up. */
    public boolean isCurrent() {
        return thread == Thread.currentThread();
    }

    /** Says that the module of this poll runs from now on; returns what ran before, for {@link #leave}. */
    public Poll enter(Poll poll) {
        Poll outer = (Poll) RUNNING.getOpaque(this);
        // No fence: it would be most of what a short call costs. Where the watch misses this for once, it sees it a
        // second later.
        RUNNING.setOpaque(this, poll);
        Watch.wake();
        return outer;
    }

    /** Says that it has returned. */
    public void leave(Poll outer) {
        RUNNING.setOpaque(this, outer);
    }

    /** What it runs; null where nothing. */
    Poll running() {
        return (Poll) RUNNING.getOpaque(this);
    }

    boolean isInterrupted() {
        return thread.isInterrupted();
    }
}
