package dev.guestbook.cell;

import dev.guestbook.display.Failure;
import dev.guestbook.display.MimeBundle;
import java.util.List;
import java.util.Optional;

/** How a cell ended. */
public sealed interface CellOutcome {
    /**
     * The cell ran to its end.
     *
     * @param result the value of its last expression, if it has one
     * @param pages documentation asked for with {@code NAME?}, for the front end's pager
     */
    record Ok(Optional<MimeBundle> result, List<MimeBundle> pages) implements CellOutcome {}

    /** The cell failed or was interrupted ({@code failure.name()} is then {@code Interrupted}). */
    record Failed(Failure failure) implements CellOutcome {}
}
