package dev.guestbook.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.guestbook.EchoRunner;
import dev.guestbook.display.Glyphs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The console as a script: lines in, plain text and an exit code out. */
class ScriptTest {
    private record Run(int code, String out, String err) {}

    private static Run run(String... lines) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Console.run(
                () -> new EchoRunner(Path.of("")),
                new Console.Options(false, false, Glyphs.ASCII, "not shown", Optional.empty()),
                new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void outputsAndResultsComeWithoutPrompts() throws IOException {
        assertEquals(new Run(0, "hello\n42\n", "careful\n"), run("say hello", "", "= 42", "warn careful"));
        assertEquals(new Run(0, "", ""), run());
    }

    @Test
    void aFailedCellEndsIt() throws IOException {
        assertEquals(new Run(1, "one\n", "EchoError: no ink\n"), run("say one", "fail no ink", "say two"));
    }

    @Test
    void aCellReadsTheLinesThatFollow() throws IOException {
        assertEquals(new Run(0, "name? Ada\ndone\n", ""), run("ask name? ", "Ada", "say done"));
        assertEquals(new Run(0, "name? null\n", ""), run("ask name? "));
    }

    @Test
    void colourIsTakenAwayAndAnUpdateIsShownOnce() throws IOException {
        String red = "\u001b[31mred\u001b[0m";
        Run run = run("say " + red, "show bar 10 %", "update bar 30 %", "fail " + red);
        assertEquals(new Run(1, "red\n10 %\n30 %\n", "EchoError: red\n"), run);
    }
}
