package dev.guestbook.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** C's own words on wasm32. */
final class Names {
    /** Types of one word from the standard headers. */
    static final Map<String, Scalar> TYPES = Map.ofEntries(
            Map.entry("int8_t", Scalar.I8),
            Map.entry("uint8_t", Scalar.U8),
            Map.entry("int16_t", Scalar.I16),
            Map.entry("uint16_t", Scalar.U16),
            Map.entry("int32_t", Scalar.I32),
            Map.entry("uint32_t", Scalar.U32),
            Map.entry("int64_t", Scalar.I64),
            Map.entry("uint64_t", Scalar.U64),
            Map.entry("int_least8_t", Scalar.I8),
            Map.entry("uint_least8_t", Scalar.U8),
            Map.entry("int_least16_t", Scalar.I16),
            Map.entry("uint_least16_t", Scalar.U16),
            Map.entry("int_least32_t", Scalar.I32),
            Map.entry("uint_least32_t", Scalar.U32),
            Map.entry("int_least64_t", Scalar.I64),
            Map.entry("uint_least64_t", Scalar.U64),
            Map.entry("intmax_t", Scalar.I64),
            Map.entry("uintmax_t", Scalar.U64),
            Map.entry("size_t", Scalar.U32),
            Map.entry("ssize_t", Scalar.I32),
            Map.entry("ptrdiff_t", Scalar.I32),
            Map.entry("intptr_t", Scalar.I32),
            Map.entry("uintptr_t", Scalar.U32),
            Map.entry("wchar_t", Scalar.I32),
            Map.entry("bool", Scalar.BOOL),
            Map.entry("_Bool", Scalar.BOOL),
            Map.entry("float", Scalar.F32));

    /** Words that say nothing about what is passed. */
    static final Set<String> PASSED_OVER = Set.of(
            "extern",
            "inline",
            "__inline",
            "__inline__",
            "_Noreturn",
            "noreturn",
            "register",
            "volatile",
            "restrict",
            "__restrict",
            "__restrict__",
            "__extension__");

    /** Words that take brackets and say nothing about what is passed. */
    static final Set<String> ATTRIBUTES =
            Set.of("__attribute__", "__attribute", "__declspec", "_Alignas", "alignas", "__asm__", "asm", "__asm");

    private static final Set<String> BASIC =
            Set.of("void", "char", "short", "int", "long", "double", "signed", "unsigned");

    private static final Set<String> DECLARING = Set.of("const", "static", "struct", "enum", "union", "typedef");

    private Names() {}

    /** Whether the word is one of those that make up a type, as in {@code unsigned long long int}. */
    static boolean isBasic(String word) {
        return BASIC.contains(word);
    }

    /** Whether C gives this word a meaning of its own, so that it names nothing. */
    static boolean isTaken(String word) {
        return isBasic(word)
                || TYPES.containsKey(word)
                || DECLARING.contains(word)
                || PASSED_OVER.contains(word)
                || ATTRIBUTES.contains(word);
    }

    /** The number that basic words in any order make; empty where they make none. */
    static Optional<Scalar> combined(List<String> words) {
        long longs = words.stream().filter("long"::equals).count();
        Set<String> kinds = new TreeSet<>(words);
        boolean unsigned = kinds.remove("unsigned");
        boolean signed = kinds.remove("signed");
        kinds.remove("long");
        if ((unsigned && signed) || words.size() - longs != kinds.size() + (unsigned || signed ? 1 : 0)) {
            return Optional.empty();
        }
        boolean plain = !unsigned && !signed;
        if (kinds.equals(Set.of("double")) && plain && longs == 0) {
            return Optional.of(Scalar.F64);
        }
        if (kinds.equals(Set.of("char")) && longs == 0) {
            return Optional.of(plain ? Scalar.CHAR : unsigned ? Scalar.U8 : Scalar.I8);
        }
        boolean shortInt = kinds.remove("short");
        kinds.remove("int");
        if (!kinds.isEmpty() || longs > 2 || (shortInt && longs > 0)) {
            return Optional.empty();
        }
        if (shortInt) {
            return Optional.of(unsigned ? Scalar.U16 : Scalar.I16);
        }
        if (longs == 2) {
            return Optional.of(unsigned ? Scalar.U64 : Scalar.I64);
        }
        return Optional.of(unsigned ? Scalar.U32 : Scalar.I32);
    }
}
