package dev.guestbook.notebook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What {@code guestbook run} was asked to do. Paths are absolute.
 *
 * @param notebooks at least one
 * @param out where the run notebook goes: a file, or a folder for several; nowhere where empty
 * @param html where the page goes, likewise
 * @param jobs how many notebooks run at a time, at least 1
 * @param timeout the longest a cell may take; no limit where empty
 * @param allowErrors whether the cells after a failed one are run too, and the run counts as good
 * @param shell whether {@code %%sh} may run
 * @param progress where a notebook's run tells another JVM how far it is; that one then shows it
 */
public record RunOptions(
        List<Path> notebooks,
        Optional<Path> out,
        Optional<Path> html,
        int jobs,
        Optional<Duration> timeout,
        boolean allowErrors,
        boolean shell,
        Optional<Path> progress) {
    public RunOptions {
        notebooks = List.copyOf(notebooks);
    }
}
