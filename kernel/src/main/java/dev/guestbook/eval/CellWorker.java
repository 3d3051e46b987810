package dev.guestbook.eval;

import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import dev.guestbook.display.Untrusted;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The cell's thread, replaced by a new one whenever work had to be left behind. */
final class CellWorker implements CellThread, AutoCloseable {
    /** How long an interrupted work may take to return before it is left behind. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(600);

    private static final long NAG_MILLIS = 25;

    /** How long threads that an interrupted cell started have to come to their next poll. */
    private static final long ENDING_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ThreadGroup threads = new CellThreads();
    private final Object lock = new Object();
    private final ClassLoader contextLoader;
    private volatile Lane lane;
    private Work<?> current;
    private Cell cell;
    private int evaluations;
    private boolean interrupted;

    /** The last interrupted work: threads that its cell started may not have polled yet. */
    private SnippetHooks.Stop ending;

    private long endingSince;

    /** @param contextLoader the context class loader of the thread */
    CellWorker(ClassLoader contextLoader) {
        this.contextLoader = contextLoader;
    }

    @Override
    public void begin() {
        synchronized (lock) {
            evaluations++;
        }
    }

    @Override
    public void end() {
        synchronized (lock) {
            if (--evaluations == 0) {
                interrupted = false;
            }
        }
    }

    /** Whether an interrupt has arrived since {@link #begin}. */
    boolean interrupted() {
        synchronized (lock) {
            return interrupted;
        }
    }

    @Override
    public void interrupt() {
        synchronized (lock) {
            if (evaluations > 0) {
                interrupted = true;
                lock.notifyAll();
            }
        }
    }

    /** Whether this is the thread that the cell's work runs on. */
    boolean isOn() {
        Lane running = lane;
        return running != null && Thread.currentThread() == running.thread;
    }

    /**
     * Waits until {@code done} says so; false where an interrupt has arrived and no work has run for {@code patience}.
     * Whoever makes it done calls {@link #wake}.
     */
    boolean await(BooleanSupplier done, Duration patience) {
        synchronized (lock) {
            long asked = 0;
            boolean counting = false;
            while (!done.getAsBoolean()) {
                if (interrupted && current == null && !counting) {
                    counting = true;
                    asked = System.nanoTime();
                }
                if (counting && System.nanoTime() - asked >= patience.toNanos()) {
                    return false;
                }
                waitFor(interrupted ? NAG_MILLIS : 0);
            }
            return true;
        }
    }

    /** Lets those that wait look again. */
    void wake() {
        synchronized (lock) {
            lock.notifyAll();
        }
    }

    @Override
    public <T> T call(Callable<T> callable) throws Exception {
        if (isOn()) {
            return callable.call();
        }
        begin();
        try {
            Work<T> work = new Work<>(callable, cell());
            start(work);
            return await(work);
        } finally {
            end();
        }
    }

    /** The caller's cell: one for all snippets of a cell, so that threads they started are known as its own. */
    private Optional<Cell> cell() {
        CellScope caller = CellScope.current().orElse(null);
        synchronized (lock) {
            if (cell == null || !cell.caller.equals(caller) || cell.abandoned) {
                cell = caller == null ? null : new Cell(caller);
            }
            return Optional.ofNullable(cell);
        }
    }

    private void start(Work<?> work) throws InterruptedCell {
        synchronized (lock) {
            if (interrupted) {
                throw new InterruptedCell(false);
            }
            if (current != null) {
                throw new IllegalStateException("The cell's thread is busy; one call at a time.");
            }
            if (ending != null && System.nanoTime() - endingSince > ENDING_NANOS) {
                SnippetHooks.disarm(ending);
                ending = null;
            }
            current = work;
            if (lane == null) {
                lane = new Lane();
            }
        }
        lane.accept(work);
    }

    private <T> T await(Work<T> work) throws Exception {
        boolean asked = false;
        synchronized (lock) {
            long deadline = 0;
            while (!work.done) {
                if (!interrupted) {
                    waitFor(0);
                    continue;
                }
                if (!asked) {
                    asked = true;
                    deadline = System.nanoTime() + PATIENCE_NANOS;
                    SnippetHooks.arm(work.stop());
                }
                work.stop().borrow(threads());
                if (System.nanoTime() > deadline) {
                    work.abandon();
                    current = null;
                    lane = null;
                    throw new InterruptedCell(true);
                }
                work.thread.interrupt();
                waitFor(NAG_MILLIS);
            }
            current = null;
            if (asked) {
                end(work.stop());
            }
            if (interrupted) {
                throw InterruptedCell.during(work.thrown);
            }
        }
        return work.result();
    }

    /** The cells' threads that live now. */
    private Thread[] threads() {
        Thread[] found = new Thread[threads.activeCount() + 8];
        return Arrays.copyOf(found, threads.enumerate(found));
    }

