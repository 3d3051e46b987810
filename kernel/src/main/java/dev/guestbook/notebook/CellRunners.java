package dev.guestbook.notebook;

import dev.guestbook.cell.CellRunner;
import java.nio.file.Path;

/** Makes the cell runner of one notebook. */
@FunctionalInterface
public interface CellRunners {
    /**
     * A new runner with a state of its own.
     *
     * @param folder the notebook's, absolute: where its relative paths begin
     * @param shell whether {@code %%sh} may run
     */
    CellRunner open(Path folder, boolean shell);
}
