package dev.guestbook.contract;

import java.util.Locale;

/** C's numbers on wasm32, where int, long, size_t and pointers have 32 bits. Spelled in lower case. */
public enum Scalar implements Element {
    BOOL(1, "i32"),
    /** A signed byte, and in an array or behind a pointer text. */
    CHAR(1, "i32"),
    I8(1, "i32"),
    U8(1, "i32"),
    I16(2, "i32"),
    U16(2, "i32"),
    I32(4, "i32"),
    U32(4, "i32"),
    I64(8, "i64"),
    U64(8, "i64"),
    F32(4, "f32"),
    F64(8, "f64"),
    /** An address. */
    PTR(4, "i32");

    private final int size;
    private final String wasm;

    Scalar(int size, String wasm) {
        this.size = size;
        this.wasm = wasm;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int alignment() {
        return size;
    }

    /** The wasm type it is passed as: {@code i32}, {@code i64}, {@code f32} or {@code f64}. */
    public String wasm() {
        return wasm;
    }

    /** Whether it can count elements: a whole number of 32 bits at most, and no address. */
    public boolean counts() {
        return wasm.equals("i32") && this != BOOL && this != CHAR && this != PTR;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