    /** From stopping a work's thread, which is the next work's, to stopping only the threads that its cell started. */
    private void end(SnippetHooks.Stop stop) {
        SnippetHooks.Stop started = stop.withoutThread();
        started.borrow(threads());
        SnippetHooks.arm(started);
        SnippetHooks.disarm(stop);
        if (ending != null) {
            SnippetHooks.disarm(ending);
        }
        ending = started;
        endingSince = System.nanoTime();
        cell = null; // what comes next in the same scope is not to be stopped
    }

    /** Not interruptible: the owner leaves only with the work's end, or by leaving it behind. */
    @SuppressWarnings("WaitNotInLoop") // the caller's loop
    private void waitFor(long millis) {
        try {
            lock.wait(millis);
        } catch (InterruptedException e) {
            interrupted = true;
        }
    }

    /** Lets go of the thread; work that still runs is interrupted and left behind. */
    @Override
    public void close() {
        synchronized (lock) {
            if (current != null) {
                SnippetHooks.arm(current.stop());
                current.abandon();
                current.thread.interrupt();
                current = null;
                interrupted = true;
                lock.notifyAll();
            }
            if (lane != null) {
                lane.thread.interrupt();
                lane = null;
            }
        }
    }

    /** The cell's thread and those that cells start: one that an interrupt ends has nothing to say. */
    private static final class CellThreads extends ThreadGroup {
        CellThreads() {
            super("cells");
        }

        @Override
        public void uncaughtException(Thread thread, Throwable thrown) {
            if (!(thrown instanceof CellInterrupted)) {
                System.err.println("Exception in thread \"" + Untrusted.visible(thread.getName()) + "\" "
                        + ErrorText.plain(ErrorText.thrown(thrown)));
            }
        }
    }

    /** A thread and the way to hand it work. */
    private final class Lane {
        private final SynchronousQueue<Work<?>> queue = new SynchronousQueue<>();
        private final Thread thread = new Thread(threads, this::run, "cell", 0, false);

        Lane() {
            thread.setDaemon(true);
            thread.setContextClassLoader(contextLoader);
            thread.start();
        }

        void accept(Work<?> work) {
            work.thread = thread;
            boolean handed = false;
            while (!handed) {
                try {
                    queue.put(work);
                    handed = true;
                } catch (InterruptedException e) {
                    interrupt();
                }
            }
        }

        private void run() {
            while (true) {
                Work<?> work;
                try {
                    work = queue.take();
                } catch (InterruptedException e) {
                    if (closed()) {
                        return;
                    }
                    continue;
                }
                work.run();
                synchronized (lock) {
                    work.done = true;
                    boolean ignored = Thread.interrupted();
                    lock.notifyAll();
                    if (work.abandoned) {
                        SnippetHooks.disarm(work.stop());
                        return;
                    }
                }
            }
        }

        private boolean closed() {
            synchronized (lock) {
                return lane != this;
            }
        }
    }

    /** One call: what to run, in which scope, and what came of it. */
    private static final class Work<T> {
        private final Callable<T> callable;
        private final Optional<Cell> cell;
        private Thread thread;
        private T value;
        private Throwable thrown;
        private boolean done;
        private boolean abandoned;
        private SnippetHooks.Stop stop;

        Work(Callable<T> callable, Optional<Cell> cell) {
            this.callable = callable;
            this.cell = cell;
        }

        void run() {
            cell.ifPresent(c -> LatestCell.is(c.scope));
            cell.ifPresentOrElse(c -> c.scope.run(this::body), this::body);
        }

        // Whatever user code throws is a result here, an Error as well.
        @SuppressWarnings("CatchAndPrintStackTrace")
        private void body() {
            try {
                value = callable.call();
            } catch (Throwable t) {
                thrown = t;
            }
        }

        void abandon() {
            abandoned = true;
            cell.ifPresent(c -> c.abandoned = true);
        }

        /** One and the same, from when it has a thread. */
        SnippetHooks.Stop stop() {
            if (stop == null) {
                stop = new SnippetHooks.Stop(thread, cell.map(c -> c.scope).orElse(null));
            }
            return stop;
        }

        T result() throws Exception {
            if (thrown instanceof Exception e) {
                throw e;
            }
            if (thrown instanceof Error e) {
                throw e;
            }
            if (thrown != null) {
                throw new IllegalStateException(thrown);
            }
            return value;
        }
    }

    /** A cell's scope, as its threads get it: text that arrives after the cell was left behind says so. */
    private static final class Cell {
        private final CellScope caller;
        private final CellScope scope;
        private volatile boolean abandoned;

        Cell(CellScope caller) {
            this.caller = caller;
            this.scope = new CellScope(caller.cell(), this::accept, caller.input(), caller.id());
        }

        private void accept(CellOutput output) {
            if (abandoned && output instanceof CellOutput.Text text) {
                caller.sink().accept(new CellOutput.Text(text.stream(), "[abandoned thread] " + text.text()));
            } else {
                caller.sink().accept(output);
            }
        }
    }
}
