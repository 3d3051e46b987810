package dev.guestbook.wasm.code;

import com.dylibso.chicory.runtime.Memory;

/**
 * What a compiled module's instructions call in place of the engine's own helper: memory access straight
 * on the array, with one check.
 *
 * <p>Each module gets a copy of these bodies ({@link HelperClass}), so that the JIT's profile of one guest
 * does not slow another; names and signatures are the engine's. An address is the unsigned sum of a base
 * and an offset, in 64 bits. It is checked first and the array is touched then: an exception out of the
 * array access itself would spoil the profile. Bodies stay under 35 bytes of bytecode, what the JIT
 * inlines without asking how often.
 */
final class GuestCode {
    private static final long UNSIGNED = 0xffff_ffffL;

    private GuestCode() {}

    public static byte memoryReadByte(int base, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        return flat.bytes()[at(base, offset, 1, flat)];
    }

    public static short memoryReadShort(int base, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        return (short) FlatMemory.SHORT.get(flat.bytes(), at(base, offset, 2, flat));
    }

    public static int memoryReadInt(int base, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        return (int) FlatMemory.INT.get(flat.bytes(), at(base, offset, 4, flat));
    }

    public static long memoryReadLong(int base, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        return (long) FlatMemory.LONG.get(flat.bytes(), at(base, offset, 8, flat));
    }

    public static float memoryReadFloat(int base, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        return (float) FlatMemory.FLOAT.get(flat.bytes(), at(base, offset, 4, flat));
    }

    public static double memoryReadDouble(int base, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        return (double) FlatMemory.DOUBLE.get(flat.bytes(), at(base, offset, 8, flat));
    }

    public static void memoryWriteByte(int base, byte value, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        flat.bytes()[at(base, offset, 1, flat)] = value;
    }

    public static void memoryWriteShort(int base, short value, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        FlatMemory.SHORT.set(flat.bytes(), at(base, offset, 2, flat), value);
    }

    public static void memoryWriteInt(int base, int value, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        FlatMemory.INT.set(flat.bytes(), at(base, offset, 4, flat), value);
    }

    public static void memoryWriteLong(int base, long value, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        FlatMemory.LONG.set(flat.bytes(), at(base, offset, 8, flat), value);
    }

    public static void memoryWriteFloat(int base, float value, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        FlatMemory.FLOAT.set(flat.bytes(), at(base, offset, 4, flat), value);
    }

    public static void memoryWriteDouble(int base, double value, int offset, Memory memory) {
        FlatMemory flat = (FlatMemory) memory;
        FlatMemory.DOUBLE.set(flat.bytes(), at(base, offset, 8, flat), value);
    }

    /** The array index of so many bytes at base plus offset, once they were found inside. */
    public static int at(int base, int offset, int length, FlatMemory flat) {
        long start = (base & UNSIGNED) + (offset & UNSIGNED);
        if (start > flat.size() - length) {
            throw flat.fault(start, length);
        }
        return (int) start;
    }
}
