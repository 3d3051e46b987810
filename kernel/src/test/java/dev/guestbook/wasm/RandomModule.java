package dev.guestbook.wasm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes valid modules at random, the same for the same seed: integers, floats, memory at odd and far offsets,
 * loops, switches, calls, indirect calls and traps. Every function is exported as {@code f0}, {@code f1}, ...,
 * the memory as {@code memory}. Fuel in a global ends each call soon.
 *
 * <p>A NaN out of arithmetic is made the canonical one, as its bits are for the machine to choose.
 */
public final class RandomModule {
    private static final int I32 = 0x7f;
    private static final int I64 = 0x7e;
    private static final int F32 = 0x7d;
    private static final int F64 = 0x7c;
    private static final int[] TYPES = {I32, I64, F32, F64};
    private static final int[][] PARAMETERS = {{I32, I32}, {I64, I32}, {F64, F32}, {}, {F32, I64, I32}};
    private static final int[] RESULTS = {I32, I64, F64, I32, F32};

    private static final int I32_MUL = 0x6c;

    private static final int FUEL = 300;
    private static final int TABLE = 16;
    private static final int EMPTY_BLOCK = 0x40;
    private static final int TWO_RESULTS = PARAMETERS.length;

    private final Random random;
    private final boolean tame;
    private final List<Integer> signatures = new ArrayList<>();
    private Code code = new Code();
    private int function;
    private int parameters;
    private int loops;

    private RandomModule(long seed, boolean tame) {
        this.random = new Random(seed);
        this.tame = tame;
    }

    /** A module of so many functions. */
    public static byte[] of(long seed, int functions) {
        return new RandomModule(seed, false).write(functions);
    }

    /**
     * One without what the engine's interpreter gets wrong. Of narrow stores (i32.store8, i64.store8, i64.store32) it adds
     * base and offset in 32 bits, so that an address below 0 comes round to where it should trap; here they stay
     * near. And it leaves an i32.mul all 64 bits of the product, which an {@code if} then looks at; here 0 is added.
     */
    public static byte[] tame(long seed, int functions) {
        return new RandomModule(seed, true).write(functions);
    }

    private byte[] write(int functions) {
        for (int i = 0; i < functions; i++) {
            signatures.add(random.nextInt(PARAMETERS.length));
        }
        Code module = new Code().bytes(0, 'a', 's', 'm', 1, 0, 0, 0);
        Code types = new Code().u32(PARAMETERS.length + 1);
        for (int i = 0; i < PARAMETERS.length; i++) {
            types.bytes(0x60)
                    .u32(PARAMETERS[i].length)
                    .bytes(PARAMETERS[i])
                    .u32(1)
                    .bytes(RESULTS[i]);
        }
        types.bytes(0x60, 1, I64, 2, I64, I32);
        module.section(1, types);
        Code declared = new Code().u32(functions + 1);
        signatures.forEach(declared::u32);
        declared.u32(TWO_RESULTS);
        module.section(3, declared);
        module.section(4, new Code().u32(1).bytes(0x70, 0).u32(TABLE));
        module.section(5, new Code().u32(1).bytes(1).u32(1 + random.nextInt(2)).u32(4));
        module.section(6, globals());
        Code exports = new Code().u32(functions + 6).name("memory").bytes(2).u32(0);
        for (int i = 0; i < 5; i++) {
            exports.name("g" + i).bytes(3).u32(i);
        }
        for (int i = 0; i < functions; i++) {
            exports.name("f" + i).bytes(0).u32(i);
        }
        module.section(7, exports);
        module.section(9, elements(functions));
        module.section(12, new Code().u32(2));
        Code bodies = new Code().u32(functions + 1);
        for (int i = 0; i < functions; i++) {
            bodies.sized(body(i));
        }
        bodies.sized(new Code().u32(0).bytes(0x20, 0, 0x20, 0, 0xa7, 0x0b));
        module.section(10, bodies);
        byte[] data = new byte[40];
        random.nextBytes(data);
        Code segments = new Code().u32(2).bytes(0, 0x41).s64(8).bytes(0x0b).sized(new Code().raw(data));
        module.section(11, segments.bytes(1).sized(new Code().raw(data)));
        return module.toBytes();
    }

