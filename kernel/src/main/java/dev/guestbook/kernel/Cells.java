package dev.guestbook.kernel;

import dev.guestbook.cell.CellOutcome;
import dev.guestbook.cell.CellRunner;
import dev.guestbook.display.CellInput;
import dev.guestbook.display.CellScope;
import dev.guestbook.display.Failure;
import dev.guestbook.protocol.ReplyError;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The cell runner, which is made in the background while the channels already answer. */
final class Cells {
    private static final int AGAIN_MS = 100;

    /** The second one declares {@code wasm}. */
    private static final List<String> FIRST = List.of("1 + 1", "wasm", "1 + 2");

    private static final CellOutcome INTERRUPTED = new CellOutcome.Failed(
            new Failure("Interrupted", "The cell was interrupted.", List.of("Interrupted: The cell was interrupted.")));

    private static final CellScope NOWHERE = new CellScope(0, output -> {}, CellInput.NONE);

    private final CompletableFuture<CellRunner> runner = new CompletableFuture<>();
    private final Supplier<CellRunner> supplier;
    private final ScheduledExecutorService timer;
    private final Consumer<String> log;
    private final List<Runnable> idleWork;
    private final AtomicBoolean started = new AtomicBoolean();
    private int waiting; // for the runner to be made
    private long working; // odd while something runs
    private boolean interrupted;
    /** An interrupt that came while nothing ran, as {@link System#nanoTime} counts. */
    private OptionalLong early = OptionalLong.empty();

    /** Why there is no runner. */
    static final class NotStarted extends Exception {
        private static final long serialVersionUID = 1L;

        NotStarted(Throwable cause) {
            super(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
        }

        ReplyError error() {
            return new ReplyError(
                    "KernelNotStarted",
                    getMessage(),
                    List.of("KernelNotStarted: " + getMessage(), "The kernel's own log says more."));
        }
    }

    /** {@code idleWork} is done once the runner is made; each of it begins while no cell runs. */
    Cells(
            Supplier<CellRunner> supplier,
            List<Runnable> idleWork,
            ScheduledExecutorService timer,
            Consumer<String> log) {
        this.supplier = supplier;
        this.idleWork = List.copyOf(idleWork);
        this.timer = timer;
        this.log = log;
        CompletableFuture<CellRunner> unused = runner.whenComplete((made, failure) -> changed());
    }

    private synchronized void changed() {
        notifyAll();
    }

    /** A thread that flushes outputs and repeats interrupts. */
    ScheduledExecutorService timer() {
        return timer;
    }

    /** Begins to make the runner; once is enough. */
    void start() {
        if (started.getAndSet(true)) {
            return;
        }
        Thread thread = new Thread(this::make, "start");
        thread.setDaemon(true);
        thread.start();
    }

    private void make() {
        try {
            CellRunner made = supplier.get();
            // The first evaluation takes several times as long as the next: this one, unless a cell waits already.
            Iterator<String> first = FIRST.iterator();
            while (first.hasNext() && !isWanted()) {
                CellOutcome unused = made.expression(first.next(), NOWHERE);
            }
            runner.complete(made);
        } catch (Throwable e) { // whatever it is, each cell has to be told
            log.accept("cells cannot run: " + e);
            runner.completeExceptionally(e);
            return;
        }
        for (Runnable step : idleWork) {
            awaitIdle();
            try {
                step.run();
            } catch (RuntimeException | Error e) { // it only saves time
                log.accept("the warm-up failed: " + e);
            }
        }
    }

    /** Does what may wait until the runner is made, and is not to hold it up. */
    void onceMade(Runnable work) {
        CompletableFuture<Void> unused = runner.thenRun(work);
    }

    private synchronized boolean isWanted() {
        return waiting > 0 || working % 2 == 1;
    }

    private synchronized void awaitIdle() {
        while (isWanted()) {
            try {
                wait();
            } catch (InterruptedException e) {
                return; // no one interrupts this thread
            }
        }
    }

    /** The runner; waits until it is made. */
    CellRunner runner() throws NotStarted {
        synchronized (this) {
            waiting++;
        }
        try {
            return runner.join();
        } catch (CompletionException e) {
            throw new NotStarted(e.getCause());
        } finally {
            synchronized (this) {
                waiting--;
                notifyAll();
            }
        }
    }

    /** Whether there is a runner, or a reason why there is none; waits so long for it. */
    boolean areReady(Duration patience) {
        synchronized (this) {
            waiting++;
        }
        try {
            runner.handle((made, failure) -> true).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the shell thread is not interrupted, and a handled failure is none", e);
        } finally {
            synchronized (this) {
                waiting--;
                notifyAll();
            }
        }
    }

    /**
     * The stretch of a conversation that an interrupt may end. It begins before the front end learns that its cell
     * runs, so that no interrupt of what it has seen comes too early; one that came while the request waited, behind
     * a completion for instance, ends it at once. Belongs to the shell thread.
     */
    final class Turn implements AutoCloseable {
        private Turn(long arrived) {
            synchronized (Cells.this) {
                working++;
                interrupted = early.isPresent() && arrived - early.getAsLong() < 0;
                early = OptionalLong.empty();
            }
        }

        /** Uses the runner, unless an interrupt has come already. */
        CellOutcome run(Function<CellRunner, CellOutcome> work) throws NotStarted {
            return awaitMadeOrInterrupted() ? INTERRUPTED : work.apply(runner());
        }

        @Override
        public void close() {
            synchronized (Cells.this) {
                working++;
                Cells.this.notifyAll();
            }
        }
    }

    /** Begins what a request asked for that arrived then, as {@link System#nanoTime} counts. */
    Turn begin(long arrived) {
        return new Turn(arrived);
    }

    /** In a turn, waits until there is a runner, or a reason why there is none; whether an interrupt came before that. */
    private synchronized boolean awaitMadeOrInterrupted() {
        try {
            while (!runner.isDone() && !interrupted) {
                wait();
            }
            return interrupted;
        } catch (InterruptedException e) {
            throw new IllegalStateException("the shell thread is not interrupted", e);
        }
    }

    /**
     * Interrupts what runs now, or else the next of what has arrived by now. Said again until it has ended, since the
     * runner takes no notice of an interrupt that comes just before its cell begins.
     */
    synchronized void interrupt() {
        if (working % 2 == 1) {
            interrupt(working);
        } else {
            early = OptionalLong.of(System.nanoTime());
        }
    }

    private synchronized void interrupt(long which) {
        if (working == which) {
            interrupted = true;
            notifyAll();
            if (runner.isDone() && !runner.isCompletedExceptionally()) {
                runner.join().interrupt();
            }
            Future<?> unused = timer.schedule(() -> interrupt(which), AGAIN_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Closes the runner on a thread of its own, which may take its time. */
    Thread close() {
        Thread thread = new Thread(
                () -> {
                    if (runner.isDone() && !runner.isCompletedExceptionally()) {
                        runner.join().close();
                    }
                },
                "close");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
