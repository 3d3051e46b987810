package dev.guestbook.wasm.code;

import com.dylibso.chicory.runtime.Memory;

/**
 * What a compiled module's instructions call in place of the engine's own helper: memory access straight on the array, with
 * the array's own check where that is enough.
 *
 * <p>Each module gets a copy of these bodies ({@link HelperClass}), so that the JIT's profile of one guest does not slow another;
 * names and signatures are the engine's. An address is the unsigned sum of a base and an offset. Memory ends below 2 GiB, so that
 * one whose base has its top bit set is outside, and otherwise the sum in an {@code int} is right or negative: the array's
 * check of that index is the guest's, as long as the array ends where memory does. Where it has room to spare ({@link
 * FlatMemory#spare}) the index is checked first. Bodies stay about 35 bytes of bytecode, what the JIT inlines without asking how
 * often.
 */
final class GuestCode {
    private static final long UNSIGNED = 0xffff_ffffL;

    private GuestCode() {}

    public static byte memoryReadByte(int base, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        try {
            return flat.bytes()[at(base, offset, 1, flat)];
        } catch (IndexOutOfBoundsException outside) {
            throw flat.fault(base, offset, 1);
        }
    }

    public static short memoryReadShort(int base, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        try {
            return (short) FlatMemory.SHORT.get(flat.bytes(), at(base, offset, 2, flat));
        } catch (IndexOutOfBoundsException outside) {
            throw flat.fault(base, offset, 2);
        }
    }

    public static int memoryReadInt(int base, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        try {
            return (int) FlatMemory.INT.get(flat.bytes(), at(base, offset, 4, flat));
        } catch (IndexOutOfBoundsException outside) {
            throw flat.fault(base, offset, 4);
        }
    }

    public static long memoryReadLong(int base, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        try {
            return (long) FlatMemory.LONG.get(flat.bytes(), at(base, offset, 8, flat));
        } catch (IndexOutOfBoundsException outside) {
            throw flat.fault(base, offset, 8);
        }
    }

    public static float memoryReadFloat(int base, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        try {
            return (float) FlatMemory.FLOAT.get(flat.bytes(), at(base, offset, 4, flat));
        } catch (IndexOutOfBoundsException outside) {
            throw flat.fault(base, offset, 4);
        }
    }

    public static double memoryReadDouble(int base, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        try {
            return (double) FlatMemory.DOUBLE.get(flat.bytes(), at(base, offset, 8, flat));
        } catch (IndexOutOfBoundsException outside) {
            throw flat.fault(base, offset, 8);
        }
    }

    public static void memoryWriteByte(int base, byte value, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        try {
            flat.bytes()[at(base, offset, 1, flat)] = value;
        } catch (IndexOutOfBoundsException outside) {
            throw flat.fault(base, offset, 1);
        }
    }

    public static void memoryWriteShort(int base, short value, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        try {
            FlatMemory.SHORT.set(flat.bytes(), at(base, offset, 2, flat), value);
        } catch (IndexOutOfBoundsException outside) {
            throw flat.fault(base, offset, 2);
        }
    }

    public static void memoryWriteInt(int base, int value, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        try {
            FlatMemory.INT.set(flat.bytes(), at(base, offset, 4, flat), value);
        } catch (IndexOutOfBoundsException outside) {
            throw flat.fault(base, offset, 4);
        }
    }

    public static void memoryWriteLong(int base, long value, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        try {
            FlatMemory.LONG.set(flat.bytes(), at(base, offset, 8, flat), value);
        } catch (IndexOutOfBoundsException outside) {
            throw flat.fault(base, offset, 8);
        }
    }

    public static void memoryWriteFloat(int base, float value, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        try {
            FlatMemory.FLOAT.set(flat.bytes(), at(base, offset, 4, flat), value);
        } catch (IndexOutOfBoundsException outside) {
            throw flat.fault(base, offset, 4);
        }
    }

    public static void memoryWriteDouble(int base, double value, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        try {
            FlatMemory.DOUBLE.set(flat.bytes(), at(base, offset, 8, flat), value);
        } catch (IndexOutOfBoundsException outside) {
            throw flat.fault(base, offset, 8);
        }
    }

    /** The array index of base plus offset; one that is outside is refused here or by the array. */
    public static int at(int base, int offset, int length, FlatMemory flat) {
        int index = base + offset;
        if ((offset != 0 && (base | offset) < 0) || (flat.spare && index > flat.size() - length)) {
            throw flat.fault(base, offset, length);
        }
        return index;
    }

    /**
     * Compared as longs: C2 takes unsigned comparisons of ints for signed ones, here and there, on Java 17 and older, and the
     * engine's way around that is a call that is never inlined.
     */
    public static int i32_ge_u(int a, int b) {
        return (a & UNSIGNED) >= (b & UNSIGNED) ? 1 : 0;
    }
}