    /** Fuel, then one of each type. */
    private Code globals() {
        Code globals = new Code().u32(5).bytes(I32, 1, 0x41).s64(FUEL).bytes(0x0b);
        globals.bytes(I32, 1, 0x41).s64(random.nextInt()).bytes(0x0b);
        globals.bytes(I64, 1, 0x42).s64(random.nextLong()).bytes(0x0b);
        globals.bytes(F32, 1, 0x43).f32(random.nextFloat()).bytes(0x0b);
        return globals.bytes(F64, 1, 0x44).f64(random.nextGaussian()).bytes(0x0b);
    }

    /** Three quarters of the table; the rest stays null. */
    private Code elements(int functions) {
        Code elements = new Code().u32(1).bytes(0, 0x41).s64(0).bytes(0x0b).u32(TABLE * 3 / 4);
        for (int i = 0; i < TABLE * 3 / 4; i++) {
            elements.u32(random.nextInt(functions));
        }
        return elements;
    }

    // Locals after the parameters: two of each type, one more of each float, then loop counters.

    private int local(int type, int which) {
        return parameters + 2 * index(type) + which;
    }

    private int scratch(int type) {
        return parameters + 8 + (type == F32 ? 0 : 1);
    }

    private int counter(int loop) {
        return parameters + 10 + loop;
    }

    private static int index(int type) {
        return I32 - type;
    }

    private Code body(int index) {
        code = new Code();
        function = index;
        parameters = PARAMETERS[signatures.get(index)].length;
        loops = 0;
        int result = RESULTS[signatures.get(index)];
        burn(result);
        int statements = 2 + random.nextInt(5);
        for (int i = 0; i < statements; i++) {
            statement(3);
        }
        value(result, 3);
        code.bytes(0x0b);
        Code whole = new Code().u32(7);
        for (int type : TYPES) {
            whole.u32(2).bytes(type);
        }
        whole.u32(1).bytes(F32).u32(1).bytes(F64).u32(Math.max(1, loops)).bytes(I32);
        return whole.raw(code.toBytes());
    }

    /** Takes one fuel; returns a constant where none is left. */
    private void burn(int result) {
        code.bytes(0x23, 0, 0x41, 1, 0x6b, 0x24, 0, 0x23, 0, 0x41, 0, 0x48, 0x04, EMPTY_BLOCK);
        constant(result);
        code.bytes(0x0f, 0x0b);
    }

    private void statement(int depth) {
        switch (random.nextInt(depth > 0 ? 13 : 6)) {
            case 0, 1 -> {
                int type = anyType();
                value(type, depth);
                code.bytes(0x21).u32(local(type, random.nextInt(2)));
            }
            case 2 -> {
                int type = anyType();
                value(type, depth);
                code.bytes(0x24).u32(1 + index(type));
            }
            case 3, 4 -> store(depth);
            case 5 -> bulk(depth);
            case 6 -> {
                value(I32, depth - 1);
                code.bytes(0x04, EMPTY_BLOCK);
                statement(depth - 1);
                code.bytes(0x05);
                statement(depth - 1);
                code.bytes(0x0b);
            }
            case 7, 8 -> loop(depth);
            case 9 -> choice(depth);
            case 10 -> {
                code.bytes(0x02, EMPTY_BLOCK);
                value(I32, depth - 1);
                code.bytes(0x0d, 0);
                statement(depth - 1);
                code.bytes(0x0b);
            }
            case 11 -> {
                value(I64, depth - 1);
                code.bytes(0x10).u32(signatures.size()).bytes(0x21).u32(local(I32, 0));
                code.bytes(0x21).u32(local(I64, 0));
            }
            default -> {
                if (random.nextInt(12) == 0) {
                    value(I32, 0);
                    code.bytes(0x04, EMPTY_BLOCK, 0x00, 0x0b);
                } else {
                    value(F64, depth);
                    code.bytes(0x1a);
                }
            }
        }
    }

    /** A loop of a counted number of turns, or one that ends by its fuel. */
    private void loop(int depth) {
        int counter = counter(loops++);
        code.bytes(0x41).s64(1 + random.nextInt(40)).bytes(0x21).u32(counter).bytes(0x03, EMPTY_BLOCK);
        statement(depth - 1);
        statement(depth - 1);
        burn(RESULTS[signatures.get(function)]);
        code.bytes(0x20).u32(counter).bytes(0x41, 1, 0x6b, 0x22).u32(counter);
        if (random.nextInt(3) == 0) {
            code.bytes(0x41, 0, 0x4a);
        }
        code.bytes(0x0d, 0, 0x0b);
    }

