package dev.guestbook.kernel;

import dev.guestbook.cell.CellRunner;
import dev.guestbook.protocol.ReplyError;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The cell runner, which is made in the background while the channels already answer. */
final class Cells {
    private final CompletableFuture<CellRunner> runner = new CompletableFuture<>();
    private final Supplier<CellRunner> supplier;
    private final Consumer<String> log;

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

    Cells(Supplier<CellRunner> supplier, Consumer<String> log) {
        this.supplier = supplier;
        this.log = log;
    }

    void start() {
        Thread thread = new Thread(this::make, "start");
        thread.setDaemon(true);
        thread.start();
    }

    private void make() {
        try {
            runner.complete(supplier.get());
        } catch (Throwable e) { // whatever it is, each cell has to be told
            log.accept("cells cannot run: " + e);
            runner.completeExceptionally(e);
        }
    }

    /** The runner; waits until it is made. */
    CellRunner runner() throws NotStarted {
        try {
            return runner.join();
        } catch (CompletionException e) {
            throw new NotStarted(e.getCause());
        }
    }

    /** Interrupts the running cell, if the runner is there at all. */
    void interrupt() {
        if (runner.isDone() && !runner.isCompletedExceptionally()) {
            runner.join().interrupt();
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
