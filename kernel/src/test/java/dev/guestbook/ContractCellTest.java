package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.display.CellInput;
import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import dev.guestbook.eval.Completion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code %%contract} in a notebook: what it shows, and what knows the names afterwards. */
class ContractCellTest {
    private static final String CONTRACT = """
            %%contract
            struct pair { int i, j; };
            struct pair *twosum(const int *nums, int count, int target);
            """;

    private final Notepad notepad = new Notepad();

    @BeforeEach
    void load() {
        notepad.run("%wasm load guests/twosum/twosum.wasm");
    }

    @AfterEach
    void close() {
        notepad.close();
    }

    private List<Completion.Match> complete(String line) {
        return notepad.cells().complete(line, line.length()).matches();
    }

    @Test
    void a_table_of_what_was_understood() {
        assertEquals("""
                contract of twosum: 1 prototype
                export  parameter  declared         meaning
                ──────  ─────────  ───────────────  ───────────────────
                twosum  nums       const int *nums  in: 4 × count bytes
                        count      int count        counts nums
                        target     int target
                        return     struct pair *    out: 8 bytes
                next: wasm.contract().call("twosum", nums, target), or %wasm harden CLASS""", notepad.run(CONTRACT));
    }

    @Test
    void a_wide_prototype_keeps_to_a_terminals_width() {
        String shown = notepad.run("""
                %%contract
                int twosum(const int32_t values[number_of_values], uint32_t number_of_values, int32_t wanted_sum);
                """);
        assertTrue(shown.contains("counts"), shown);
        assertEquals(List.of(), shown.lines().filter(line -> line.length() > 80).toList());
    }

    @Test
    void a_mistake_is_said_with_the_cells_line() {
        assertEquals(
                "Refused: line 3: `out` of `twosum` is an output, and nothing says how long it is; write `int out[16]`,"
                        + " or name the parameter that counts it, as in `int out[n]`.",
                notepad.run("%%contract\n\nvoid twosum(int *out);"));
        String shown = notepad.traceback("%%contract\n\n  int nosuch(int n);");
        assertTrue(shown.matches("""
                cell \\[\\d+], line 3, column 3
                      int nosuch\\(int n\\);
                      \\^{18}
                guest `twosum` exports no function `nosuch`\\. There is [^\n]*"""), shown);
    }

    /** As front ends send it: the same id in every run, another number. */
    private String runAs(String id, int run, String code) {
        List<String> shown = new ArrayList<>();
        notepad.cells()
                .execute(
                        code,
                        new CellScope(
                                run,
                                output -> {
                                    if (output instanceof CellOutput.Shown one) {
                                        shown.add(one.bundle().plain());
                                    }
                                },
                                CellInput.NONE,
                                Optional.of(id)));
        return String.join("\n", shown);
    }

    @Test
    void a_cell_that_is_run_again_takes_back_what_it_does_not_say_any_more() {
        runAs("a", 1, "%%contract\nint twosum(const int *nums, int count, int target);\nvoid bump_reset(void);");
        runAs(
                "b",
                2,
                "wasm.contract(\"void *bump_alloc(unsigned size);\"); wasm.contract(\"void bump_reset(void);\");");
        String shown = notepad.run("%contract");
        assertTrue(shown.startsWith("contract of twosum: 3 prototypes"), shown);
        runAs("a", 3, "%%contract\nvoid broken(int x);");
        assertEquals(shown, notepad.run("%contract"));
        String again = runAs("a", 4, "%%contract\nvoid *bump_alloc(unsigned bytes);");
        assertTrue(again.contains("taken back: twosum\n"), again);
        shown = notepad.run("%contract");
        assertTrue(shown.contains("bump_reset") && shown.contains("unsigned bytes"), shown);
        runAs("b", 5, "wasm.contract(\"int twosum(const int *nums, int count, int target);\")");
        assertEquals(
                "[bump_alloc, twosum]",
                notepad.run("wasm.contract().prototypes().stream().map(p -> p.name()).toList()"));
    }

    @Test
    void a_prototype_is_dropped_by_name() {
        notepad.run(CONTRACT);
        assertEquals(
                "Refused: The contract of guest `twosum` has no prototype of `twosun`. Did you mean `twosum`?",
                notepad.run("%contract --drop twosun"));
        assertEquals(
                "contract of twosum: 0 prototypes\ntaken back: twosum\nnext: %%contract",
                notepad.run("%contract --drop twosum"));
        assertTrue(notepad.run("%contract").startsWith("Refused: Guest `twosum` has no contract"));
        assertTrue(notepad.run("%wasm exports twosum").contains("(i32, i32, i32) -> i32"));
    }

    @Test
    void a_guest_that_is_loaded_anew_begins_without_one_and_a_reload_keeps_it() {
        notepad.run(CONTRACT);
        notepad.run("%wasm reload");
        assertTrue(notepad.run("%contract").startsWith("contract of twosum: 1 prototype"));
        notepad.run("%wasm load guests/twosum/twosum.wasm");
        assertTrue(notepad.run("%contract").startsWith("Refused: Guest `twosum` has no contract"));
    }

    @Test
    void everything_knows_the_names() {
        notepad.run(CONTRACT);
        assertTrue(notepad.run("%wasm exports twosum").contains("(i32 nums, i32 count, i32 target) -> i32"));
        assertTrue(notepad.run("twosum?").startsWith("struct pair *twosum(const int *nums, int count, int target);"));
        assertTrue(notepad.cells()
                .inspect("%call twosum ", 13, 0)
                .orElseThrow()
                .plain()
                .contains("const int *nums"));
        notepad.run("%alloc nums 6*i32\nint goal = 47;");
        assertEquals(List.of(new Completion.Match("nums", "parameter", "const int *nums")), complete("%call twosum n"));
        assertEquals(
                List.of(
                        new Completion.Match("6", "parameter", "int count"),
                        new Completion.Match("goal", "parameter", "int count")),
                complete("%call twosum nums "));
        assertEquals(
                List.of(new Completion.Match("goal", "parameter", "int target")), complete("%call twosum nums 6 "));
        assertEquals(
                "Refused: Buffer too small: region `nums` has 24 bytes, `twosum` reads 28 (`count` is 7).",
                notepad.run("%call twosum nums 7 goal"));
    }

    @Test
    void java_sees_the_same() {
        notepad.run(CONTRACT);
        assertEquals("3 + 4", notepad.run("""
                        Outputs found = wasm.contract().call("twosum", new int[] {3, 8, -2, 40, 7, 15}, 47);
                        Row pair = found.rows("return").get(0);
                        System.out.println(pair.i32("i") + " + " + pair.i32("j"));"""));
        assertEquals("1", notepad.run("wasm.contract().prototypes().size()"));
    }
}
