package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.wasm.Engine;
import dev.guestbook.wasm.Trap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Traps name the guest function and what they mean, in the same words on both engines. */
class TrapTest {
    private final Session wasm = OurGuests.session();

    @AfterEach
    void unload() {
        wasm.close();
    }

    private Trap trap(String file, Trap.Kind kind, String function, Object... arguments) {
        Trap trap = ErrorText.check("trap/" + file, Trap.class, () -> wasm.call(function, arguments));
        assertEquals(kind, trap.kind());
        assertEquals(function, trap.function().orElseThrow());
        assertTrue(wasm.guest().isTrapped());
        wasm.reset();
        assertFalse(wasm.guest().isTrapped());
        return trap;
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void are_told_apart(Engine engine) {
        wasm.load(OurGuests.LIAR, LoadOptions.DEFAULT.withEngine(engine));
        trap("unreachable", Trap.Kind.UNREACHABLE, "crash");
        trap("divide-by-zero", Trap.Kind.DIVIDE_BY_ZERO, "divide", 1, 0);
        trap("integer-overflow", Trap.Kind.INTEGER_OVERFLOW, "divide", Integer.MIN_VALUE, -1);
        Trap outside = trap("out-of-bounds", Trap.Kind.OUT_OF_BOUNDS_MEMORY, "load", 0x7ffffff0);
        assertEquals(0x7ffffff0L, outside.access().orElseThrow().address());
        trap("stack-exhausted", Trap.Kind.STACK_EXHAUSTED, "recurse", 0);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void leave_globals_as_they_were_before_the_call(Engine engine) {
        wasm.load(OurGuests.LIAR, LoadOptions.DEFAULT.withEngine(engine));
        Trap first = assertThrows(Trap.class, () -> wasm.call("overflow_stack", 0));
        wasm.reset();
        Trap second = assertThrows(Trap.class, () -> wasm.call("overflow_stack", 0));
        assertEquals(first.kind(), second.kind());
        wasm.reset();
        assertEquals(6, wasm.call("divide", 42, 7).i32());
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void refuse_further_calls_until_a_reset_and_leave_memory_to_look_at(Engine engine) {
        wasm.load(OurGuests.LIAR, LoadOptions.DEFAULT.withEngine(engine));
        Ptr region = wasm.alloc("kept", 4);
        wasm.write(region, 99);
        assertThrows(Trap.class, () -> wasm.call("crash"));
        ErrorText.refused("trapped", () -> wasm.call("count"));
        ErrorText.refused("trapped", () -> wasm.alloc("more", 8));
        assertEquals(99, wasm.readInts(region, 1)[0]);
        assertTrue(wasm.list().bundle().plain().contains("trapped"));
        wasm.reset();
        assertEquals(1, wasm.call("count").i32());
    }
}
