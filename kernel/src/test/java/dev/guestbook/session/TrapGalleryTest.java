package dev.guestbook.session;

import static dev.guestbook.wasm.ModuleBytes.part;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.wasm.Engine;
import dev.guestbook.wasm.GuestStopped;
import dev.guestbook.wasm.ModuleBytes;
import dev.guestbook.wasm.Trap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every way in which wasm stops a guest, each told in the same words on both engines, and survived. */
@Timeout(120)
class TrapGalleryTest {
    private final Session wasm = OurGuests.session();

    @TempDir
    Path folder;

    @AfterEach
    void unload() {
        wasm.close();
    }

    /** Functions without parameters: a name and its instructions. Function 0 is in the table of 3 entries, the others are empty. */
    private static final Map<String, String> WAYS = new LinkedHashMap<>();

    static {
        WAYS.put("nothing", "");
        WAYS.put("type-mismatch", "41 01 41 00 11 01 00 1a");
        WAYS.put("null-function", "41 01 11 00 00");
        WAYS.put("beyond-the-table", "41 e8 07 11 00 00");
        WAYS.put("table-entry", "41 e8 07 25 00 1a");
        WAYS.put("not-a-number", "43 00 00 c0 7f a8 1a");
        WAYS.put("number-too-large", "43 00 00 80 7f a8 1a");
        WAYS.put("fill", "41 f0 ff 03 41 07 41 20 fc 0b 00");
        WAYS.put("upper-half", "41 70 41 07 36 02 00");
        WAYS.put("inner", "00");
        WAYS.put("middle", "10 09");
        WAYS.put("outer", "10 0a");
        WAYS.put("remainder", "41 01 41 00 6f 1a");
        WAYS.put("wide-divide", "42 01 42 00 7f 1a");
        WAYS.put("one-byte", "41 80 80 04 2d 00 00 1a");
    }

    private static byte[] module() {
        ModuleBytes.Part exports = part().u32(WAYS.size() + 1).name("memory").hex("02 00");
        ModuleBytes.Part code = part().u32(WAYS.size());
        int index = 0;
        for (Map.Entry<String, String> way : WAYS.entrySet()) {
            exports.name(way.getKey()).hex("00").u32(index++);
            code.sized(part().hex(("00 " + way.getValue() + " 0b").replace("  ", " ")));
        }
        return new ModuleBytes()
                .section(1, "02 60 00 00 60 01 7f 01 7f")
                .section(3, part().u32(WAYS.size()).times(WAYS.size(), "00"))
                .section(4, "01 70 00 03")
                .section(5, "01 01 01 02")
                .section(7, exports)
                .section(9, "01 00 41 00 0b 01 00")
                .section(10, code)
                .bytes();
    }

    private void pinned(String way, Trap.Kind kind) {
        pinned(way, way, kind);
    }

