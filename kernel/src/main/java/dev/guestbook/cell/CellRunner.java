package dev.guestbook.cell;

import dev.guestbook.display.CellScope;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.eval.Completeness;
import dev.guestbook.eval.Completion;
import java.util.Optional;

/**
 * Runs cells, one at a time: what every front end is built on.
 *
 * <p>All methods belong to one thread, the owner's, except {@link #interrupt()}, which any thread may
 * call at any time.
 */
public interface CellRunner extends AutoCloseable {
    /** Runs a cell to its end. Outputs go to the scope's sink as they arise; the result comes back. */
    CellOutcome execute(String code, CellScope scope);

    /**
     * Evaluates one expression, as {@code user_expressions} asks: a cell of its own that reads no input and belongs to
     * the cell of {@code scope}, where what it prints goes.
     */
    CellOutcome expression(String expression, CellScope scope);

    /** Completions at {@code cursor}, counted in chars (UTF-16 units). */
    Completion complete(String code, int cursor);

    /** Documentation for what stands at {@code cursor}, in chars. */
    Optional<MimeBundle> inspect(String code, int cursor, int detail);

    /** Whether {@code code} is a whole cell. */
    Completeness completeness(String code);

    /** Ends the running cell within a second; nothing happens where none runs. */
    void interrupt();

    /** Ends what runs and lets go of everything, guests' memory wiped. */
    @Override
    void close();
}
