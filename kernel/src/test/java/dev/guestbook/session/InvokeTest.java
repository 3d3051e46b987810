package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.wasm.Engine;
import dev.guestbook.wasm.Trap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Emscripten makes of setjmp and longjmp: the host calls a function of the guest's table, and the guest jumps out of it. */
class InvokeTest {
    /** {@code go} has a number on its stack as it invokes, {@code jump} three as it jumps. */
    private static final String JUMPING = """
            (module
              (import "env" "invoke_ii" (func $invoke (param i32 i32) (result i32)))
              (import "env" "_emscripten_throw_longjmp" (func $throw))
              (memory (export "memory") 1)
              (global $__stack_pointer (mut i32) (i32.const 4096))
              (table 9 funcref)
              (elem (i32.const 1) $double $jump $nothing $go)
              (func (export "setThrew") (param i32 i32) (i32.store (i32.const 16) (local.get 0)))
              (func (export "threw") (result i32) (i32.load (i32.const 16)))
              (func (export "sp") (result i32) global.get $__stack_pointer)
              (func $double (param i32) (result i32) (i32.add (local.get 0) (local.get 0)))
              (func $jump (export "jump") (param i32) (result i32) LARGE
                (global.set $__stack_pointer (i32.const 64))
                i32.const 7 i32.const 8 i32.const 9
                call $throw
                drop drop)
              (func $nothing)
              (func $go (export "go") (param i32 i32) (result i32) LARGE
                i32.const 1000
                (call $invoke (local.get 0) (local.get 1))
                i32.add))
            """;

    private final Session wasm = OurGuests.session();

    private enum Way {
        COMPILED,
        INTERPRETED,
        /** Functions too large to compile, and those around them that are not. */
        BOTH
    }

    @AfterEach
    void unload() {
        wasm.close();
    }

    private Guest load(Way way) {
        wasm.imports()
                .func("env", "invoke_ii", "(i32, i32) -> i32", a -> a.invoke())
                .func("env", "_emscripten_throw_longjmp", "() -> ()", a -> a.unwind());
        String large = way == Way.BOTH ? "nop ".repeat(100_001) : "";
        Engine engine = way == Way.INTERPRETED ? Engine.INTERPRETED : Engine.COMPILED;
        Guest guest = wasm.wat(
                JUMPING.replace("LARGE", large),
                LoadOptions.DEFAULT.withName("jumping").withEngine(engine));
        assertEquals(
                way == Way.BOTH ? 2 : 0,
                guest.module().wasm().interpretedFunctions().size());
        return guest;
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void a_function_of_the_table_answers_or_jumps_back(Way way) {
        Guest guest = load(way);
        assertEquals(1042, wasm.call("go", 1, 21).i32());
        assertEquals(0, wasm.call("threw").i32());
        assertEquals(1000, wasm.call("go", 2, 5).i32());
        assertEquals(1, wasm.call("threw").i32());
        assertEquals(4096, wasm.call("sp").i32());
        assertFalse(guest.isTrapped());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void what_the_table_has_not_or_has_of_another_type_traps(Way way) {
        load(way);
        assertEquals(Trap.Kind.SIGNATURE_MISMATCH, trap(3));
        assertEquals(Trap.Kind.SIGNATURE_MISMATCH, trap(4));
        assertEquals(Trap.Kind.UNDEFINED_ELEMENT, trap(0));
        assertEquals(Trap.Kind.UNDEFINED_ELEMENT, trap(9));
        assertEquals(Trap.Kind.UNDEFINED_ELEMENT, trap(-1));
    }

    private Trap.Kind trap(int place) {
        Trap trap = assertThrows(Trap.class, () -> wasm.call("go", place, 0));
        wasm.reset();
        return trap.kind();
    }

    @Test
    void a_jump_to_nowhere_says_so() {
        load(Way.COMPILED);
        assertEquals(
                "Host function `env._emscripten_throw_longjmp` ended what the guest did up to the last invoke(),"
                        + " and there was none.",
                assertThrows(RuntimeException.class, () -> wasm.call("jump", 1)).getMessage());
    }

    @Test
    void a_guest_that_asks_has_its_memory_grown_as_far_as_its_limit() {
        wasm.imports().func("env", "emscripten_resize_heap", "(i32) -> i32", a -> a.grow());
        wasm.wat("""
                (module
                  (import "env" "emscripten_resize_heap" (func $grow (param i32) (result i32)))
                  (import "env" "__syscall_openat" (func (param i32 i32 i32 i32) (result i32)))
                  (memory (export "memory") 1 4)
                  (export "grow" (func $grow)))
                """, LoadOptions.DEFAULT.withName("growing").withStubImports());
        assertEquals(1, wasm.call("grow", 1).i32());
        assertEquals(65_536, wasm.guest().memorySize());
        assertEquals(1, wasm.call("grow", 65_537).i32());
        assertEquals(131_072, wasm.guest().memorySize());
        assertEquals(0, wasm.call("grow", 262_145).i32());
        assertEquals(0, wasm.call("grow", -1).i32());
        assertEquals(131_072, wasm.guest().memorySize());
        String imports = wasm.guestImports().bundle().plain();
        assertTrue(imports.contains("\"__syscall_openat\", \"(i32, i32, i32, i32) -> i32\", a -> -52"), imports);
    }

    @Test
    void stubs_to_paste_do_what_their_names_say() {
        wasm.wat(
                JUMPING.replace("LARGE", ""),
                LoadOptions.DEFAULT.withName("jumping").withStubImports());
        String imports = wasm.guestImports().bundle().plain();
        assertTrue(imports.contains("\"invoke_ii\", \"(i32, i32) -> i32\", a -> a.invoke());"), imports);
        assertTrue(imports.contains("\"_emscripten_throw_longjmp\", \"() -> ()\", a -> a.unwind());"), imports);
    }
}
