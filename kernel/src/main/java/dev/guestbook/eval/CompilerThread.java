package dev.guestbook.eval;

import dev.guestbook.display.CellScope;
import dev.guestbook.eval.CellThread.InterruptedCell;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * Where JShell compiles what cells evaluate: javac heeds no interrupt and nothing stops its thread, so an interrupted
 * step is left to its end here, with JShell's state, while the cell has failed. Until then no one else may use JShell.
 * Belongs to the evaluator's owner.
 */
final class CompilerThread implements AutoCloseable {
    /** How long an interrupted step may take to end, while nothing of the cell's runs. */
    private static final Duration PATIENCE = Duration.ofMillis(600);

    private final CellWorker worker;
    private final LinkedBlockingQueue<Step<?>> steps = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "compiler");
    private volatile Step<?> latest;

    CompilerThread(CellWorker worker) {
        this.worker = worker;
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether a step that was left behind still runs. */
    boolean isBusy() {
        Step<?> step = latest;
        return step != null && step.leftBehind && !step.done;
    }

    /** Whether what runs on this thread was left behind: what it makes is for no one. */
    boolean isLeftBehind() {
        Step<?> step = latest;
        return Thread.currentThread() == thread && step != null && step.leftBehind;
    }

    /**
     * Runs {@code step} in the caller's scope and waits for it, after one that was left behind; where the caller is
     * itself a step or the cell's work, at once.
     *
     * @throws InterruptedCell where an interrupt came and the step did not end
     */
    <T> T call(Supplier<T> step) throws InterruptedCell {
        if (Thread.currentThread() == thread || worker.isOn()) {
            return step.get();
        }
        settle();
        Step<T> next = new Step<>(step, CellScope.current());
        latest = next;
        steps.add(next);
        if (!worker.await(() -> next.done, PATIENCE) && next.leave()) {
            throw InterruptedCell.whileCompiling();
        }
        return next.result();
    }

    /**
     * Waits for a step that was left behind.
     *
     * @throws InterruptedCell where another interrupt comes first
     */
    void settle() throws InterruptedCell {
        if (!isBusy()) {
            return;
        }
        CellScope.current().ifPresent(JShellEvaluator::noteCompiling);
        if (!worker.await(() -> !isBusy(), Duration.ZERO)) {
            throw InterruptedCell.beforeCompiling();
        }
    }

    private void run() {
        try {
            while (true) {
                steps.take().run();
                worker.wake();
            }
        } catch (InterruptedException e) {
            return; // closed
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private static final class Step<T> {
        private final Supplier<T> supplier;
        private final Optional<CellScope> scope;
        private T value;
        private RuntimeException exception;
        private Error error;
        private volatile boolean done;
        private volatile boolean leftBehind;

        Step(Supplier<T> supplier, Optional<CellScope> scope) {
            this.supplier = supplier;
            this.scope = scope;
        }

        void run() {
            scope.ifPresentOrElse(s -> s.run(this::body), this::body);
            end();
        }

        private synchronized void end() {
            done = true;
        }

        /** False where it has ended in the meantime. */
        synchronized boolean leave() {
            leftBehind = !done;
            return leftBehind;
        }

        private void body() {
            try {
                value = supplier.get();
            } catch (RuntimeException e) {
                exception = e;
            } catch (Error e) { // javac's own stack may overflow
                error = e;
            }
        }

        T result() {
            if (exception != null) {
                throw exception;
            }
            if (error != null) {
                throw error;
            }
            return value;
        }
    }
}
