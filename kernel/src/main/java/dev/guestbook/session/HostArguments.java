package dev.guestbook.session;

import dev.guestbook.display.Numbers;
import dev.guestbook.wasm.LinearMemory;
import dev.guestbook.wasm.Signature;
import dev.guestbook.wasm.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a guest passed to a host function, by position from 0. Addresses are masked and checked; reads are copies. */
public final class HostArguments {
    private final String function;
    private final Signature signature;
    private final LinearMemory memory;
    private final long[] raw;

    HostArguments(String function, Signature signature, LinearMemory memory, long[] raw) {
        this.function = function;
        this.signature = signature;
        this.memory = memory;
        this.raw = raw;
    }

    /** How many there are. */
    public int count() {
        return raw.length;
    }

    public int i32(int index) {
        return (int) raw(index, ValueType.Kind.I32);
    }

    /** An i32 as an unsigned number or an address. */
    public long u32(int index) {
        return Ptr.mask(i32(index));
    }

    public long i64(int index) {
        return raw(index, ValueType.Kind.I64);
    }

    public float f32(int index) {
        return Float.intBitsToFloat((int) raw(index, ValueType.Kind.F32));
    }

    public double f64(int index) {
        return Double.longBitsToDouble(raw(index, ValueType.Kind.F64));
    }

    /** The bytes that a pointer and a length argument name. */
    public byte[] bytes(int pointer, int length) {
        long address = u32(pointer);
        long count = u32(length);
        check(address, count);
        return memory.read(address, (int) count);
    }

    /** The same bytes as UTF-8. */
    public String utf8(int pointer, int length) {
        return new String(bytes(pointer, length), StandardCharsets.UTF_8);
    }

    /** The text up to the next zero byte. */
    public String cString(int pointer) {
        long address = u32(pointer);
        check(address, 1);
        long length = memory.indexOfZero(address, memory.size());
        if (length < 0) {
            throw new Refused(
                    "The guest passed `" + function + "` a text at " + Ptr.shown(address) + " that no zero byte ends.");
        }
        return new String(memory.read(address, (int) length), StandardCharsets.UTF_8);
    }

    /** Copies bytes to where a pointer argument points. */
    public void write(int pointer, byte[] bytes) {
        long address = u32(pointer);
        check(address, bytes.length);
        memory.write(address, bytes);
    }

    private void check(long address, long length) {
        if (memory == null || !memory.contains(address, length)) {
            throw new Refused("The guest passed `" + function + "` " + Numbers.grouped(length) + " bytes at "
                    + Ptr.shown(address) + " outside its memory.");
        }
    }

    private long raw(int index, ValueType.Kind kind) {
        if (index < 0
                || index >= raw.length
                || signature.parameters().get(index).kind() != kind) {
            throw new Refused("Host function `" + function + "` " + signature + " has no "
                    + kind.name().toLowerCase(Locale.ROOT) + " at position " + index + ".");
        }
        return raw[index];
    }
}
