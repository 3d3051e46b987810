package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.eval.Completion;
import dev.guestbook.source.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code %%c} in a notebook, with this machine's clang. */
class CCellTest {
    @TempDir
    private static Path folder;

    private static Notepad notepad;

    @BeforeAll
    static void open() throws InterruptedException {
        ClangHere.assume(CCellTest.class);
        notepad = new Notepad(Settings.ofUser(folder));
    }

    @AfterAll
    static void close() {
        if (notepad != null) {
            notepad.close();
        }
    }

    private static void define(String name, String body) {
        String card = notepad.run("%%c " + name + "\n#include <guestbook.h>\n" + body);
        assertTrue(card.contains("guest " + name.split(" ")[0] + "\n"), card);
    }

    @Test
    void a_cell_is_compiled_loaded_called_and_held_to_its_prototypes() {
        String card = notepad.run("""
                %%c sums -DSTEP=2

                #include <guestbook.h>
                EXPORT(sum) int sum(const int *values, int count) {
                    int total = 0, unused;
                    for (int i = 0; i < count; i++) total += STEP * values[i];
                    return total;
                }
                EXPORT(fill) void fill(int *out, int n) {
                    for (int i = 0; i < n; i++) out[i] = i;
                }
                """);
        assertTrue(card.contains("guest sums\nsource     C, 10 lines, clang "), card);
        assertTrue(card.contains("\nallocator  bump_alloc, bump_reset\ncontract   sum\nline 5: warning: unused"), card);
        assertTrue(card.contains("        int total = 0, unused;\n                       ^^^^^^\n"), card);
        assertTrue(
                card.replaceAll("\\s+", " ")
                        .contains(
                                "no contract: void fill(int *out, int n); `out` of `fill` is an output, and nothing says"
                                        + " how long it is; write `int out[16]`, or `int out[n]` with `n` before it among the parameters;"
                                        + " a %%contract cell takes `int out[n]` in any order."),
                card);
        assertEquals("12", notepad.run("wasm.contract().call(\"sum\", new int[] {1, 2, 3}).result().i32()"));
    }

    @Test
    void every_export_has_a_contract_or_a_line_that_says_why_not() {
        String card = notepad.run("""
                %%c exported -Wl,--export=plain -Wl,--export=memcpy
                #include <guestbook.h>
                int plain(int before, int between);
                EXPORT(a b) int ab(int x) { return x; }
                EXPORT(later) int declared(const int *, int);
                int declared(const int *values, int count) { return values[count - 1]; }
                int plain(int x, int y) { return x - y; }
                EXPORT(wide) int wide(struct pair { long long first; long long second; long long third; } *p, ...) {
                    return p->first;
                }
                """);
        assertTrue(card.contains("\ncontract   later, plain\n"), card);
        assertTrue(
                card.replaceAll("\\s+", " ")
                        .contains(
                                "no contract: int ab(int x); is exported as `a b`, which no prototype can have for a name;"
                                        + " `a_b` is one that it can. "),
                card);
        assertTrue(
                card.replaceAll("\\s+", " ")
                        .contains(
                                " no contract: int wide(struct pair { long long first; long long second; long long third; }"
                                        + " *p, ...); `wide` takes any number of arguments (...), which a contract cannot hold; leave it"
                                        + " out and use %call. "),
                card);
        assertTrue(card.contains("\nno contract: `memcpy`: the cell has no prototype of it.\n"), card);
        assertFalse(card.contains("bump_alloc`"), card);
        assertEquals("7", notepad.run("wasm.contract().call(\"plain\", 10, 3).result().i32()"));
        assertTrue(notepad.run("%wasm exports later").contains("(i32 values, i32 count) -> i32"));
        assertTrue(notepad.run("%wasm exports plain").contains("(i32 x, i32 y) -> i32"));
    }

    @Test
    void what_is_read_and_written_is_told_by_INOUT() {
        define("sorts", """
                EXPORT(negate) void negate(INOUT int *v, int n) { for (int i = 0; i < n; i++) v[i] = -v[i]; }
                EXPORT(fill) void fill(int n, int v[n]) { for (int i = 0; i < n; i++) v[i] = i; }
                """);
        assertEquals(
                "int[2] { -1, 2 }", notepad.run("wasm.contract().call(\"negate\", new int[] {1, -2}).ints(\"v\")"));
        String refused = notepad.run("wasm.contract().call(\"fill\", new int[] {1, -2})");
        assertTrue(
                refused.contains(
                        "`n` of `fill` counts `v` and is a number, not int[]. Where the function reads `v` too,"
                                + " write inout before its type (INOUT in a %%c cell), and give its elements instead."),
                refused);
    }

    @Test
    void an_output_named_result_is_told_from_what_is_returned() {
        define("two", "EXPORT(both) int both(int x, int result[1]) { result[0] = x; return x + 1; }");
        assertEquals("""
                both
                output     type  bytes  value
                ─────────  ────  ─────  ────────────
                .result()  i32       4  4
                result     i32       4  int[1] { 3 }
                next: .ints("result")""", notepad.run("wasm.contract().call(\"both\", 3)"));
        assertEquals(
                "43",
                notepad.run("var both = wasm.contract().call(\"both\", 3);"
                        + " both.result().i32() * 10 + both.ints(\"result\")[0]"));
    }

