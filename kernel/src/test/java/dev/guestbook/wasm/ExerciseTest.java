package dev.guestbook.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExerciseTest {
    @Test
    void itsModulesAreCompiledAndNotAlike() throws Exception {
        WasmModule first = WasmModule.of(Exercise.module(0), Engine.COMPILED, Limits.DEFAULT);
        WasmModule second = WasmModule.of(Exercise.module(1), Engine.COMPILED, Limits.DEFAULT);
        assertEquals("compiled", first.code());
        assertEquals("compiled", second.code());
        assertEquals(List.of(), first.interpretedFunctions());
        assertTrue(first.instructions().code().size() > 60, first.instructions()::toString);
        assertTrue(
                !first.instructions().code().containsAll(second.instructions().code()),
                second.instructions()::toString);
    }

    @Test
    void eachStepRuns() {
        Exercise.steps().forEach(Runnable::run);
    }
}
