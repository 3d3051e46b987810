package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.display.CellInput;
import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import dev.guestbook.eval.Completion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code %%wat} in a notebook. */
class WatCellTest {
    private static Notepad notepad;

    @BeforeAll
    static void open() {
        notepad = new Notepad();
    }

    @AfterAll
    static void close() {
        notepad.close();
    }

    @Test
    void a_cell_is_assembled_loaded_and_called() {
        String card = notepad.run("""
                %%wat answers --max-memory 1MiB
                (module
                  (memory (export "memory") 1)
                  (func (export "answer") (result i32) i32.const 42))
                """);
        assertTrue(card.startsWith("guest answers\nsource     WebAssembly text, 3 lines\n"), card);
        assertTrue(card.contains("1,048,576 B (1 MiB) at most"), card);
        assertEquals("42", notepad.run("wasm.guest(\"answers\").call(\"answer\").i32()"));
    }

    @Test
    void errors_stand_at_the_lines_of_the_cell() {
        String cell = """

                %%wat broken

                (module
                  (func (export "f") (result i32)
                    i32.cosnt 1))
                """;
        assertEquals("CompileError: line 6: unexpected token i32.cosnt, expected ).", notepad.run(cell));
        assertTrue(notepad.traceback(cell).matches("""
                cell \\[\\d+], line 6, column 5
                        i32.cosnt 1\\)\\)
                        \\^{9}
                unexpected token i32.cosnt, expected \\)\\."""), notepad.traceback(cell));
        assertFalse(notepad.run("%wasm list").contains("broken"));
    }

    @Test
    void what_is_said_to_go_on_is_the_start_function_while_it_runs() {
        List<String> updates = new ArrayList<>();
        notepad.cells()
                .execute(
                        """
                        %%wat slow --timeout 1600ms
                        (module $slow (func $init (loop $again (br $again))) (start $init) (func (export "f")))
                        """,
                        new CellScope(
                                1,
                                output -> {
                                    if (output instanceof CellOutput.Update update) {
                                        updates.add(update.bundle().plain());
                                    } else if (output instanceof CellOutput.Shown shown) {
                                        updates.add(shown.bundle().plain());
                                    }
                                },
                                CellInput.NONE));
        String last = updates.get(updates.size() - 1);
        assertTrue(last.matches("(assembling and )?starting slow took [^\n]+"), updates.toString());
    }

    @Test
    void help_completion_and_mistakes_on_its_line() {
        assertTrue(notepad.run("%%wat?").contains("in Java:\nGuest g = wasm.wat("));
        assertTrue(notepad.run("%lsmagic").contains("%%wat [NAME]"));
        assertEquals(
                "--max-memory",
                notepad.cells().complete("%%wat x --max", 13).matches().stream()
                        .map(Completion.Match::text)
                        .findFirst()
                        .orElse(""));
        assertTrue(notepad.run("%%wat a b\n(module)").startsWith("MagicError: 2 arguments are too many"));
        assertTrue(notepad.run("%%wat 2x\n(module)").startsWith("Refused: `2x` is no name for a guest"));
    }
}