    private void choice(int depth) {
        int arms = 2 + random.nextInt(3);
        for (int i = 0; i <= arms; i++) {
            code.bytes(0x02, EMPTY_BLOCK);
        }
        value(I32, depth - 1);
        code.bytes(0x0e).u32(arms);
        for (int i = 0; i <= arms; i++) {
            code.u32(random.nextInt(arms + 1));
        }
        for (int i = 0; i <= arms; i++) {
            code.bytes(0x0b);
            statement(depth - 1);
        }
    }

    private void bulk(int depth) {
        switch (random.nextInt(6)) {
            case 0 -> {
                code.bytes(0x41).s64(random.nextInt(3)).bytes(0x40, 0, 0x1a);
            }
            case 1 -> {
                threeSizes(depth);
                code.bytes(0xfc, 11, 0);
            }
            case 2, 3 -> {
                threeSizes(depth);
                code.bytes(0xfc, 10, 0, 0);
            }
            case 4 -> {
                address(depth);
                code.bytes(0x41)
                        .s64(random.nextInt(42))
                        .bytes(0x41)
                        .s64(random.nextInt(10))
                        .bytes(0xfc, 8, 1, 0);
            }
            default -> {
                if (random.nextInt(20) == 0) {
                    code.bytes(0xfc, 9, 1);
                } else {
                    statement(0);
                }
            }
        }
    }

    private void threeSizes(int depth) {
        address(depth);
        address(depth);
        code.bytes(0x41).s64(random.nextInt(15) == 0 ? random.nextInt() : random.nextInt(300));
    }

    /** Mostly inside, often near the end of a page or of memory, at times negative. */
    private void address(int depth) {
        switch (random.nextInt(40)) {
            case 0 -> value(I32, depth - 1);
            case 1 -> code.bytes(0x41).s64(-1 - random.nextInt(10));
            case 2, 3 ->
                code.bytes(0x3f, 0, 0x41, 16, 0x74, 0x41)
                        .s64(random.nextInt(24))
                        .bytes(0x6b);
            case 4, 5 -> code.bytes(0x41).s64(65_536 - random.nextInt(16));
            default -> {
                value(I32, depth - 1);
                code.bytes(0x41).s64(0xfff).bytes(0x71);
            }
        }
    }

    private void immediate(int log2) {
        code.u32(random.nextInt(log2 + 1));
        long offset = switch (random.nextInt(50)) {
            case 0 -> Integer.MAX_VALUE - random.nextInt(9);
            case 1 -> 0x8000_0000L + random.nextInt(9);
            case 2 -> 0xffff_ffffL - random.nextInt(9);
            case 3, 4 -> 65_536 - random.nextInt(9);
            case 5, 6 -> 61_432 + random.nextInt(20);
            default -> random.nextInt(100);
        };
        code.u32(offset);
    }

    /** Opcodes of loads and stores, with the base-2 logarithm of their width. */
    private static final int[][] LOADS = {
        {0x28, 2, 0x2c, 0, 0x2d, 0, 0x2e, 1, 0x2f, 1},
        {0x29, 3, 0x30, 0, 0x31, 0, 0x32, 1, 0x33, 1, 0x34, 2, 0x35, 2},
        {0x2a, 2},
        {0x2b, 3}
    };

    private static final int[][] STORES = {
        {0x36, 2, 0x3a, 0, 0x3b, 1}, {0x37, 3, 0x3c, 0, 0x3d, 1, 0x3e, 2}, {0x38, 2}, {0x39, 3}
    };

    private void load(int type, int depth) {
        address(depth);
        int[] of = LOADS[index(type)];
        int pick = random.nextInt(of.length / 2);
        code.bytes(of[2 * pick]);
        immediate(of[2 * pick + 1]);
        if (type == F32 || type == F64) {
            canonical(type);
        }
    }

