package dev.guestbook.install;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How Guestbook is started on this machine, in words that can be typed.
 *
 * @param checkout the folder that {@code install/} is in, where it is known
 * @param os whose shell it is typed in
 */
public record Launcher(Optional<Path> checkout, Machine.Os os) {
    /** A command line: {@code /home/me/guestbook/install/guestbook doctor}. */
    public String command(String words) {
        String program = os == Machine.Os.WINDOWS ? "guestbook.cmd" : "guestbook";
        return checkout.map(root -> quoted(root.resolve("install").resolve(program)) + " " + words)
                .orElse("install/guestbook " + words + ", in a checkout");
    }

    private static String quoted(Path program) {
        String text = program.toString();
        return text.contains(" ") ? "\"" + text + "\"" : text;
    }
}