    @Test
    void a_word_of_java_is_no_name() {
        assertEquals(
                "Refused: `int` is a word of Java's own and no name for a guest; it must be a Java identifier, such as"
                        + " `int_guest`.",
                notepad.run("%%c int\nint x;"));
    }

    /** Where this machine has a C library for WASI; {@code -Dguestbook.wasi=true} says that it must. */
    @Test
    void with_wasi_there_is_a_C_library() {
        String card = notepad.run("""
                %%c hello --wasi --arg Ann
                // main() in a comment is none
                #include <stdio.h>
                #include <math.h>

                int main(int n, char **words) {
                    printf("hello %s, %.3f\\n", n > 1 ? words[1] : "nobody", sqrt(n));
                    return 3;
                }
                """);
        boolean none = card.startsWith("Refused: --wasi needs a C library for WASI, and there is none here: ");
        if (none && !Boolean.getBoolean("guestbook.wasi")) {
            System.err.println("!!! SKIPPED %%c --wasi: " + card);
            Assumptions.abort(card);
        }
        assertTrue(card.contains("guest hello\n") && card.contains("next: %wasm run"), card);
        String run = notepad.run("%wasm run");
        assertTrue(run.contains("hello Ann, 1.414\n") && run.contains("exit code  3"), run);
        String reactor = notepad.run("""
                %%c texts --wasi
                #include <stdio.h>
                #include <stdlib.h>
                #include <guestbook.h>
                EXPORT(shown) int shown(double x, char out[16]) { return snprintf(out, 16, "%.2f", (double)((long double)x / 2)); }
                """);
        assertTrue(reactor.contains("contract   shown"), reactor);
        assertEquals("\"2.50\"", notepad.run("wasm.contract().call(\"shown\", 5.0).text(\"out\")"));
        assertTrue(notepad.run("%%c texts --wasi\nint unseen(int a) { return a; }\n")
                .startsWith("Refused: The cell exports no function, so nothing could call it; write EXPORT(NAME)"));
        assertEquals("\"2.50\"", notepad.run("wasm.contract().call(\"shown\", 5.0).text(\"out\")"));
        String host = notepad.run("%%c texts --wasi\n#include <sys/epoll.h>\nint main(void) { return 0; }\n");
        assertTrue(host.startsWith("CompileError: line 2: 'sys/epoll.h' file not found"), host);
    }

    @Test
    void the_advice_on_an_output_without_a_size_compiles() {
        define("filled", "EXPORT(ramp) void ramp(int n, int out[n]) { for (int i = 0; i < n; i++) out[i] = i; }");
        assertEquals("2", notepad.run("wasm.contract().call(\"ramp\", 3).ints(\"out\")[2]"));
    }

    @Test
    void what_a_contract_gave_is_shown_once_escaped_and_with_its_arrays() {
        define("outs", """
                struct tagged { int i; unsigned char tag[4]; char name[6]; };
                EXPORT(greet) const char *greet(void) { return "Hello, a\\a"; }
                EXPORT(mark) void mark(struct tagged out[1]) {
                    out[0] = (struct tagged){7, {1, 2, 3, 255}, "mine"};
                }
                """);
        String greeted = notepad.run("wasm.contract().call(\"greet\")");
        assertTrue(greeted.contains("\"Hello, a\\u0007\""), greeted);
        String marked = notepad.run("wasm.contract().call(\"mark\")");
        assertTrue(marked.contains("[{i: 7, tag: [1, 2, 3, 255], name: \"mine\"}]"), marked);
    }

    @Test
    void the_guest_of_the_name_is_replaced_and_its_pointers_end() {
        define("counter", "EXPORT(one) int one(void) { return 1; }");
        notepad.run("Ptr kept = wasm.alloc(\"kept\", 16)");
        String failed = notepad.run("%%c counter\nint one(void) { return 2 }");
        assertTrue(failed.startsWith("CompileError: line 2: expected ';'"), failed);
        assertEquals("1", notepad.run("wasm.call(\"one\").i32()"));
        assertEquals("16", notepad.run("kept.size()"));
        define("counter", "EXPORT(one) int one(void) { return 2; }");
        assertEquals("2", notepad.run("wasm.call(\"one\").i32()"));
        assertTrue(notepad.run("wasm.read(kept, 1)").contains("was replaced"));
    }