    private void store(int depth) {
        int type = anyType();
        int[] of = STORES[index(type)];
        int pick = random.nextInt(of.length / 2);
        int opcode = of[2 * pick];
        boolean near = tame && (opcode == 0x3a || opcode == 0x3c || opcode == 0x3e);
        if (near) {
            value(I32, depth - 1);
            code.bytes(0x41).s64(0x1fff).bytes(0x71);
        } else {
            address(depth);
        }
        value(type, depth - 1);
        code.bytes(opcode);
        if (near) {
            code.u32(0).u32(random.nextInt(70_000));
        } else {
            immediate(of[2 * pick + 1]);
        }
    }

    private int anyType() {
        return TYPES[random.nextInt(TYPES.length)];
    }

    private void constant(int type) {
        switch (type) {
            case I32 -> code.bytes(0x41).s64(edge(random.nextInt(8), Integer.MIN_VALUE));
            case I64 -> code.bytes(0x42).s64(edge(random.nextInt(8), Long.MIN_VALUE));
            case F32 -> code.bytes(0x43).f32((float) fraction());
            default -> code.bytes(0x44).f64(fraction());
        }
    }

    private long edge(int kind, long least) {
        return switch (kind) {
            case 0 -> least;
            case 1 -> -(least + 1);
            case 2 -> 0;
            case 3 -> -1;
            case 4 -> least == Integer.MIN_VALUE ? random.nextInt() : random.nextLong();
            default -> random.nextInt(70);
        };
    }

    private double fraction() {
        return switch (random.nextInt(10)) {
            case 0 -> Double.NaN;
            case 1 -> Double.POSITIVE_INFINITY;
            case 2 -> -0.0;
            case 3 -> -2_147_483_649.0;
            case 4 -> 1.8446744073709552e19;
            case 5 -> Float.MIN_VALUE;
            default -> random.nextGaussian() * (1 << random.nextInt(20));
        };
    }

    private void value(int type, int depth) {
        int kind = random.nextInt(depth > 0 ? 12 : 3);
        switch (kind) {
            case 0 -> constant(type);
            case 1 -> variable(type);
            case 2 -> code.bytes(0x23).u32(1 + index(type));
            case 3, 4 -> load(type, depth);
            case 5 -> call(type, depth);
            case 6 -> {
                value(type, depth - 1);
                value(type, depth - 1);
                value(I32, depth - 1);
                code.bytes(0x1b);
            }
            case 7 -> converted(type, depth);
            case 8 -> compared(type, depth);
            default -> computed(type, depth);
        }
    }

    private void variable(int type) {
        int[] own = PARAMETERS[signatures.get(function)];
        int pick = random.nextInt(own.length + 2);
        boolean parameter = pick < own.length && own[pick] == type;
        code.bytes(0x20).u32(parameter ? pick : local(type, pick % 2));
    }

    /** A function before this one, or any through the table. */
    private void call(int type, int depth) {
        int signature = -1;
        for (int i = 0; i < RESULTS.length; i++) {
            signature = RESULTS[i] == type ? i : signature;
        }
        int callee = function == 0 ? -1 : random.nextInt(function);
        boolean direct = callee >= 0 && RESULTS[signatures.get(callee)] == type && random.nextInt(3) > 0;
        int called = direct ? signatures.get(callee) : signature;
        for (int parameter : PARAMETERS[called]) {
            value(parameter, depth - 1);
        }
        if (direct) {
            code.bytes(0x10).u32(callee);
        } else {
            code.bytes(0x41).s64(random.nextInt(TABLE + (random.nextInt(8) == 0 ? 2 : 0)));
            code.bytes(0x11).u32(called).u32(0);
        }
    }

    /** A comparison or test of any type, as an i32, widened where an i64 is wanted. */
    private void compared(int type, int depth) {
        if (type != I32 && type != I64) {
            computed(type, depth);
            return;
        }
        int operand = anyType();
        if (operand == I32 || operand == I64) {
            int first = operand == I32 ? 0x45 : 0x50;
            int pick = random.nextInt(11);
            value(operand, depth - 1);
            if (pick > 0) {
                value(operand, depth - 1);
            }
            code.bytes(first + pick);
        } else {
            value(operand, depth - 1);
            value(operand, depth - 1);
            code.bytes((operand == F32 ? 0x5b : 0x61) + random.nextInt(6));
        }
        if (type == I64) {
            code.bytes(0xad);
        }
    }

