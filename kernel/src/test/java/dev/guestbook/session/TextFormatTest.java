package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.display.Diagnostic;
import dev.guestbook.display.SourceRejected;
import dev.guestbook.wasm.GuestStopped;
import dev.guestbook.wasm.Trap;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code wasm.wat}: WebAssembly's text format, right and wrong. */
class TextFormatTest {
    private static final String ADDER = """
            (module $adder
              (global $calls (export "calls") (mut i32) (i32.const 0))
              (func $add (export "add") (param $a i32) (param $b i32) (result i32)
                (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
                local.get $a
                local.get $b
                i32.add)
              (func $inner unreachable)
              (func $outer (export "boom") call $inner))
            """;

    private static Session wasm;

    @BeforeAll
    static void open() {
        wasm = OurGuests.session();
    }

    @AfterAll
    static void close() {
        wasm.close();
    }

    @AfterEach
    void unload() {
        wasm.unloadAll();
    }

    @Test
    void a_text_becomes_a_guest_under_the_name_given() {
        Guest guest = wasm.wat("sums", ADDER);
        assertEquals("sums", guest.name());
        assertSame(guest, wasm.guest());
        assertEquals(-1, wasm.call("add", 0x7fffffff, 0x80000000).i32());
    }

    @Test
    void without_one_it_is_called_as_the_module_calls_itself() {
        assertEquals("adder", wasm.wat(ADDER, LoadOptions.DEFAULT).name());
        assertEquals(
                "two_sum_v2",
                wasm.wat("(module $two-sum.v2 (memory (export \"m\") 1))", LoadOptions.DEFAULT)
                        .name());
        assertEquals(
                "guest",
                wasm.wat("(module (memory (export \"m\") 1))", LoadOptions.DEFAULT)
                        .name());
    }

    @Test
    void names_of_the_text_are_in_traps_and_in_disassembly() {
        wasm.wat("sums", ADDER);
        assertEquals(
                List.of("inner", "outer"),
                assertThrows(Trap.class, () -> wasm.call("boom")).stack());
        String text = wasm.disassembly("add").bundle().plain();
        assertTrue(text.contains("local.get $a"), text);
        assertTrue(text.contains("global.get $calls"), text);
    }

    @Test
    void the_same_name_replaces_and_pointers_into_the_old_guest_say_so() {
        wasm.wat("page", "(module (memory (export \"memory\") 1))");
        Ptr old = wasm.alloc("bytes", 16);
        wasm.wat("page", "(module (memory (export \"memory\") 2))");
        assertEquals(2 * 65_536, wasm.guest().memorySize());
        String message = assertThrows(Refused.class, () -> wasm.read(old, 1)).getMessage();
        assertTrue(message.contains("was replaced"), message);
    }

    @Test
    void everything_that_is_wrong_is_said_with_its_place_and_the_old_guest_stays() {
        Guest before = wasm.wat("sums", ADDER);
        SourceRejected wrong = ErrorText.check("wat/several", SourceRejected.class, () -> wasm.wat("sums", """
                (module
                  (func $add (param $a i32) (result i32)
                \tlocal.get $a  local.get $c
                    i32.ad
                    é é local.get $a)
                  (func (call $nope)))
                """));
        assertEquals(
                List.of("3:26+2", "4:5+6", "5:5+1", "5:7+1", "6:15+5"),
                wrong.diagnostics().stream()
                        .map(one -> one.line() + ":" + one.column() + "+" + one.length())
                        .toList());
        assertTrue(wrong.diagnostics().stream().allMatch(one -> one.kind() == Diagnostic.Kind.ERROR));
        assertSame(before, wasm.guest());
        assertEquals(3, wasm.call("add", 1, 2).i32());
    }

    @Test
    void what_is_of_the_wrong_type_is_said_too() {
        ErrorText.check("wat/types", SourceRejected.class, () -> wasm.wat("x", """
                (module
                  (func (result i32)
                    i64.const 1)
                  (func (param f32)
                    (i32.add (local.get 0) (i32.const 1))
                    drop))
                """));
        ErrorText.check("wat/not-closed", SourceRejected.class, () -> wasm.wat("x", "(module\n  (func"));
    }

    @Test
    void a_long_line_is_cut_around_the_place_and_what_is_hostile_is_written_out() {
        String line =
                "(module (func " + "nop ".repeat(200) + "\u001b]0;t\u0007 \u202e oops" + " nop".repeat(200) + "))";
        String message =
                assertThrows(SourceRejected.class, () -> wasm.wat("x", line)).getMessage();
        assertTrue(message.lines().allMatch(one -> one.length() < 200), message);
        assertTrue(message.contains("\\u{1b}]0;t\\u{7}"), message);
        assertTrue(message.contains("\\u{202e}"), message);
        assertFalse(message.chars().anyMatch(c -> c == 0x1b || c == 7 || c == 0x202e));
    }

    @Test
    void of_very_many_complaints_the_first_are_shown() {
        String message = assertThrows(
                        SourceRejected.class, () -> wasm.wat("x", "(module\n" + "(func call $f)\n".repeat(300) + ")"))
                .getMessage();
        assertTrue(message.endsWith("\n… and 280 more."), message);
        assertTrue(message.startsWith("the text, line 2, column 12\n"), message);
    }

    @Test
    void a_text_that_is_too_much_is_refused_and_the_next_one_assembles() {
        wasm.wat("sums", ADDER);
        ErrorText.check("wat/nothing", Refused.class, () -> wasm.wat("sums", ""));
        ErrorText.check("wat/nothing", Refused.class, () -> wasm.wat("sums", "(module (func))"));
        ErrorText.check("wat/too-long", Refused.class, () -> wasm.wat("x", " ".repeat(5_000_000)));
        String nested = "(module (func " + "(block ".repeat(50_000) + ")".repeat(50_000) + "))";
        ErrorText.check("wat/nested", Refused.class, () -> wasm.wat("x", nested));
        assertEquals(3, wasm.wat("sums", ADDER).call("add", 1, 2).i32());
    }

    @Test
    void names_and_options_are_refused_before_anything_is_assembled() {
        ErrorText.check("wat/name", Refused.class, () -> wasm.wat("two-sum", "(no module"));
        ErrorText.check(
                "wat/imports",
                Refused.class,
                () -> wasm.wat("x", "(module (import \"env\" \"log\" (func (param i32))))"));
        ErrorText.check(
                "wat/start", Refused.class, () -> wasm.wat("x", "(module (func $main unreachable) (start $main))"));
    }

    @Test
    void what_the_engine_runs_assembles() {
        wasm.wat("tail", """
                (module
                  (memory (data "ab")) (memory 1)
                  (global i32 (i32.add (i32.const 1) (i32.const 2)))
                  (func $down (export "down") (param i64) (result i64)
                    (if (result i64) (i64.eqz (local.get 0))
                      (then (i64.const 7))
                      (else (return_call $down (i64.sub (local.get 0) (i64.const 1)))))))
                """);
        assertEquals(7, wasm.call("down", 100L).i64());
    }

    @Test
    void an_interrupt_ends_it() {
        String large = "(module " + "(func nop)".repeat(300_000) + ")";
        Thread.currentThread().interrupt();
        try {
            assertThrows(GuestStopped.class, () -> wasm.wat("x", large));
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertEquals(List.of(), wasm.guests());
    }
}
