package dev.guestbook.wasm;

/** Names a guest chose, in messages: invisible characters written out, cut at 200. This package sees no other of ours. */
final class Shown {
    private static final int LIMIT = 200;

    private Shown() {}

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
