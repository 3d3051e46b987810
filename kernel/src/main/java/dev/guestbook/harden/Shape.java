package dev.guestbook.harden;

import dev.guestbook.contract.Scalar;

/** How C's numbers look in Java, alone and in arrays. */
enum Shape {
    BYTES("byte", 1),
    SHORTS("short", 2),
    INTS("int", 4),
    LONGS("long", 8),
    FLOATS("float", 4),
    DOUBLES("double", 8);

    private final String element;
    private final int size;

    Shape(String element, int size) {
        this.element = element;
        this.size = size;
    }

    static Shape of(Scalar scalar) {
        return switch (scalar) {
            case BOOL, CHAR, I8, U8 -> BYTES;
            case I16, U16 -> SHORTS;
            case I32, U32, PTR -> INTS;
            case I64, U64 -> LONGS;
            case F32 -> FLOATS;
            case F64 -> DOUBLES;
        };
    }

    /** {@code int}. */
    String element() {
        return element;
    }

    /** {@code int[]}. */
    String array() {
        return element + "[]";
    }

    /** {@code Int}, as in {@code putInt} and {@code asIntBuffer}. */
    String capital() {
        return Character.toUpperCase(element.charAt(0)) + element.substring(1);
    }

    int size() {
        return size;
    }

    /** The Java type of a number that is passed or returned alone. */
    static String alone(Scalar scalar, boolean returned) {
        return switch (scalar) {
            case BOOL -> "boolean";
            case CHAR, I8 -> "byte";
            case I16 -> "short";
            case U8, U16, I32, PTR -> "int";
            case U32 -> returned ? "long" : "int";
            case I64, U64 -> "long";
            case F32 -> "float";
            case F64 -> "double";
        };
    }

    /** The class for numbers of a Java type. */
    static String boxed(String type) {
        return type.equals("int") ? "Integer" : Character.toUpperCase(type.charAt(0)) + type.substring(1);
    }

    /** A number as the engine's long. */
    static String raw(Scalar scalar, String name) {
        return switch (scalar) {
            case BOOL -> name + " ? 1 : 0";
            case F32 -> "Float.floatToRawIntBits(" + name + ")";
            case F64 -> "Double.doubleToRawLongBits(" + name + ")";
            default -> name;
        };
    }

    /** The engine's long as a number. */
    static String cooked(Scalar scalar, String raw) {
        return switch (scalar) {
            case BOOL -> raw + " != 0";
            case CHAR, I8 -> "(byte) " + raw;
            case U8 -> "(int) " + raw + " & 0xff";
            case I16 -> "(short) " + raw;
            case U16 -> "(int) " + raw + " & 0xffff";
            case I32, PTR -> "(int) " + raw;
            case U32 -> "Integer.toUnsignedLong((int) " + raw + ")";
            case I64, U64 -> raw;
            case F32 -> "Float.intBitsToFloat((int) " + raw + ")";
            case F64 -> "Double.longBitsToDouble(" + raw + ")";
        };
    }
}