    private void pinned(String file, String way, Trap.Kind kind) {
        Trap trap = ErrorText.check("trap/" + file, Trap.class, () -> wasm.call(way));
        assertEquals(kind, trap.kind(), way);
        wasm.reset();
        wasm.call("nothing");
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void each_is_told_apart(Engine engine) {
        wasm.load(TestModules.write(folder, "ways.wasm", module()), LoadOptions.DEFAULT.withEngine(engine));
        pinned("type-mismatch", Trap.Kind.SIGNATURE_MISMATCH);
        pinned("null-function", Trap.Kind.UNDEFINED_ELEMENT);
        pinned("beyond-the-table", Trap.Kind.UNDEFINED_ELEMENT);
        pinned("table-entry", Trap.Kind.OUT_OF_BOUNDS_TABLE);
        pinned("not-a-number", Trap.Kind.INVALID_CONVERSION);
        pinned("number-too-large", Trap.Kind.INTEGER_OVERFLOW);
        pinned("fill", Trap.Kind.OUT_OF_BOUNDS_MEMORY);
        pinned(
                engine == Engine.COMPILED ? "upper-half" : "upper-half-interpreted",
                "upper-half",
                Trap.Kind.OUT_OF_BOUNDS_MEMORY);
        pinned("remainder", Trap.Kind.DIVIDE_BY_ZERO);
        pinned("wide-divide", Trap.Kind.DIVIDE_BY_ZERO);
        pinned("one-byte", Trap.Kind.OUT_OF_BOUNDS_MEMORY);
        pinned("outer", Trap.Kind.UNREACHABLE);
        Trap outer = assertThrows(Trap.class, () -> wasm.call("outer"));
        assertEquals(List.of("inner", "middle", "outer"), outer.stack());
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void an_address_just_outside_names_the_region_before_it(Engine engine) {
        wasm.load(OurGuests.LIAR, LoadOptions.DEFAULT.withEngine(engine));
        Ptr region = wasm.alloc("nums", 64);
        long past = wasm.guest().memorySize() + 12;
        String told =
                assertThrows(Trap.class, () -> wasm.call("load", (int) past)).getMessage();
        assertTrue(
                told.endsWith("The nearest region before it is `nums` at " + Ptr.shown(region.address())
                        + ", 64 bytes long."),
                told);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_stack_that_runs_over_in_memory_is_explained(Engine engine) {
        wasm.load(OurGuests.LIAR, LoadOptions.DEFAULT.withEngine(engine));
        Trap trap = assertThrows(Trap.class, () -> wasm.call("overflow_stack", 0));
        assertEquals("overflow_stack", trap.function().orElseThrow());
        if (trap.kind() == Trap.Kind.OUT_OF_BOUNDS_MEMORY) {
            assertTrue(trap.getMessage().contains("a stack that ran over"), trap.getMessage());
        } else {
            assertEquals(Trap.Kind.STACK_EXHAUSTED, trap.kind());
        }
        wasm.reset();
        assertEquals(6, wasm.call("divide", 42, 7).i32());
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void growing_past_the_cap_is_the_guests_to_notice(Engine engine) {
        wasm.load(OurGuests.LIAR, LoadOptions.DEFAULT.withEngine(engine).withMaxMemory(4 * 65_536));
        assertEquals(-1, wasm.call("grow", 3).i32());
        assertEquals(2, wasm.call("grow", 2).i32());
        assertEquals(-1, wasm.call("grow", 1).i32());
        assertEquals(-1, wasm.call("grow", -1).i32());
        assertEquals(4 * 65_536, wasm.guest().memorySize());
        assertFalse(wasm.guest().isTrapped());
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void an_endless_loop_ends_at_its_time_limit_and_by_an_interrupt(Engine engine) throws Exception {
        Guest guest =
                wasm.load(OurGuests.LIAR, LoadOptions.DEFAULT.withEngine(engine).withTimeout(Duration.ofMillis(50)));
        ErrorText.check("trap/time-limit", GuestStopped.class, () -> wasm.call("spin"));
        wasm.reset();
        assertEquals(6, wasm.call("divide", 42, 7).i32());
        Guest patient = wasm.load(
                OurGuests.LIAR, LoadOptions.DEFAULT.withName("patient").withEngine(engine));
        Thread.currentThread().interrupt();
        ErrorText.check("trap/interrupted", GuestStopped.class, () -> patient.call("spin_counting"));
        assertTrue(Thread.interrupted(), "the interrupt is the caller's to clear");
        patient.reset();
        assertEquals(6, patient.call("divide", 42, 7).i32());
        assertEquals(6, guest.call("divide", 42, 7).i32());
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void an_exception_that_nothing_catches_names_where_it_was(Engine engine) {
        byte[] module = new ModuleBytes()
                .section(1, "01 60 00 00")
                .section(3, "02 00 00")
                .section(13, "01 00 00")
                .section(7, part().hex("01").name("g").hex("00 01"))
                .section(10, "02 04 00 08 00 0b 04 00 10 00 0b")
                .bytes();
        wasm.load(TestModules.write(folder, "throws.wasm", module), LoadOptions.DEFAULT.withEngine(engine));
        Trap trap = ErrorText.check(
                engine == Engine.COMPILED ? "trap/uncaught" : "trap/uncaught-interpreted",
                Trap.class,
                () -> wasm.call("g"));
        assertEquals(Trap.Kind.UNCAUGHT_EXCEPTION, trap.kind());
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void a_segment_that_was_dropped_is_told_from_memory_that_ends(Engine engine) {
        wasm.wat("""
                (module
                  (memory (export "memory") 1)
                  (data $greeting "hello, ")
                  (func (export "once")
                    (memory.init $greeting (i32.const 0) (i32.const 0) (i32.const 7))
                    (data.drop $greeting))
                  (func (export "beyond") (memory.init $greeting (i32.const 0) (i32.const 2) (i32.const 7))))
                """, LoadOptions.DEFAULT.withEngine(engine));
        ErrorText.check("trap/segment-end", Trap.class, () -> wasm.call("beyond"));
        wasm.reset();
        wasm.call("once");
        ErrorText.check("trap/segment-dropped", Trap.class, () -> wasm.call("once"));
    }

    @Test
    void compiled_tail_calls_are_said_to_take_stack() {
        String text = """
                (module
                  (func $down (export "down") (param i32) (result i32)
                    (if (result i32) (i32.eqz (local.get 0))
                      (then (i32.const 42))
                      (else (return_call $down (i32.sub (local.get 0) (i32.const 1)))))))
                """;
        Guest interpreted = wasm.wat(text, LoadOptions.DEFAULT.withName("slow").withEngine(Engine.INTERPRETED));
        assertFalse(interpreted.bundle().plain().contains("tail calls"));
        assertEquals(42, wasm.call("down", 100_000).i32());
        Guest compiled = wasm.wat(text, LoadOptions.DEFAULT.withName("tail"));
        assertTrue(compiled.bundle().plain().contains("--engine interpreted runs them in place"));
        ErrorText.check("trap/tail-calls", Trap.class, () -> wasm.call("down", 10_000_000));
    }

    @Test
    void a_start_that_traps_leaves_nothing_loaded() {
        ErrorText.refused("start-traps", () -> wasm.wat("first", "(module (func $main unreachable) (start $main))"));
        ErrorText.check(
                "trap/start-time-limit",
                GuestStopped.class,
                () -> wasm.wat(
                        "(module (func $main (loop $l (br $l))) (start $main))",
                        LoadOptions.DEFAULT.withTimeout(Duration.ofMillis(50))));
        assertEquals(List.of(), wasm.guests());
    }
}