    private void computed(int type, int depth) {
        switch (type) {
            case I32, I64 -> {
                int first = type == I32 ? 0x67 : 0x79;
                int pick = random.nextInt(20);
                if (pick >= 18) {
                    value(type, depth - 1);
                    code.bytes((type == I32 ? 0xc0 : 0xc2) + random.nextInt(type == I32 ? 2 : 3));
                    return;
                }
                value(type, depth - 1);
                if (pick > 2) {
                    value(type, depth - 1);
                }
                code.bytes(first + pick);
                if (tame && first + pick == I32_MUL) {
                    code.bytes(0x41, 0, 0x6a);
                }
            }
            default -> {
                int first = type == F32 ? 0x8b : 0x99;
                int pick = random.nextInt(14);
                value(type, depth - 1);
                if (pick > 6) {
                    value(type, depth - 1);
                }
                code.bytes(first + pick);
                canonical(type);
            }
        }
    }

    /** To each type from each other: opcodes, a two-byte one with its prefix in the third place. */
    private static final int[][][] CONVERSIONS = {
        {
            {0xa7, I64},
            {0xa8, F32},
            {0xa9, F32},
            {0xaa, F64},
            {0xab, F64},
            {0xbc, F32},
            {0, F32, 0xfc},
            {1, F32, 0xfc},
            {2, F64, 0xfc},
            {3, F64, 0xfc}
        },
        {
            {0xac, I32},
            {0xad, I32},
            {0xae, F32},
            {0xaf, F32},
            {0xb0, F64},
            {0xb1, F64},
            {0xbd, F64},
            {4, F32, 0xfc},
            {5, F32, 0xfc},
            {6, F64, 0xfc},
            {7, F64, 0xfc}
        },
        {{0xb2, I32}, {0xb3, I32}, {0xb4, I64}, {0xb5, I64}, {0xb6, F64}, {0xbe, I32}},
        {{0xb7, I32}, {0xb8, I32}, {0xb9, I64}, {0xba, I64}, {0xbb, F32}, {0xbf, I64}}
    };

    private void converted(int type, int depth) {
        int[][] all = CONVERSIONS[index(type)];
        int[] pick = all[random.nextInt(all.length)];
        value(pick[1], depth - 1);
        if (pick.length == 3) {
            code.bytes(pick[2]);
        }
        code.bytes(pick[0]);
        if (type == F32 || type == F64) {
            canonical(type);
        }
    }

    private void canonical(int type) {
        int scratch = scratch(type);
        code.bytes(0x22).u32(scratch);
        if (type == F32) {
            code.bytes(0x43).f32(Float.NaN);
        } else {
            code.bytes(0x44).f64(Double.NaN);
        }
        code.bytes(0x20).u32(scratch).bytes(0x20).u32(scratch).bytes(type == F32 ? 0x5b : 0x61, 0x1b);
    }

    /** Bytes of the binary format as they are put together. */
    private static final class Code {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Code bytes(int... values) {
            for (int value : values) {
                out.write(value);
            }
            return this;
        }

        Code raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        Code u32(long value) {
            long left = value;
            while (left > 0x7f) {
                out.write((int) ((left & 0x7f) | 0x80));
                left >>>= 7;
            }
            out.write((int) left);
            return this;
        }

        Code s64(long value) {
            long left = value;
            while (left < -64 || left > 63) {
                out.write((int) ((left & 0x7f) | 0x80));
                left >>= 7;
            }
            out.write((int) (left & 0x7f));
            return this;
        }

        Code f32(float value) {
            return little(Float.floatToRawIntBits(value), 4);
        }

        Code f64(double value) {
            return little(Double.doubleToRawLongBits(value), 8);
        }

        private Code little(long bits, int bytes) {
            for (int i = 0; i < bytes; i++) {
                out.write((int) (bits >> (8 * i)));
            }
            return this;
        }

        Code name(String name) {
            byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
            return u32(utf8.length).raw(utf8);
        }

        Code sized(Code inner) {
            return u32(inner.out.size()).raw(inner.toBytes());
        }

        Code section(int id, Code content) {
            return bytes(id).sized(content);
        }

        byte[] toBytes() {
            return out.toByteArray();
        }
    }
}
