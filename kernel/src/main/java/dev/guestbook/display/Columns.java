package dev.guestbook.display;

/** Text in the columns of a terminal: a wide character takes two, a combining mark none. */
public final class Columns {
    private Columns() {}

    /** How many columns {@code text} takes, which has no line end in it. */
    public static int width(String text) {
        int columns = 0;
        int point;
        for (int i = 0; i < text.length(); i += Character.charCount(point)) {
            point = text.codePointAt(i);
            columns += width(point);
        }
        return columns;
    }

    /** {@code text}, cut with an ellipsis where it takes more than so many columns, at least 1. */
    public static String cut(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        int end = 0;
        for (int room = columns - 1; end < text.length(); end = text.offsetByCodePoints(end, 1)) {
            room -= width(text.codePointAt(end));
            if (room < 0) {
                break;
            }
        }
        return text.substring(0, end) + "…";
    }

    static String left(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - width(text)));
    }

    static String right(String text, int columns) {
        return " ".repeat(Math.max(0, columns - width(text))) + text;
    }

    /** Unicode's wide and full-width blocks, coarsely (UAX 11), emoji included. */
    private static int width(int point) {
        if (point < 0x300) {
            return 1;
        }
        int type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        boolean wide = point >= 0x1100
                && (point <= 0x115f
                        || (point >= 0x2e80 && point <= 0xa4cf)
                        || (point >= 0xac00 && point <= 0xd7a3)
                        || (point >= 0xf900 && point <= 0xfaff)
                        || (point >= 0xfe30 && point <= 0xfe6f)
                        || (point >= 0xff00 && point <= 0xff60)
                        || (point >= 0x1f300 && point <= 0x1faff)
                        || (point >= 0x20000 && point <= 0x3fffd));
        return wide ? 2 : 1;
    }
}
