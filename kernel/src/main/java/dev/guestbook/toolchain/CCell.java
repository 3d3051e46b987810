package dev.guestbook.toolchain;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A text of C to compile, on its own.
 *
 * @param text what stands in the cell
 * @param arguments the user's, for clang
 * @param folder what relative names in both start from
 * @param wasi whether it has a C library under it
 * @param limit the longest the compiler may take
 */
public record CCell(String text, List<String> arguments, Path folder, boolean wasi, Duration limit) {
    public CCell {
        arguments = List.copyOf(arguments);
    }
}
