package dev.guestbook.eval;

import java.util.concurrent.Callable;

/**
 * The thread a cell's own work runs on, so that an interrupt ends the cell within a second whatever
 * that work does.
 *
 * <p>An interrupt sets a sticky flag, which rewritten snippets poll, and interrupts the thread until
 * the work has returned. Work that cannot be stopped is abandoned: its thread lives on as a daemon and
 * the next work gets a new one.
 */
public interface CellThread {
    /**
     * Runs {@code work} on the cell's thread, in the caller's {@link dev.guestbook.display.CellScope}, and
     * waits for it.
     *
     * @throws InterruptedCell where an interrupt ended or abandoned the work
     * @throws Exception what the work threw
     */
    <T> T call(Callable<T> work) throws Exception;

    /** From here to {@link #end} an interrupt is kept, also while no work runs: the next work does not start. Nests. */
    void begin();

    void end();

    /** Interrupts the running work; any thread. */
    void interrupt();

    /** The work was interrupted. */
    final class InterruptedCell extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean abandoned;

        public InterruptedCell(boolean abandoned) {
            this(
                    abandoned
                            ? "The cell was interrupted, but its thread could not be stopped and was left behind."
                            : "The cell was interrupted.",
                    abandoned);
        }

        private InterruptedCell(String message, boolean abandoned) {
            super(message);
            this.abandoned = abandoned;
        }

        /** It ended, and {@code thrown} with it: what our own parts say of how they ended goes along, as no one else says it. */
        static InterruptedCell during(Throwable thrown) {
            return new InterruptedCell(
                    "The cell was interrupted."
                            + ErrorText.ofOurs(thrown).map(told -> " " + told).orElse(""),
                    false);
        }

        /** The compiler, which heeds no interrupt, is left to its end. */
        static InterruptedCell whileCompiling() {
            return new InterruptedCell(
                    "The cell was interrupted while it was compiled; the next cell waits until the compiler is done with it, and only a restart ends that sooner.",
                    true);
        }

        /** It has not begun: an earlier cell's compilation still goes on. */
        static InterruptedCell beforeCompiling() {
            return new InterruptedCell(
                    "The cell was interrupted before it began: the compiler is still busy with an earlier one, and only a restart ends that sooner.",
                    false);
        }

        /** Whether the thread could not be stopped and still runs. */
        public boolean abandoned() {
            return abandoned;
        }
    }
}
