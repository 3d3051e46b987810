package dev.guestbook.display;

import java.io.IOException;

/** Asks the person at the front end for a line. */
@FunctionalInterface
public interface CellInput {
    /** A front end that cannot be asked. */
    CellInput NONE = (prompt, password) -> {
        throw new IOException("This front end cannot answer a request for input; run the cell where stdin is allowed.");
    };

    /**
     * One line without its line end. Blocks until it is given.
     *
     * @param password whether what is typed must not be echoed
     * @throws IOException where the front end allows no input, or the cell was interrupted meanwhile
     */
    String readLine(String prompt, boolean password) throws IOException;
}