    @Test
    void complaints_stand_at_the_lines_and_columns_of_the_cell_with_clangs_notes() {
        String cell = """
                %%c broken
                #define TWICE(x) ((x) + (y))
                int a = 1; /* é𝄞 */ int f(int n) { return TWICE(n); }
                """;
        assertEquals("CompileError: line 3: use of undeclared identifier 'y'", notepad.run(cell));
        assertTrue(notepad.traceback(cell).matches("""
                cell \\[\\d+], line 3, column 43
                    int a = 1; /\\* é𝄞 \\*/ int f\\(int n\\) \\{ return TWICE\\(n\\); }
                                                              \\^{5}
                use of undeclared identifier 'y'
                cell \\[\\d+], line 2, column 26
                    #define TWICE\\(x\\) \\(\\(x\\) \\+ \\(y\\)\\)
                                             \\^
                note: expanded from macro 'TWICE'"""), notepad.traceback(cell));
        assertFalse(notepad.run("%wasm list").contains("broken"));
    }

    @Test
    void a_complaint_in_an_included_file_stands_at_the_line_that_includes_it() throws IOException {
        Files.writeString(folder.resolve("mine.h"), "\n\nint broken(\n;\n");
        String cell = "%%c included\n\n#include \"mine.h\"\n";
        String shown = notepad.traceback(cell);
        assertTrue(
                shown.matches(
                        "(?s)cell \\[\\d+], line 3, column 1\n    #include \"mine.h\"\n    \\^{17}\nin mine.h, line 4: .*"),
                shown);
    }

    @Test
    void a_guest_may_import_from_the_host() {
        notepad.run("int[] got = new int[1]; wasm.imports().func(\"env\", \"tell\", (int x) -> { got[0] = x; });");
        define("teller", "IMPORT(env, tell) void tell(int);\nEXPORT(f) void f(void) { tell(42); }");
        notepad.run("wasm.call(\"f\")");
        assertEquals("42", notepad.run("got[0]"));
    }

    @Test
    void structs_become_layouts_and_the_export_name_is_the_contracts() {
        define("shapes", """
                typedef struct { float x, y; } point;
                __attribute__((export_name("total"))) float inner(const point *points, int n) {
                    float t = 0;
                    for (int i = 0; i < n; i++) t += points[i].x;
                    return t;
                }
                """);
        assertTrue(notepad.run("%wasm exports total").contains("points"), notepad.run("%wasm exports total"));
        assertTrue(notepad.run("wasm.layout(\"point\")").contains("f32"));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no named pipes in folders")
    void a_compile_that_never_ends_gives_way_to_an_interrupt_and_leaves_the_guest() throws Exception {
        define("steady", "EXPORT(one) int one(void) { return 1; }");
        Path endless = folder.resolve("endless.h");
        assertEquals(0, new ProcessBuilder("mkfifo", endless.toString()).start().waitFor());
        CompletableFuture<String> cell =
                CompletableFuture.supplyAsync(() -> notepad.run("%%c steady\n#include \"endless.h\"\n"));
        try (OutputStream opened = Files.newOutputStream(endless)) { // once the compiler reads it
            assertNotNull(opened);
            notepad.cells().interrupt();
            assertTrue(cell.get(20, TimeUnit.SECONDS).contains("interrupted"), cell.get());
        }
        assertEquals("1", notepad.run("wasm.guest(\"steady\").call(\"one\").i32()"));
    }

    @Test
    void hostile_text_in_a_complaint_is_shown_and_not_obeyed() {
        String shown = notepad.traceback("%%c hostile\n#error \u001b[2J\u202e<script>\n");
        assertTrue(shown.contains("\\u{1b}[2J\\u{202e}<script>"), shown);
        assertFalse(shown.contains("\u202e"));
    }

    @Test
    void help_completion_and_mistakes_on_its_line() {
        assertTrue(notepad.run("%%c?").contains("in Java:\nGuest g = wasm.c("));
        assertTrue(notepad.run("%%c?").contains("example:\n%%c adder -O3\n#include <guestbook.h>\n"));
        assertTrue(notepad.run("%lsmagic").contains("%%c [NAME] [CLANG ARGS...]"));
        assertTrue(notepad.run("%lsmagic").contains("%wasm toolchain install"));
        assertEquals(
                List.of("--max-memory"),
                notepad.cells().complete("%%c x --max", 11).matches().stream()
                        .map(Completion.Match::text)
                        .toList());
        assertTrue(notepad.run("%%c 2x\nint x;").startsWith("Refused: `2x` is no name for a guest"));
        assertTrue(notepad.run("%%c x --max-memory lots\nint x;").startsWith("MagicError: --max-memory takes a size"));
        assertTrue(notepad.run("%wasm toolchain").startsWith("C toolchain\nclang    "));
        assertTrue(notepad.run("%wasm toolchain show").startsWith("C toolchain\nclang    "));
        assertEquals(
                "MagicError: %wasm toolchain takes nothing, show, install or remove; not \"instal\".",
                notepad.run("%wasm toolchain instal"));
        assertTrue(notepad.run("%wasm toolchain?").startsWith("%wasm toolchain [show|install|remove]\n"));
        assertTrue(notepad.run("%wasm toolchain install?").startsWith("%wasm toolchain install\nFetches a clang"));
        assertTrue(
                notepad.run("%%c x --compile-timeout 1ms\nint x;")
                        .startsWith("Refused: The compiler was ended after 1.00 ms without a result"),
                "no compiler is that quick");
    }
}
