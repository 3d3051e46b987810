package dev.guestbook.session;

import dev.guestbook.wasm.Signature;
import dev.guestbook.wasm.ValueType;
import java.util.Locale;

/** What a guest passed to a host function, by position from 0. Addresses are masked and checked; reads are copies. */
public final class HostArguments {
    private final String function;
    private final Signature signature;
    private final Caller caller;
    private final HostObjects objects;
    private final long[] raw;

    HostArguments(String function, Signature signature, Caller caller, HostObjects objects, long[] raw) {
        this.function = function;
        this.signature = signature;
        this.caller = caller;
        this.objects = objects;
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

    /** An externref as the Java object that the guest was given; null for a null reference. */
    public Object ref(int index) {
        return objects.object(raw(index, ValueType.Kind.EXTERNREF));
    }

    /** The guest that calls. */
    public Caller caller() {
        return caller;
    }

    /** An argument as a pointer into the guest. */
    public Ptr ptr(int index) {
        return caller.ptr(i32(index));
    }

    /** The bytes that a pointer and a length argument name. */
    public byte[] bytes(int pointer, int length) {
        return caller.bytes(i32(pointer), i32(length));
    }

    /** The same bytes as UTF-8. */
    public String utf8(int pointer, int length) {
        return caller.utf8(i32(pointer), i32(length));
    }

    /** The text up to the next zero byte. */
    public String cString(int pointer) {
        return caller.cString(i32(pointer));
    }

    /** Copies bytes to where a pointer argument points. */
    public void write(int pointer, byte[] bytes) {
        caller.write(i32(pointer), bytes);
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
