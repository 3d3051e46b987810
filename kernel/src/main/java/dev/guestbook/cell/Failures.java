package dev.guestbook.cell;

import dev.guestbook.display.Failure;
import dev.guestbook.display.Untrusted;
import java.util.List;

/** What a magic's failure looks like: one line, for the exceptions already say what was wrong and what to do. */
final class Failures {
    private static final String RED = "\u001b[31;1m";
    private static final String RESET = "\u001b[0m";

    private Failures() {}

    static Failure interrupted(String message) {
        return failure("Interrupted", message);
    }

    static Failure thrown(Throwable thrown) {
        String message = thrown.getMessage();
        return failure(name(thrown), message == null ? "" : message);
    }

    private static String name(Throwable thrown) {
        String name = thrown.getClass().getSimpleName();
        return name.equals("MagicException") ? "MagicError" : name;
    }

    private static Failure failure(String name, String message) {
        List<String> lines = message.lines().map(Untrusted::visible).toList();
        String first = lines.isEmpty() ? "" : ": " + lines.get(0);
        List<String> traceback = new java.util.ArrayList<>(lines);
        if (lines.isEmpty()) {
            traceback.add(RED + name + RESET);
        } else {
            traceback.set(0, RED + name + RESET + first);
        }
        return new Failure(name, String.join("\n", lines), traceback);
    }
}
