package dev.guestbook.console;

import java.io.IOException;
import java.util.Optional;

/** Where cells come from, and the answers to what they ask. The owner's thread, except {@link #answer}. */
interface Source {
    /**
     * The next cell, blank where the user has given up a line; empty at the end.
     *
     * @param count the number of the cell, for the prompt
     */
    Optional<String> next(int count) throws IOException;

    /**
     * One line for the running cell, from the cell's thread; null at the end of the input.
     *
     * @throws IOException where the user has interrupted instead of answering
     */
    String answer(String prompt, boolean password) throws IOException;

    /** Lets go of the terminal. */
    void close() throws IOException;
}
