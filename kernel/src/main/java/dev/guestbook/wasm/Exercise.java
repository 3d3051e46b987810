package dev.guestbook.wasm;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Modules made to be compiled before a user's first, so that it meets a parser and a compiler that the JVM has compiled
 * themselves. The JVM counts calls, so many small functions do more than a few large ones; instructions and the ways
 * to jump take turns, as each has code of its own in the compiler.
 */
public final class Exercise {
    private static final int MODULES = 8;
    private static final int FUNCTIONS = 32;
    private static final int STATEMENTS = 2;

    /** i32, i64, f32, f64. The functions take one of each, and have one more of each as locals. */
    private static final byte[] TYPES = {0x7f, 0x7e, 0x7d, 0x7c};

    private static final int LOCALS = TYPES.length;

    /** Numeric instructions of one signature: the first and last opcode, the operands' type, how many, the result's type. */
    private static final int[][] NUMERIC = {
        {0x45, 0x45, 0, 1, 0},
        {0x46, 0x4f, 0, 2, 0},
        {0x50, 0x50, 1, 1, 0},
        {0x51, 0x5a, 1, 2, 0},
        {0x5b, 0x60, 2, 2, 0},
        {0x61, 0x66, 3, 2, 0},
        {0x67, 0x69, 0, 1, 0},
        {0x6a, 0x78, 0, 2, 0},
        {0x79, 0x7b, 1, 1, 1},
        {0x7c, 0x8a, 1, 2, 1},
        {0x8b, 0x91, 2, 1, 2},
        {0x92, 0x98, 2, 2, 2},
        {0x99, 0x9f, 3, 1, 3},
        {0xa0, 0xa6, 3, 2, 3},
        {0xa7, 0xa7, 1, 1, 0},
        {0xac, 0xad, 0, 1, 1},
        {0xb7, 0xb8, 0, 1, 3},
        {0xc0, 0xc1, 0, 1, 0},
    };

    /** Opcode and type. */
    private static final int[][] LOADS = {
        {0x28, 0}, {0x29, 1}, {0x2a, 2}, {0x2b, 3}, {0x2c, 0}, {0x2d, 0}, {0x2e, 0}, {0x2f, 0}, {0x30, 1}, {0x35, 1}
    };

    private static final int[][] STORES = {{0x36, 0}, {0x37, 1}, {0x38, 2}, {0x39, 3}, {0x3a, 0}, {0x3b, 0}, {0x3e, 1}};

    private Exercise() {}

    /** What to compile, in this order; each takes some ten milliseconds, the first ones some more. */
    public static List<Runnable> steps() {
        List<Runnable> steps = new ArrayList<>();
        steps.add(() -> compile(TinyModule.bytes()));
        for (int i = 0; i < MODULES; i++) {
            int turn = i;
            steps.add(() -> compile(module(turn)));
        }
        return steps;
    }

    private static void compile(byte[] module) {
        try {
            Instance unused =
                    WasmModule.of(module, Engine.COMPILED, Limits.DEFAULT).instantiate(List.of());
        } catch (BadModule e) {
            throw new IllegalStateException("Our own module is good.", e);
        }
    }

    /** @param turn with which instructions it begins */
    static byte[] module(int turn) {
        Bytes functions = new Bytes().number(FUNCTIONS);
        Bytes code = new Bytes().number(FUNCTIONS);
        for (int i = 0; i < FUNCTIONS; i++) {
            functions.of(0);
            code.sized(body(turn * FUNCTIONS + i, (i + 1) % FUNCTIONS));
        }
        Bytes signature = new Bytes().of(1, 0x60, TYPES.length).all(TYPES).of(1, 0x7f);
        return new Bytes()
                .of(0, 'a', 's', 'm', 1, 0, 0, 0)
                .section(1, signature)
                .section(3, functions)
                .section(4, new Bytes().of(1, 0x70, 0, 4))
                .section(5, new Bytes().of(1, 0, 1))
                .section(6, new Bytes().of(1, 0x7f, 1, 0x41, 0, 0x0b))
                .section(10, code)
                .toByteArray();
    }

    private static Bytes body(int turn, int callee) {
        Bytes code = new Bytes().number(TYPES.length);
        for (byte type : TYPES) {
            code.of(1, type);
        }
        code.of(0x02, 0x40, 0x03, 0x40); // block, loop
        for (int i = 0; i < STATEMENTS; i++) {
            statement(code, turn * STATEMENTS + i);
        }
        code.of(0x20, 0, 0x20, 1, 0x20, 2, 0x20, 3, 0x10).number(callee).of(0x21, LOCALS); // call
        code.of(0x20, LOCALS, 0x0d, 0, 0x0b, 0x0b); // br_if to the loop
        code.of(0x20, 0, 0x42, 9, 0x20, 2, 0x20, 3, 0x20, LOCALS, 0x11, 0, 0, 0x21, LOCALS); // call_indirect
        code.of(0x02, 0x40, 0x02, 0x40, 0x20, 0, 0x0e, 1, 0, 1, 0x0b, 0x20, LOCALS, 0x0f, 0x0b); // br_table, return
        return code.of(0x20, LOCALS, 0x0b);
    }

    private static void statement(Bytes code, int turn) {
        int[] load = LOADS[turn % LOADS.length];
        code.of(0x20, LOCALS, load[0], 0).number(turn % 99).of(0x21, LOCALS + load[1]);
        int[] numeric = NUMERIC[turn % NUMERIC.length];
        for (int i = 0; i < numeric[3]; i++) {
            code.of(0x20, numeric[2] + i * LOCALS);
        }
        code.of(numeric[0] + turn / NUMERIC.length % (numeric[1] - numeric[0] + 1), 0x22, LOCALS + numeric[4], 0x1a);
        int[] store = STORES[turn % STORES.length];
        code.of(0x20, 0, 0x20, store[1], store[0], 0).number(turn % 99);
        // if ((local = local + constant) != 0) global = global + 1; else local = select
        code.of(0x20, LOCALS, 0x41).number(turn % 50).of(0x6a, 0x22, LOCALS, 0x04, 0x40);
        code.of(0x23, 0, 0x41, 1, 0x6a, 0x24, 0, 0x05);
        code.of(0x20, LOCALS, 0x20, 0, 0x41, 3, 0x71, 0x20, LOCALS, 0x1b, 0x21, LOCALS, 0x0b);
        code.of(0x20, LOCALS, 0x0d, turn % 2); // br_if, out of the loop or to its start
    }

    /** Bytes as they are put together. */
    private static final class Bytes extends ByteArrayOutputStream {
        Bytes of(int... bytes) {
            for (int value : bytes) {
                write(value);
            }
            return this;
        }

        Bytes all(byte[] bytes) {
            writeBytes(bytes);
            return this;
        }

        /** Unsigned, in LEB128; a small signed one is the same. */
        Bytes number(int value) {
            int left = value;
            for (; left > 0x7f; left >>>= 7) {
                write((left & 0x7f) | 0x80);
            }
            write(left);
            return this;
        }

        Bytes sized(Bytes content) {
            return number(content.size()).all(content.toByteArray());
        }

        Bytes section(int id, Bytes content) {
            return of(id).sized(content);
        }
    }
}
