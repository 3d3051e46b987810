package dev.guestbook.wasm;

import java.util.Locale;

/** Words of messages, as this package sees no other of ours: names a guest chose, and counts. */
final class Shown {
    private static final int LIMIT = 200;

    private Shown() {}

    /** {@code 1 byte}, {@code 4,096 bytes}. */
    static String bytes(long count) {
        return String.format(Locale.ROOT, count == 1 ? "%,d byte" : "%,d bytes", count);
    }

    /** Invisible characters written out, cut at 200. */
    static String name(String name) {
        StringBuilder shown = new StringBuilder();
        name.codePoints().limit(LIMIT).forEach(point -> {
            int type = Character.getType(point);
            boolean visible = !Character.isISOControl(point)
                    && type != Character.FORMAT
                    && type != Character.SURROGATE
                    && type != Character.LINE_SEPARATOR
                    && type != Character.PARAGRAPH_SEPARATOR
                    && type != Character.PRIVATE_USE
                    && type != Character.UNASSIGNED;
            if (visible) {
                shown.appendCodePoint(point);
            } else {
                shown.append("\\u{").append(Integer.toHexString(point)).append('}');
            }
        });
        return name.codePointCount(0, name.length()) <= LIMIT ? shown.toString() : shown + "…";
    }
}
