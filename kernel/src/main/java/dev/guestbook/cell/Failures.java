package dev.guestbook.cell;

import dev.guestbook.display.Circumstance;
import dev.guestbook.display.Failure;
import dev.guestbook.display.Untrusted;
import java.util.ArrayList;
import java.util.List;

/** What a magic's failure looks like: one line, for the exceptions already say what was wrong and what to do. */
final class Failures {
    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String RESET = "\u001b[0m";

    private Failures() {}

    static Failure interrupted(String message) {
        return failure("Interrupted", message);
    }

    /** @param place where the magic stands, for a cell of several lines; else empty */
    static Failure thrown(Throwable thrown, String place) {
        String message = thrown.getMessage();
        return at(place, failure(name(thrown), Circumstance.after(message == null ? "" : message, thrown)));
    }

    private static Failure at(String place, Failure failure) {
        if (place.isEmpty()) {
            return failure;
        }
        List<String> traceback = new ArrayList<>(failure.traceback());
        traceback.add(DIM + "    at " + place + RESET);
        return new Failure(failure.name(), failure.message(), traceback);
    }

    /** An exception that throws where it is asked for its message. */
    static Failure mute(Throwable thrown, String place) {
        return at(place, failure(name(thrown), ""));
    }

    /** Adds why a line that looks like a magic was read as Java. */
    static Failure buried(Failure failure, String magic) {
        List<String> traceback = new ArrayList<>(failure.traceback());
        traceback.add("A magic stands outside of blocks, after a whole statement; inside Java use wasm. instead of "
                + Untrusted.name(magic) + " (and write % b, with a blank, for a remainder).");
        return new Failure(failure.name(), failure.message(), traceback);
    }

    private static String name(Throwable thrown) {
        String name = thrown.getClass().getSimpleName();
        return name.equals("MagicException") ? "MagicError" : name;
    }

    private static Failure failure(String name, String message) {
        List<String> lines = message.lines().map(Untrusted::visible).toList();
        String first = lines.isEmpty() ? "" : ": " + lines.get(0);
        List<String> traceback = new ArrayList<>(lines);
        if (lines.isEmpty()) {
            traceback.add(BOLD + name + RESET);
        } else {
            traceback.set(0, BOLD + name + RESET + first);
        }
        return new Failure(name, String.join("\n", lines), traceback);
    }
}
