package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.display.CellInput;
import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code guests/wasi-hello} as its README runs it. */
class WasiHelloTest {
    private static final String GUEST = "guests/wasi-hello/wasi-hello.wasm --as hello ";

    @TempDir
    Path folder;

    private final Notepad notepad = new Notepad();

    @BeforeEach
    void fill() throws IOException {
        Files.writeString(folder.resolve("greetings.txt"), "Grüße aus dem Ordner 🙂\n".repeat(40));
    }

    @AfterEach
    void close() {
        notepad.close();
    }

    /** What it wrote, then its exit code. */
    private String run(String cell) {
        StringBuilder written = new StringBuilder();
        notepad.cells()
                .execute(
                        cell,
                        new CellScope(
                                1,
                                output -> {
                                    if (output instanceof CellOutput.Text text) {
                                        written.append(text.text());
                                    } else if (output instanceof CellOutput.Shown shown) {
                                        shown.bundle()
                                                .plain()
                                                .lines()
                                                .filter(line -> line.startsWith("exit code"))
                                                .forEach(line -> written.append(line.replaceAll(" +", " ")));
                                    }
                                },
                                CellInput.NONE));
        return written.toString();
    }

    @Test
    void it_sees_what_it_was_granted() {
        notepad.run("%wasm load " + GUEST + "--wasi --env OTHER=1 --env GREETING=Hi --dir \"" + folder + "::/here\"");
        assertEquals(
                "Hi, Ada!\nHi, Bob B.!\n" + "Grüße aus dem Ordner 🙂\n".repeat(40) + "exit code 0",
                run("%wasm run Ada \"Bob B.\""));
    }

    @Test
    void it_does_without_what_it_was_not() {
        notepad.run("%wasm load " + GUEST + "--wasi");
        assertEquals("Hello, Ada!\nexit code 0", run("%wasm run Ada"));
        assertEquals("nobody to greet: name somebody\nexit code 1", run("%wasm run"));
    }

    @Test
    void without_wasi_the_error_says_what_it_wants() {
        String refused = notepad.run("%wasm load " + GUEST);
        assertTrue(refused.endsWith("They are WASI's: load it with --wasi."), refused);
    }
}
