package dev.guestbook.display;

import java.util.Locale;

/** Text that a guest or a file chose, made safe to show. */
public final class Untrusted {
    /** Code points that are shown of a name; the rest is counted. */
    public static final int LIMIT = 200;

    private Untrusted() {}

    /** {@code text} with invisible characters made visible and cut at {@link #LIMIT} code points. */
    public static String name(String text) {
        int length = text.codePointCount(0, text.length());
        if (length <= LIMIT) {
            return visible(text);
        }
        return visible(text.substring(0, text.offsetByCodePoints(0, LIMIT))) + "… (" + Numbers.grouped(length - LIMIT)
                + " more characters)";
    }

    /**
     * {@code text} with every control character, bidirectional mark, line or paragraph separator, lone
     * surrogate and other invisible format character written as <code>\&#117;{hex}</code>.
     */
    public static String visible(String text) {
        if (text.codePoints().noneMatch(Untrusted::isHidden)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            if (isHidden(point)) {
                shown.append("\\u{").append(Integer.toHexString(point)).append('}');
            } else {
                shown.appendCodePoint(point);
            }
        });
        return shown.toString();
    }

    /**
     * {@code text} of several lines with control characters other than line feed and tab, and bidirectional
     * marks, written as <code>\&#117;{hex}</code>; all other characters stay.
     */
    public static String lines(String text) {
        int first = 0;
        while (first < text.length() && !isHarmful(text.charAt(first))) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.replace("\r\n", "\n").chars().forEach(unit -> {
            char c = (char) unit;
            if (isHarmful(c)) {
                shown.append("\\u{").append(Integer.toHexString(c)).append('}');
            } else {
                shown.append(c);
            }
        });
        return shown.toString();
    }

    private static boolean isHarmful(char c) {
        return isBidirectional(c) || (Character.isISOControl(c) && c != '\n' && c != '\t');
    }

    /** Whether {@code c} reorders the text around it (Unicode's Bidi_Control property). */
    static boolean isBidirectional(char c) {
        return c == '\u061c'
                || c == '\u200e'
                || c == '\u200f'
                || (c >= '\u202a' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069');
    }

    private static boolean isHidden(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    /** {@code bytes} as printable ASCII, a dot for all else. */
    static String ascii(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            text.append(bytes[i] >= 0x20 && bytes[i] < 0x7f ? (char) bytes[i] : '.');
        }
        return text.toString();
    }

    /** The two hexadecimal digits of a byte. */
    static String hex(byte b) {
        return String.format(Locale.ROOT, "%02x", b & 0xff);
    }
}
