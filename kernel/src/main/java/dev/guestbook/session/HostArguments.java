package dev.guestbook.session;

import dev.guestbook.wasm.Instance;
import dev.guestbook.wasm.Signature;
import dev.guestbook.wasm.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a guest passed to a host function, by position from 0. Addresses are masked and checked; reads are copies. */
public final class HostArguments {
    private static final Signature SET_THREW = new Signature(List.of(ValueType.I32, ValueType.I32), List.of());

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

    // What code of Emscripten's wants of its host.

    /**
     * Calls the function that the first argument names by its place in the guest's first table, with the further
     * arguments: an import {@code invoke_...}. Where that ends by {@link #unwind()}, the guest's globals are as before,
     * its stack pointer with them, its export {@code setThrew} is told and the result is 0.
     *
     * @return the host function's result
     * @throws dev.guestbook.wasm.Trap where no such function stands there, or it traps
     */
    public Object invoke() {
        int place = i32(0);
        List<ValueType> types = signature.parameters();
        long[] passed = new long[raw.length - 1];
        for (int i = 0; i < passed.length; i++) {
            boolean narrow = types.get(i + 1).kind() == ValueType.Kind.I32;
            passed[i] = narrow ? (int) raw[i + 1] : raw[i + 1];
        }
        Instance instance = caller.home().instance();
        long[] globals = instance.saveGlobals();
        try {
            Signature called = new Signature(types.subList(1, types.size()), signature.results());
            return results(instance.callTable(place, called, passed));
        } catch (Unwinding unwound) {
            instance.restoreGlobals(globals);
            instance.function("setThrew")
                    .filter(function -> function.signature().equals(SET_THREW))
                    .ifPresent(function -> function.call(1, 0));
            return results(new long[signature.results().size()]);
        }
    }

    /**
     * Ends all that the guest does since the last {@link #invoke()}, as {@code longjmp} has it: an import {@code
     * _emscripten_throw_longjmp}.
     *
     * @return never
     */
    @SuppressWarnings("DoNotCallSuggester") // called in the place of an answer
    public Object unwind() {
        throw new Unwinding(function);
    }

    /**
     * Grows the guest's memory to as many bytes as the first argument says: an import {@code emscripten_resize_heap}.
     *
     * @return 1, or 0 where its limit does not allow that
     */
    public Object grow() {
        return caller.growTo(u32(0)) ? 1 : 0;
    }

    private List<Object> results(long[] values) {
        List<Object> results = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            results.add(
                    switch (signature.results().get(i).kind()) {
                        case I32 -> (int) values[i];
                        case F32 -> Float.intBitsToFloat((int) values[i]);
                        case F64 -> Double.longBitsToDouble(values[i]);
                        case EXTERNREF -> objects.object(values[i]);
                        default -> values[i];
                    });
        }
        return results;
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
