package dev.guestbook.session;

import java.util.Locale;
import java.util.Optional;

/** What stands in a region: little endian, as wasm has it. Spelled in lower case. */
public enum DataType implements MemoryType {
    I8(1),
    U8(1),
    I16(2),
    U16(2),
    I32(4),
    U32(4),
    I64(8),
    U64(8),
    F32(4),
    F64(8),
    /** An address of 32 bits. */
    PTR(4),
    /** Text without an end mark; its elements are bytes. */
    UTF8(1),
    /** Text that a zero byte ends; its elements are bytes. */
    CSTR(1);

    private final int size;

    DataType(int size) {
        this.size = size;
    }

    @Override
    public int size() {
        return size;
    }

    /** Its size: wasm32's C ABI aligns every number naturally. */
    @Override
    public int alignment() {
        return size;
    }

    /** Whether it is UTF-8 text rather than numbers. */
    public boolean isText() {
        return this == UTF8 || this == CSTR;
    }

    /** The type spelled so, e.g. {@code u32}. */
    public static Optional<DataType> of(String spelling) {
        for (DataType type : values()) {
            if (type.toString().equals(spelling)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
