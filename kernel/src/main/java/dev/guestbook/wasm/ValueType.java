package dev.guestbook.wasm;

/**
 * The type of a wasm value.
 *
 * @param text as the text format writes it: {@code i32}, {@code funcref}
 */
public record ValueType(Kind kind, String text) {
    public static final ValueType I32 = new ValueType(Kind.I32, "i32");
    public static final ValueType I64 = new ValueType(Kind.I64, "i64");
    public static final ValueType F32 = new ValueType(Kind.F32, "f32");
    public static final ValueType F64 = new ValueType(Kind.F64, "f64");
    /** What the host chose it to stand for; a guest can keep it and hand it back. */
    public static final ValueType EXTERNREF = new ValueType(Kind.EXTERNREF, "externref");

    /** What the host can pass: the four numbers and references of its own; vectors and other references it can only name. */
    public enum Kind {
        I32,
        I64,
        F32,
        F64,
        EXTERNREF,
        VECTOR,
        REFERENCE
    }

    /** Whether it is a number of 32 or 64 bits, which Java has. */
    public boolean isNumber() {
        return isPassable() && kind != Kind.EXTERNREF;
    }

    /** Whether the host can pass such a value. */
    public boolean isPassable() {
        return kind != Kind.VECTOR && kind != Kind.REFERENCE;
    }

    @Override
    public String toString() {
        return text;
    }
}
