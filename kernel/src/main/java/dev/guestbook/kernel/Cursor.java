package dev.guestbook.kernel;

/** Cursor positions: the protocol counts code points, Java counts chars. */
final class Cursor {
    private Cursor() {}

    /** The char index of a code point index; one outside the text is moved to its nearer end. */
    static int toChars(String text, int codePoints) {
        int known = Math.max(0, Math.min(codePoints, text.codePointCount(0, text.length())));
        return text.offsetByCodePoints(0, known);
    }

    /** The code point index of a char index. */
    static int toCodePoints(String text, int chars) {
        return text.codePointCount(0, Math.max(0, Math.min(chars, text.length())));
    }
}
