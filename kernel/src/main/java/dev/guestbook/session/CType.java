package dev.guestbook.session;

import java.util.Map;
import java.util.Optional;

/** C's names for what stands in memory, as wasm32 has them: int, long, size_t and pointers take 32 bits. */
final class CType {
    private static final Map<String, DataType> NAMES = Map.ofEntries(
            Map.entry("bool", DataType.U8),
            Map.entry("_Bool", DataType.U8),
            Map.entry("char", DataType.I8),
            Map.entry("signed char", DataType.I8),
            Map.entry("unsigned char", DataType.U8),
            Map.entry("short", DataType.I16),
            Map.entry("unsigned short", DataType.U16),
            Map.entry("int", DataType.I32),
            Map.entry("signed", DataType.I32),
            Map.entry("unsigned", DataType.U32),
            Map.entry("unsigned int", DataType.U32),
            Map.entry("long", DataType.I32),
            Map.entry("unsigned long", DataType.U32),
            Map.entry("long long", DataType.I64),
            Map.entry("unsigned long long", DataType.U64),
            Map.entry("float", DataType.F32),
            Map.entry("double", DataType.F64),
            Map.entry("int8_t", DataType.I8),
            Map.entry("uint8_t", DataType.U8),
            Map.entry("int16_t", DataType.I16),
            Map.entry("uint16_t", DataType.U16),
            Map.entry("int32_t", DataType.I32),
            Map.entry("uint32_t", DataType.U32),
            Map.entry("int64_t", DataType.I64),
            Map.entry("uint64_t", DataType.U64),
            Map.entry("size_t", DataType.U32),
            Map.entry("ssize_t", DataType.I32),
            Map.entry("ptrdiff_t", DataType.I32),
            Map.entry("intptr_t", DataType.I32),
            Map.entry("uintptr_t", DataType.U32));

    private CType() {}

    /** The type C spells so, words separated by one blank. */
    static Optional<DataType> of(String spelling) {
        return Optional.ofNullable(NAMES.get(spelling.replaceFirst("^(short|long|long long) int$", "$1")
                .replaceFirst("^(unsigned (?:short|long|long long)) int$", "$1")));
    }
}
