package dev.guestbook.notebook;

import dev.guestbook.cell.CellOutcome;
import dev.guestbook.cell.CellRunner;
import dev.guestbook.display.CellInput;
import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import dev.guestbook.display.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/**
 * Runs the code cells of a notebook in order, each through the {@link CellRunner}, and keeps what they show in the
 * notebook. Stops at the first cell that fails, unless told otherwise; a cell tagged {@code raises-exception} may fail, but not
 * run out of time.
 *
 * <p>One thread, the owner of the cell runner.
 */
final class NotebookRunner {
    private final CellRunner cells;
    private final CellInput input;
    private final Screen screen;
    private final Optional<Duration> timeout;
    private final Optional<Failure> timedOut;
    private final boolean allowErrors;

    NotebookRunner(CellRunner cells, CellInput input, Screen screen, Optional<Duration> timeout, boolean allowErrors) {
        this.cells = cells;
        this.input = input;
        this.screen = screen;
        this.timeout = timeout;
        this.timedOut = timeout.map(NotebookRunner::timedOut);
        this.allowErrors = allowErrors;
    }

    /**
     * What a run came to.
     *
     * @param ran how many code cells were run
     * @param failures the cells that failed and were not allowed to, in order
     */
    record Report(int ran, List<FailedCell> failures, Duration elapsed) {}

    /** A failed cell by its execution count. */
    record FailedCell(int count, Failure failure) {}

    /** A code cell that was run, and where its outputs are. */
    private record Ran(NotebookCell cell, int count, Transcript.Page page) {}

    /**
     * Runs {@code notebook}, asking with its count whether a cell may begin, and telling {@code follower}; its code cells
     * then hold the outputs of this run and no others.
     */
    Report run(Notebook notebook, IntPredicate mayBegin, Follower follower) {
        long begin = System.nanoTime();
        Transcript transcript = new Transcript();
        List<Ran> ran = new ArrayList<>();
        List<FailedCell> failures = new ArrayList<>();
        notebook.cells().stream().filter(NotebookCell::isCode).forEach(NotebookCell::clear);
        try {
            for (NotebookCell cell : notebook.cells()) {
                if (cell.isMarkdown()) {
                    headings(cell);
                } else if (cell.isRunnable()) {
                    Ran now = new Ran(cell, ran.size() + 1, transcript.page());
                    if (!mayBegin.test(now.count())) {
                        break;
                    }
                    follower.begins(now.count());
                    ran.add(now);
                    Optional<Failure> failure = run(now);
                    if (failure.isPresent() && !(cell.hasTag("raises-exception") && !failure.equals(timedOut))) {
                        failures.add(new FailedCell(now.count(), failure.get()));
                        follower.fails();
                        if (!allowErrors) {
                            break;
                        }
                    }
                }
            }
        } finally {
            ran.forEach(each -> each.cell().outputs(each.count(), each.page().json()));
        }
        return new Report(ran.size(), List.copyOf(failures), since(begin));
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private void headings(NotebookCell cell) {
        cell.source()
                .lines()
                .filter(line -> line.matches("#{1,6} .*"))
                .findFirst()
                .ifPresent(screen::heading);
    }

    private Optional<Failure> run(Ran cell) {
        String source = cell.cell().source();
        screen.cell(cell.count(), source);
        CellScope scope = new CellScope(cell.count(), output -> show(cell.page(), output), input);
        CellOutcome outcome = execute(source, scope);
        screen.cellEnded();
        if (outcome instanceof CellOutcome.Failed failed) {
            cell.page().failure(failed.failure());
            screen.failure(failed.failure());
            return Optional.of(failed.failure());
        }
        CellOutcome.Ok ok = (CellOutcome.Ok) outcome;
        ok.pages().forEach(screen::result);
        ok.result().ifPresent(bundle -> {
            cell.page().result(bundle, cell.count());
            screen.result(bundle);
        });
        return Optional.empty();
    }

    private void show(Transcript.Page page, CellOutput output) {
        page.add(output);
        screen.output(output);
    }

    private CellOutcome execute(String source, CellScope scope) {
        if (timeout.isEmpty()) {
            return cells.execute(source, scope);
        }
        Alarm alarm = new Alarm(cells);
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(NotebookRunner::clockThread);
        try {
            Future<?> bell = clock.schedule(alarm::ring, timeout.get().toMillis(), TimeUnit.MILLISECONDS);
            CellOutcome outcome = cells.execute(source, scope);
            bell.cancel(false);
            return alarm.rang() && outcome instanceof CellOutcome.Failed
                    ? new CellOutcome.Failed(timedOut.orElseThrow())
                    : outcome;
        } finally {
            clock.shutdownNow();
        }
    }

    /** Interrupts one cell, and never the one after it. */
    private static final class Alarm {
        private final CellRunner cells;
        private boolean over;
        private boolean rang;

        Alarm(CellRunner cells) {
            this.cells = cells;
        }

        synchronized void ring() {
            if (!over) {
                rang = true;
                cells.interrupt();
            }
        }

        /** Ends the watch; whether the alarm had gone off. */
        synchronized boolean rang() {
            over = true;
            return rang;
        }
    }

    private static Failure timedOut(Duration timeout) {
        String message =
                "The cell ran longer than " + seconds(timeout) + " and was interrupted; give it more with --timeout.";
        return new Failure("Timeout", message, List.of("Timeout: " + message));
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    private static Thread clockThread(Runnable work) {
        Thread thread = new Thread(work, "timeout");
        thread.setDaemon(true);
        return thread;
    }
}
