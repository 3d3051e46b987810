package dev.guestbook.contract;

/** What a pointer points to: a number or a struct, by wasm32's C ABI. */
public sealed interface Element permits Scalar, Struct {
    /** Bytes, with the padding at a struct's end. */
    int size();

    /** What its addresses are multiples of, a power of two. */
    int alignment();
}
