package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.wasm.Engine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Memories, tables and globals that the host gives. */
class HostValuesTest {
    private static final String GUEST = """
            (module
              (import "env" "memory" (memory 2 8))
              (import "env" "table" (table 3 funcref))
              (import "env" "base" (global $base i32))
              (import "env" "ticks" (global $ticks (mut i64)))
              (import "env" "ratio" (global $ratio f64))
              (import "env" "half" (global $half f32))
              (elem (i32.const 1) $seven)
              (data (i32.const 16) "data")
              (func $seven (result i32) i32.const 7)
              (func (export "base") (result i32) global.get $base)
              (func (export "tick") (result i64)
                (global.set $ticks (i64.add (global.get $ticks) (i64.const 1)))
                global.get $ticks)
              (func (export "scaled") (param f64) (result f64)
                (f64.mul (local.get 0) (f64.mul (global.get $ratio) (f64.promote_f32 (global.get $half)))))
              (func (export "at") (param i32) (result i32) (call_indirect (result i32) (local.get 0)))
              (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
            """;

    private final Session wasm = OurGuests.session();

    @AfterEach
    void close() {
        wasm.close();
    }

    private void give() {
        wasm.imports()
                .memory("env", "memory", 3, 6)
                .table("env", "table", 4)
                .global("env", "base", -5)
                .global("env", "ticks", 1L << 40)
                .global("env", "ratio", 1.5)
                .global("env", "half", 0.5f);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_guest_works_on_what_it_was_given(Engine engine) {
        give();
        Guest guest = wasm.wat(GUEST, LoadOptions.DEFAULT.withName("given").withEngine(engine));
        assertEquals(3 * 65_536, guest.memorySize());
        assertEquals("data", wasm.readUtf8(wasm.pointer(16), 4));
        assertEquals(-5, wasm.call("base").i32());
        assertEquals((1L << 40) + 1, wasm.call("tick").i64());
        assertEquals(6.0, wasm.call("scaled", 8.0).f64());
        assertEquals(7, wasm.call("at", 1).i32());
        assertEquals(-1, wasm.call("grow", 4).i32());
        assertEquals(3, wasm.call("grow", 3).i32());
        assertTrue(guest.bundle().plain().contains("imports    6"), guest.bundle()::plain);
    }

    @Test
    void each_instance_has_its_own() {
        give();
        wasm.wat(GUEST, LoadOptions.DEFAULT.withName("first"));
        Guest other = wasm.module("first").instance();
        wasm.write(wasm.pointer(100), new byte[] {1, 2});
        wasm.call("tick");
        assertEquals((1L << 40) + 1, other.call("tick").i64());
        assertArrayEquals(new byte[2], wasm.read(other.pointer(100), 2));
        other.close();
    }

    @Test
    void what_does_not_fit_is_refused_before_anything_changes() {
        refused("given-nothing");
        give();
        wasm.imports().memory("env", "memory", 1, 6);
        refused("given-memory");
        wasm.imports().memory("env", "memory", 2, 9);
        refused("given-memory-growth");
        give();
        wasm.imports().table("env", "table", 2);
        refused("given-table");
        give();
        wasm.imports().global("env", "base", 5L);
        refused("given-global");
        give();
        wasm.imports().memory("env", "base", 1);
        refused("given-kind");
        ErrorText.refused("given-sizes", () -> wasm.imports().memory("env", "memory", 3, 2));
    }

    private void refused(String name) {
        ErrorText.refused(name, () -> wasm.wat("x", GUEST));
        assertTrue(wasm.guests().isEmpty());
    }

    @Test
    void what_is_wanted_is_written_as_java_to_paste() {
        give();
        wasm.imports().memory("env", "memory", 2, 8);
        wasm.wat("x", GUEST);
        Session other = OurGuests.session();
        other.wat(GUEST, LoadOptions.DEFAULT.withName("x").withStubImports());
        String shown = other.guestImports().bundle().plain();
        for (String line : new String[] {
            "wasm.imports().memory(\"env\", \"memory\", 2, 8);",
            "wasm.imports().table(\"env\", \"table\", 3);",
            "wasm.imports().global(\"env\", \"base\", 0);",
            "wasm.imports().global(\"env\", \"ticks\", 0L);",
            "wasm.imports().global(\"env\", \"ratio\", 0.0);",
            "wasm.imports().global(\"env\", \"half\", 0f);",
        }) {
            assertTrue(shown.contains(line), shown);
        }
        other.close();
        String given = wasm.imports().bundle().plain();
        assertTrue(given.contains("memory, 2 pages, at most 8"), given);
        assertTrue(given.contains("global, f64"), given);
        assertTrue(wasm.guestImports().bundle().plain().contains("yes"), given);
    }
}
