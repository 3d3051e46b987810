package dev.guestbook.display;

import java.util.Arrays;
import java.util.Optional;

/**
 * Where an exception was thrown, which its own message cannot know: it goes along as a suppressed one, so that the
 * exception stays the one that was thrown.
 */
public final class Circumstance extends Exception {
    private static final long serialVersionUID = 1L;

    private Circumstance(String where) {
        super(where, null, false, false);
    }

    /**
     * Says of an exception that it was thrown there, and in which line of a cell or a file where it came through one.
     *
     * @param where as in {@code in host function `env.log`}
     */
    public static void add(Throwable thrown, String where) {
        // What the JVM throws again and again has no trace, and is the same object for everybody.
        if (thrown.getStackTrace().length > 0 && of(thrown).isEmpty()) {
            String line =
                    GeneratedNames.place(thrown).map(place -> ", " + place).orElse("");
            thrown.addSuppressed(new Circumstance(where + line));
        }
    }

    /** An exception's message as a person reads it, with what was said of it: {@code no (in host function `env.log`, cell [3], line 2)}. */
    public static String after(String message, Throwable thrown) {
        return of(thrown)
                .map(where -> (message.isEmpty() ? "" : message + " ") + "(" + where + ")")
                .orElse(message);
    }

    private static Optional<String> of(Throwable thrown) {
        return Arrays.stream(thrown.getSuppressed())
                .filter(Circumstance.class::isInstance)
                .map(Throwable::getMessage)
                .findFirst();
    }

    /** In a stack trace the sentence says all, and the name of this class nothing. */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
        return getMessage();
    }
}
