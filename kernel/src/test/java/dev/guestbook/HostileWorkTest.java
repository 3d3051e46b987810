package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Guests that take too much: time in the host's code, room in the notebook. */
@Timeout(120)
class HostileWorkTest {
    private static Notepad notepad;

    @BeforeAll
    static void open() {
        notepad = new Notepad();
        notepad.run("""
                String CALLS_BACK = "(module (import \\"env\\" \\"cb\\" (func $cb)) (func (export \\"go\\") call $cb))";
                var limited = LoadOptions.DEFAULT.withTimeout(java.time.Duration.ofMillis(200)).withName("limited");
                """);
    }

    @AfterAll
    static void close() {
        notepad.close();
    }

    private static void endsAtItsLimit(String body) {
        String loaded = notepad.run("wasm.imports().func(\"env\", \"cb\", \"() -> ()\", a -> {" + body
                + "}); wasm.wat(CALLS_BACK, limited)");
        assertTrue(loaded.startsWith("guest limited"), loaded);
        String told = notepad.run("%call go");
        assertFalse(notepad.traceback("wasm.reset(); wasm.call(\"go\")").contains("nterrupted"));
        assertTrue(told.startsWith("GuestStopped: "), told);
        assertTrue(told.contains("after its time limit of 200 ms, in a host function"), told);
        assertEquals("42", notepad.run("6 * 7"));
        assertTrue(notepad.run("%wasm list").contains("stopped"));
    }

    @Test
    void a_time_limit_is_all_that_is_said_of_a_guest_that_loops() {
        notepad.run("wasm.wat(\"(module (func (export \\\"spin\\\") (loop $l (br $l))))\", limited)");
        String told = notepad.traceback("wasm.call(\"spin\")");
        assertTrue(
                told.matches("(?s)[^\n]*GuestStopped: The guest was stopped after its time limit of 200 ms;[^\n]*"
                        + "\n    at cell \\[\\d+], line 1"),
                told);
    }

    @Test
    void a_time_limit_holds_in_a_host_function_that_loops() {
        endsAtItsLimit("while (true) {}");
    }

    @Test
    void a_time_limit_holds_where_the_host_function_catches_what_ends_it() {
        endsAtItsLimit("while (true) { try { while (true) {} } catch (Throwable t) {} }");
    }

    @Test
    void a_time_limit_holds_in_a_host_function_that_sleeps() {
        endsAtItsLimit("Thread.sleep(100_000); return null;");
    }

    @Test
    void a_flood_of_output_is_cut_and_counted() {
        notepad.run("""
                wasm.wat(\"""
                    (module
                      (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
                      (memory (export "memory") 2)
                      (data (i32.const 0) "\\\\10\\\\00\\\\00\\\\00\\\\00\\\\00\\\\01\\\\00")
                      (func (export "flood") (param $times i32)
                        (memory.fill (i32.const 16) (i32.const 97) (i32.const 65536))
                        (loop $again
                          (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
                          (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))))
                    \""", LoadOptions.DEFAULT.withName("flood").withWasi());
                """);
        String shown = notepad.run("wasm.call(\"flood\", 40); wasm.call(\"flood\", 8); null");
        assertTrue(shown.length() < 1_100_000, shown.length() + " characters");
        assertTrue(shown.contains("… 1,572,864 more characters of its output in this cell are not shown"), tail(shown));
        assertTrue(shown.contains("… 2,097,152 more characters of its output in this cell are not shown"), tail(shown));
        String next = notepad.run("wasm.call(\"flood\", 2); null");
        assertEquals(131_072, next.chars().filter(c -> c == 'a').count());
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - 1_000));
    }
}
