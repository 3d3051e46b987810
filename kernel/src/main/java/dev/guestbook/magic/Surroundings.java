package dev.guestbook.magic;

import dev.guestbook.source.MavenLibraries;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What magics find outside of the session.
 *
 * @param base where relative file names start
 * @param shell whether {@code %%sh} may run
 * @param maven where {@code %maven} gets libraries from
 * @param notebooks reads what {@code %load} runs of a notebook
 */
public record Surroundings(Path base, boolean shell, MavenLibraries maven, Notebooks notebooks) {

    /** Reads notebooks. */
    @FunctionalInterface
    public interface Notebooks {
        /** The sources of the code cells, in order; the message of what is thrown is for the user. */
        List<String> codeCells(Path file) throws IOException;
    }
}
