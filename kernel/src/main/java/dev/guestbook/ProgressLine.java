package dev.guestbook;

import dev.guestbook.notebook.Terminal;
import java.io.PrintStream;

/** A line of a terminal that says how far a work is, in place; elsewhere a line for each of its steps. For any thread. */
final class ProgressLine implements AutoCloseable {
    private static final long EVERY_NANOS = 100_000_000;

    private final PrintStream err;
    private final Terminal terminal;
    private String step = "";
    private long shown;

    ProgressLine(PrintStream err, Terminal terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /** @param line what stands there now, with figures that change within a step */
    synchronized void show(String ofStep, String line) {
        long now = System.nanoTime();
        if (ofStep.equals(step) && now - shown < EVERY_NANOS) {
            return;
        }
        shown = now;
        if (terminal.err()) {
            err.print("\r\u001b[K" + line.substring(0, Math.min(line.length(), terminal.columns() - 1)));
        } else if (!ofStep.equals(step) && !ofStep.isEmpty()) {
            err.println(ofStep + "...");
        }
        err.flush();
        step = ofStep;
    }

    @Override
    public void close() {
        show("", "");
    }
}
