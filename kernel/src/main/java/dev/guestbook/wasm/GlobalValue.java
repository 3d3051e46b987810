package dev.guestbook.wasm;

import java.util.Locale;

/**
 * A global of an instance as it is now.
 *
 * @param index in the module, imported ones first
 * @param name an export's, else the name section's, else {@code global 3}; escape before showing
 * @param mutable whether the guest can change it
 * @param bits its value; the lower half of a vector
 */
public record GlobalValue(int index, String name, ValueType type, boolean mutable, long bits) {
    /** Its value in words: integers signed with their hexadecimal digits, reals as Java writes them. */
    public String text() {
        return text(type, bits);
    }

    /** The same of other bits of such a global. */
    public static String text(ValueType type, long bits) {
        return switch (type.kind()) {
            case I32 -> String.format(Locale.ROOT, "%,d (0x%08x)", (int) bits, (int) bits);
            case I64 -> String.format(Locale.ROOT, "%,d (0x%016x)", bits, bits);
            case F32 -> Float.toString(Float.intBitsToFloat((int) bits));
            case F64 -> Double.toString(Double.longBitsToDouble(bits));
            default -> String.format(Locale.ROOT, "0x%x", bits);
        };
    }
}
