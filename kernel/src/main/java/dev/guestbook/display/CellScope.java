package dev.guestbook.display;

import java.util.Optional;

/**
 * The cell a thread works for: its number, where its outputs go and where its input comes from.
 *
 * <p>A thread started by a cell inherits the cell's scope and keeps it after the cell has ended, so
 * that late output still finds its cell.
 *
 * @param cell the execution count the user sees, {@code 0} for a silent one
 * @param id what stays the same when the cell is run again, where the front end tells it
 */
public record CellScope(int cell, CellSink sink, CellInput input, Optional<String> id) {
    private static final InheritableThreadLocal<CellScope> CURRENT = new InheritableThreadLocal<>();

    /** One of a cell that nobody can tell from others. */
    public CellScope(int cell, CellSink sink, CellInput input) {
        this(cell, sink, input, Optional.empty());
    }

    /** The scope of the calling thread. */
    public static Optional<CellScope> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** Runs {@code body} in this scope and puts the thread's former scope back. */
    public void run(Runnable body) {
        CellScope before = CURRENT.get();
        CURRENT.set(this);
        try {
            body.run();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }
}
