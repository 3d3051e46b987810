package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Host functions of cells that fail: which import it was, and the line that threw. */
class HostFunctionCellsTest {
    private final Notepad notepad = new Notepad();

    @AfterEach
    void close() {
        notepad.close();
    }

    private void load(String functions) {
        notepad.run(functions);
        notepad.run("""
                %%wat g
                (module
                  (import "env" "cb" (func $cb (param i32)))
                  (memory (export "memory") 1)
                  (func $inner (param i32) (call $cb (local.get 0)))
                  (func (export "go") (param i32) (call $inner (local.get 0))))
                """);
        notepad.run("%%contract\nvoid go(int32_t n);");
    }

    private String failed(String cell) {
        String said = notepad.run(cell);
        notepad.run("%reset");
        return said;
    }

    @Test
    void an_exception_says_the_import_and_the_line_and_stays_what_it_is() {
        load("wasm.imports().func(\"env\", \"cb\", (int i) -> {\n    int[] two = new int[2];\n    two[i] = 7;\n});");
        String said =
                "ArrayIndexOutOfBoundsException: Index 5 out of bounds for length 2 (in host function `env.cb`, cell [1], line 3)";
        assertEquals(said, failed("%call go 5"));
        assertEquals(said, failed("wasm.call(\"go\", 5)"));
        assertEquals(said, failed("wasm.contract().call(\"go\", 5)"));
        assertEquals(
                "java.lang." + said + "\n    at cell [1], line 3\n    at cell [10], line 2",
                notepad.traceback("int five = 5;\nwasm.call(\"go\", five)"));
        String trace = notepad.run("%trace");
        assertTrue(trace.startsWith("java.lang.ArrayIndexOutOfBoundsException: Index 5"), trace);
        assertTrue(trace.contains("Suppressed: in host function `env.cb`, cell [1], line 3"), trace);
        notepad.run("%reset");
        assertEquals("\"caught\"", notepad.run("""
                        String how = "";
                        try { wasm.call("go", 5); } catch (ArrayIndexOutOfBoundsException e) { how = "caught"; }
                        how"""));
    }

    @Test
    void a_checked_exception_an_assertion_and_a_refusal_say_so_too() {
        load("""
                wasm.imports().func("env", "cb", "(i32) -> ()", a -> {
                    if (a.i32(0) == 1) throw new java.io.IOException("disk");
                    if (a.i32(0) == 2) throw new AssertionError();
                    a.utf8(0, 0);
                    return null;
                });""");
        assertEquals(
                "Refused: Host function `env.cb` failed at cell [1], line 2: java.io.IOException: disk.",
                failed("%call go 1"));
        assertEquals("AssertionError: (in host function `env.cb`, cell [1], line 3)", failed("%call go 2"));
        assertEquals(
                "Refused: The guest passed `env.cb` 70,000 bytes at 0x00011170 (70,000) outside its memory. (in host"
                        + " function `env.cb`, cell [1], line 4)",
                failed("%call go 70000"));
    }

    /** Two guests, one function inside the other: the inner one is where it was thrown. */
    @Test
    void of_nested_host_functions_the_inner_one_is_named_and_a_traps_words_stay_its_own() {
        load("""
                wasm.imports().func("env", "cb", (int i) -> {
                    if (i == 1) wasm.guest("inner").call("deep");
                    else wasm.guest("inner").call("crash");
                });""");
        notepad.run(
                "wasm.imports().func(\"env\", \"fail\", \"() -> ()\", a -> { throw new IllegalStateException(\"deep\"); });");
        notepad.run("""
                %%wat inner
                (module (import "env" "fail" (func $fail))
                  (func (export "deep") (call $fail)) (func (export "crash") unreachable))
                """);
        notepad.run("%wasm use g");
        assertEquals(
                "IllegalStateException: deep (in host function `env.fail`, cell [4], line 1)", failed("%call go 1"));
        notepad.run("wasm.guest(\"inner\").reset();");
        assertEquals(
                "Trap: Trap in `crash`: unreachable executed; the guest gave up on purpose: a failed assertion, an abort"
                        + " or a panic.",
                failed("%call go 2"));
    }
}
