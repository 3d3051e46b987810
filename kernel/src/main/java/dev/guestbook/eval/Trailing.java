package dev.guestbook.eval;

/** What a snippet ends in, comments and blanks aside. */
final class Trailing {
    private Trailing() {}

    /** {@code source} without the comments and blanks at its end. */
    static String code(String source) {
        if (!source.contains("//") && !source.contains("/*")) {
            return source.stripTrailing();
        }
        int end = 0;
        int at = 0;
        while (at < source.length()) {
            if (source.startsWith("//", at)) {
                at = after(source, "\n", at);
            } else if (source.startsWith("/*", at)) {
                at = after(source, "*/", at + 2);
            } else if (Character.isWhitespace(source.charAt(at))) {
                at++;
            } else {
                at = afterToken(source, at);
                end = at;
            }
        }
        return source.substring(0, end);
    }

    private static int afterToken(String source, int at) {
        if (source.startsWith("\"\"\"", at)) {
            return afterLiteral(source, "\"\"\"", at + 3);
        }
        char c = source.charAt(at);
        return c == '"' || c == '\'' ? afterLiteral(source, String.valueOf(c), at + 1) : at + 1;
    }

    private static int afterLiteral(String source, String quote, int from) {
        int at = from;
        while (at < source.length() && !source.startsWith(quote, at)) {
            at += source.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(source.length(), at + quote.length());
    }

    private static int after(String source, String end, int from) {
        int at = source.indexOf(end, from);
        return at < 0 ? source.length() : at + end.length();
    }
}
