package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.function.Executable;

/** Messages that are pinned, word by word, as resources under {@code errors/}. */
final class ErrorText {
    private ErrorText() {}

    /** Runs {@code refused} and compares what it throws with {@code errors/NAME.txt}. */
    static <T extends Throwable> T check(String name, Class<T> type, Executable refused) {
        T thrown = assertThrows(type, refused, name);
        assertEquals(pinned(name), thrown.getMessage(), name);
        return thrown;
    }

    static Refused refused(String name, Executable refused) {
        return check("session/" + name, Refused.class, refused);
    }

    private static String pinned(String name) {
        try (InputStream in = ErrorText.class.getResourceAsStream("/errors/" + name + ".txt")) {
            return in == null
                    ? "(errors/" + name + ".txt is missing)"
                    : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
