package dev.guestbook.wasm.code;

import static dev.guestbook.wasm.ModuleBytes.part;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.OpCode;
import dev.guestbook.wasm.ModuleBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Loops of many shapes and constants do the same as they stand and as they are compiled, those that never arrive too. */
class CountedLoopsTest {
    private static final int[] FIRST = {0, 1, -8, 2_147_483_640, Integer.MIN_VALUE};
    private static final int[] STEP = {1, 3, 4, -1, -4, 0, Integer.MAX_VALUE, Integer.MIN_VALUE};
    private static final int[] END = {0, 1, 8, 64, 240, 244, -64, Integer.MAX_VALUE, 2_147_483_644, Integer.MIN_VALUE};

    // The locals: i, rounds, again, and the hash of all values of i.
    private static final String LOCALS = "02 03 7f 01 7e ";
    private static final String INTO_THE_HASH = "20 03 42 1f 7e 20 00 ac 7c 21 03 ";
    private static final String RETURN_AFTER_200 = "20 01 41 01 6a 22 01 41 c8 01 4a 04 40 20 03 0f 0b ";
    private static final String LOOP = "03 40 " + INTO_THE_HASH + RETURN_AFTER_200;
    private static final String TWICE_AGAIN = "20 02 41 01 6a 22 02 41 03 48 0d 00 0b ";
    private static final String RESULT = "20 03 0b";

    /**
     * @param before what is there before {@code i = FIRST}, and behind it, and in the loop before {@code i += STEP}
     * @param after what is behind {@code if (i != END) continue}
     * @param counts whether it is one of those loops, where it arrives
     */
    private record Shape(String name, String before, String behind, String inside, String after, boolean counts) {}

    private static final List<Shape> SHAPES = List.of(
            new Shape("plain", "", "", "", "0b ", true),
            new Shape("another local is set before it", "", "41 05 21 02 ", "", "0b ", true),
            new Shape("goes on early in odd rounds", "", "", "20 01 41 01 71 0d 00 ", "0b ", true),
            new Shape("in a loop that sets i anew", "03 40 ", "", "", "0b " + TWICE_AGAIN, true),
            new Shape("in a loop that does not", "", "03 40 ", "", "0b " + TWICE_AGAIN, false),
            new Shape("behind a block", "", "02 40 0b ", "", "0b ", false),
            new Shape("i is only set where again is not 0", "20 02 04 40 ", "0b ", "", "0b ", false),
            new Shape(
                    "i is set again in round 3", "", "", "20 01 41 03 46 04 40 20 00 41 01 6a 21 00 0b ", "0b ", false),
            new Shape("goes on from its last place", "", "", "", "20 01 41 32 48 0d 00 0b ", false));

    private static ModuleBytes.Part body(Shape shape, int first, int step, int end) {
        return part().hex((LOCALS + shape.before() + "41").strip())
                .s32(first)
                .hex(("21 00 " + shape.behind() + LOOP + shape.inside() + "20 00 41").strip())
                .s32(step)
                .hex("6a 22 00 41")
                .s32(end)
                .hex("47 0d 00 " + shape.after() + RESULT);
    }

    private static boolean arrives(int first, int step, int end) {
        long i = first;
        for (int rounds = 1; rounds <= 60 && step != 0; rounds++) {
            i += step;
            if (i == end) {
                return true;
            }
        }
        return false;
    }

    @Test
    void do_what_they_did() {
        List<ModuleBytes.Part> bodies = new ArrayList<>();
        List<String> names = new ArrayList<>();
        List<Boolean> counted = new ArrayList<>();
        for (Shape shape : SHAPES) {
            for (int first : FIRST) {
                for (int step : STEP) {
                    for (int end : END) {
                        bodies.add(body(shape, first, step, end));
                        names.add(shape.name() + ", " + first + " by " + step + " to " + end);
                        counted.add(shape.counts() && arrives(first, step, end));
                    }
                }
            }
        }
        ModuleBytes.Part exports = part().u32(names.size());
        ModuleBytes.Part code = part().u32(names.size());
        for (int i = 0; i < names.size(); i++) {
            exports.name(names.get(i)).hex("00").u32(i);
            code.sized(bodies.get(i));
        }
        byte[] bytes = new ModuleBytes()
                .section(1, "01 60 00 01 7e")
                .section(3, part().u32(names.size()).times(names.size(), "00"))
                .section(7, exports)
                .section(10, code)
                .bytes();
        WasmModule asWritten = Parser.parse(bytes);
        WasmModule asCompiled = CountedLoops.in(asWritten, Set.of());
        Instance written = Instance.builder(asWritten).build();
        Instance compiled = Instance.builder(asCompiled).build();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            assertEquals(written.export(name).apply()[0], compiled.export(name).apply()[0], name);
            assertEquals(counted.get(i), isChanged(asWritten, asCompiled, i), name);
        }
        assertTrue(counted.stream().filter(is -> is).count() > 50);
    }

    private static boolean isChanged(WasmModule one, WasmModule other, int function) {
        return unequal(one, function) != unequal(other, function);
    }

    private static long unequal(WasmModule module, int function) {
        return module.codeSection().getFunctionBody(function).instructions().stream()
                .filter(instruction -> instruction.opcode() == OpCode.I32_NE)
                .count();
    }
}
