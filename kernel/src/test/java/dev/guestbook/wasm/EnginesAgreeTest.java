package dev.guestbook.wasm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** The same random modules on our code, on the stock compiler's and on the interpreter: nothing may differ. */
class EnginesAgreeTest {
    private static final int MODULES = 80;
    private static final int FUNCTIONS = 5;
    private static final int CALLS = 15;

    /** Everything a call leaves behind that a host can see. */
    private record Outcome(String result, List<Object> state, long memory) {}

    private static long argument(Random random, ValueType type) {
        long bits = random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(200) - 100;
        return switch (type.kind()) {
            case I32 -> (int) bits;
            case F32 -> Float.floatToRawIntBits((float) bits);
            case F64 -> Double.doubleToRawLongBits((double) bits);
            default -> bits;
        };
    }

    private static long checksum(byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return checksum.getValue();
    }

    private static List<Outcome> run(WasmModule module, long seed, Set<Trap.Kind> seen) throws BadModule {
        Random random = new Random(seed);
        Instance instance = module.instantiate(List.of());
        List<String> functions = module.exports().stream()
                .filter(export -> export.kind() == ExternKind.FUNCTION)
                .map(ExportType::name)
                .toList();
        long[] fresh = instance.saveGlobals();
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            GuestFunction function =
                    instance.function(functions.get(i % functions.size())).orElseThrow();
            long[] arguments = function.signature().parameters().stream()
                    .mapToLong(type -> argument(random, type))
                    .toArray();
            String result;
            try {
                result = Arrays.toString(function.call(arguments));
            } catch (Trap trap) {
                seen.add(trap.kind());
                result = trap.kind() + " in " + trap.function().orElse("?");
            }
            long[] globals = instance.saveGlobals();
            LinearMemory memory = instance.memory().orElseThrow();
            outcomes.add(new Outcome(
                    function.name() + Arrays.toString(arguments) + " = " + result,
                    Arrays.stream(globals).<Object>mapToObj(Long::toHexString).toList(),
                    checksum(memory.read(0, (int) memory.size()))));
            // Fuel for the next call.
            globals[0] = fresh[0];
            instance.restoreGlobals(globals);
        }
        return outcomes;
    }

    @Test
    void on_random_modules() throws BadModule {
        Set<Trap.Kind> seen = EnumSet.noneOf(Trap.Kind.class);
        for (int seed = 0; seed < MODULES; seed++) {
            boolean tame = seed % 2 == 0;
            byte[] bytes = tame ? RandomModule.tame(seed, FUNCTIONS) : RandomModule.of(seed, FUNCTIONS);
            WasmModule ours = WasmModule.of(bytes, Engine.COMPILED, Limits.DEFAULT);
            assertEquals("compiled", ours.code());
            Object[] outcomes = run(ours, seed, seen).toArray();
            WasmModule stock = WasmModule.of(bytes, Limits.DEFAULT, Compiled::stock);
            assertArrayEquals(run(stock, seed, seen).toArray(), outcomes, "stock and ours, seed " + seed);
            if (tame) {
                WasmModule interpreted = WasmModule.of(bytes, Engine.INTERPRETED, Limits.DEFAULT);
                assertArrayEquals(
                        run(interpreted, seed, seen).toArray(), outcomes, "interpreted and ours, seed " + seed);
            }
        }
        assertTrue(
                seen.containsAll(EnumSet.of(
                        Trap.Kind.UNREACHABLE,
                        Trap.Kind.OUT_OF_BOUNDS_MEMORY,
                        Trap.Kind.DIVIDE_BY_ZERO,
                        Trap.Kind.INTEGER_OVERFLOW,
                        Trap.Kind.INVALID_CONVERSION,
                        Trap.Kind.UNDEFINED_ELEMENT,
                        Trap.Kind.SIGNATURE_MISMATCH)),
                () -> "the modules are too tame, seen: " + seen);
    }
}
