package dev.guestbook.session;

import static dev.guestbook.wasm.ModuleBytes.part;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.wasm.ModuleBytes;
import dev.guestbook.wasm.Trap;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What fails between guest and host: in a host function, in a call that a host function makes, in what Java passes. */
class HostFailureTest {
    /** {@code inner} lowers the stack pointer by 64 and traps, {@code go} calls the host. */
    private static final String NESTED = """
            (module
              (import "env" "cb" (func $cb))
              (memory (export "memory") 1 4)
              (global $__stack_pointer (mut i32) (i32.const 4096))
              (func (export "sp") (result i32) global.get $__stack_pointer)
              (func (export "inner") (param i32)
                (global.set $__stack_pointer (i32.sub (global.get $__stack_pointer) (i32.const 64)))
                unreachable)
              (func (export "go") call $cb))
            """;

    private final Session wasm = OurGuests.session();

    @AfterEach
    void unload() {
        wasm.close();
    }

    @Test
    void a_trap_that_a_host_function_catches_leaves_globals_right_and_is_not_forgotten() {
        int[] seen = new int[1];
        wasm.imports().func("env", "cb", () -> {
            assertThrows(Trap.class, () -> wasm.call("inner", 9));
            seen[0] = 1;
        });
        Guest guest = wasm.wat("nested", NESTED);
        wasm.call("go");
        assertEquals(1, seen[0]);
        assertTrue(guest.isTrapped());
        assertEquals("trapped", guest.state().text());
        assertThrows(Refused.class, () -> wasm.call("sp"));
        wasm.reset();
        assertEquals(4096, wasm.call("sp").i32());
    }

    @Test
    void a_trap_that_passes_through_a_host_function_is_told_once() {
        wasm.imports().func("env", "cb", () -> wasm.call("inner", 9));
        wasm.wat("nested", NESTED);
        Trap trap = assertThrows(Trap.class, () -> wasm.call("go"));
        assertEquals(List.of("inner"), trap.stack());
        wasm.reset();
        assertEquals(4096, wasm.call("sp").i32());
    }

    @Test
    void an_exception_of_a_host_function_has_one_word_everywhere_and_restore_ends_it() {
        wasm.imports().func("env", "cb", "() -> ()", a -> {
            throw new IllegalStateException("no");
        });
        Guest guest = wasm.wat("nested", NESTED);
        wasm.snapshot("before");
        assertThrows(IllegalStateException.class, () -> wasm.call("go"));
        ErrorText.refused("host-failed", () -> wasm.call("sp"));
        assertEquals("host failed", guest.state().text());
        wasm.restore("before");
        assertEquals(4096, wasm.call("sp").i32());
        assertEquals("ready", guest.state().text());
    }

    @Test
    void null_is_refused_by_name_and_changes_nothing() {
        wasm.imports().func("env", "cb", () -> {});
        Guest guest = wasm.wat("nested", NESTED);
        Ptr region = wasm.alloc("kept", 4);
        ErrorText.refused("null-region", () -> wasm.alloc(null, 4));
        ErrorText.refused("null-export", () -> wasm.call(null));
        ErrorText.refused("null-export", () -> wasm.export(null));
        ErrorText.refused("null-source", () -> wasm.load((String) null));
        ErrorText.refused("null-options", () -> wasm.load("a.wasm", null));
        ErrorText.refused("null-snapshot", () -> wasm.snapshot(null));
        ErrorText.refused("null-layout", () -> wasm.layout(null, "{ i32 a; }"));
        ErrorText.refused("null-fields", () -> wasm.layout("a", null));
        ErrorText.refused("null-pointer-to-write", () -> wasm.write(null, 4));
        ErrorText.refused("null-value", () -> wasm.write(region, null));
        ErrorText.refused("null-body", () -> wasm.imports().func("env", "cb", "() -> ()", null));
        wasm.contract("void inner(int32_t a);");
        ErrorText.refused("null-export", () -> wasm.contract().call(null, 1));
        assertFalse(guest.isTrapped());
        assertEquals(4096, wasm.call("sp").i32());
        assertEquals(List.of("kept"), wasm.regions().stream().map(Region::name).toList());
    }

    @Test
    void what_a_host_function_answers_wrongly_is_called_its_result() {
        wasm.imports().func("env", "cb", "() -> i32", a -> null);
        wasm.wat(
                "asks",
                "(module (import \"env\" \"cb\" (func $cb (result i32))) (func (export \"go\") (drop (call $cb))))");
        ErrorText.refused("host-result-null", () -> wasm.call("go"));
        wasm.reset();
    }

    @Test
    void a_signature_with_half_a_parenthesis_is_refused() {
        ErrorText.refused("signature-parenthesis", () -> wasm.imports().func("env", "cb", "(i32 -> i32", a -> 1));
        for (String wrong : List.of("(i32) -> (", "i32) -> i32", "((i32) -> i32", "() -> i32)", "(i32,) -> ()")) {
            assertThrows(Refused.class, () -> wasm.imports().func("env", "cb", wrong, a -> 1), wrong);
        }
    }

    @Test
    void a_number_that_a_float_cannot_hold_is_said_so() {
        wasm.wat("floats", "(module (func (export \"f\") (param f32)))");
        wasm.call("f", 16_777_216);
        ErrorText.refused("argument-not-exact", () -> wasm.call("f", 16_777_217));
        ErrorText.refused("argument-list", () -> wasm.call("f", List.of(1, 2)));
        ErrorText.refused("argument-beyond-float", () -> wasm.call("f", 1e300));
        wasm.call("f", Double.NEGATIVE_INFINITY);
    }

    @Test
    void what_wasi_gives_is_no_stub_to_paste(@TempDir Path folder) {
        byte[] module = new ModuleBytes()
                .section(1, "01 60 00 01 7f")
                .section(
                        2,
                        part().hex("01")
                                .name("wasi_snapshot_preview1")
                                .name("sched_yield")
                                .hex("00 00"))
                .bytes();
        String file = TestModules.write(folder, "program.wasm", module);
        String wanted = wasm.importsOf(file).bundle().plain();
        assertTrue(wanted.contains("with --wasi"), wanted);
        assertFalse(wanted.contains("func("), wanted);
        assertTrue(wanted.endsWith(" --wasi"), wanted);
    }
}
