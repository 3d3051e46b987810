package dev.guestbook.notebook;

import dev.guestbook.cell.CellRunner;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Watches over a run for the end of the JVM: an interrupt from the keyboard ends the cell that runs, wipes the guests
 * and says where it was; a cell that ends the JVM itself is a cell that failed.
 */
final class RunGuard implements AutoCloseable {
    private final CellRunner cells;
    private final String notebook;
    private final Screen screen;
    private final PrintStream err;
    private final Thread hook = new Thread(this::atExit, "exit");
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile int cell;
    private volatile boolean ending;

    private RunGuard(CellRunner cells, String notebook, Screen screen, PrintStream err) {
        this.cells = cells;
        this.notebook = notebook;
        this.screen = screen;
        this.err = err;
    }

    static RunGuard over(CellRunner cells, String notebook, Screen screen, PrintStream err) {
        RunGuard guard = new RunGuard(cells, notebook, screen, err);
        Runtime.getRuntime().addShutdownHook(guard.hook);
        return guard;
    }

    /** Says which cell runs now; false where none may begin, as the JVM is ending. */
    boolean begins(int count) {
        cell = ending ? cell : count;
        return !ending;
    }

    private void atExit() {
        boolean byCell = Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().equals("java.lang.Runtime")
                        && frame.getMethodName().equals("exit"));
        screen.progressEnded();
        err.println(
                byCell
                        ? notebook + ": cell [" + cell
                                + "] failed: it ended the JVM; leave System.exit out of notebooks."
                        : notebook + ": interrupted in cell [" + cell + "].");
        err.flush();
        if (byCell) {
            Runtime.getRuntime().halt(1);
        }
        ending = true;
        cells.interrupt();
        try {
            over.await(2, TimeUnit.SECONDS); // the run's own thread closes the cell runner, which wipes the guests
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is ending, and the hook has done its work
        }
    }
}
