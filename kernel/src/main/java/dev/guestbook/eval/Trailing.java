package dev.guestbook.eval;

import java.util.OptionalInt;

/** What a snippet ends in: comments and blanks, or a comment or literal that is still open. */
final class Trailing {
    private static final int OPEN = -1;

    private Trailing() {}

    /** {@code source} without the comments and blanks at its end. */
    static String code(String source) {
        int end = 0;
        int at = 0;
        while (at < source.length()) {
            boolean comment = source.startsWith("//", at) || source.startsWith("/*", at);
            boolean blank = Character.isWhitespace(source.charAt(at));
            int after = after(source, at);
            at = after == OPEN ? source.length() : after;
            end = comment || blank ? end : at;
        }
        return source.substring(0, end);
    }

    /** Whether {@code source} ends in code, and not within a comment, a string or a character. */
    static boolean inCode(String source) {
        return open(source).isEmpty();
    }

    /** Where a comment begins that has no end. */
    static OptionalInt unclosedComment(String source) {
        OptionalInt open = source.contains("/*") ? open(source) : OptionalInt.empty();
        return open.isPresent() && source.startsWith("/*", open.getAsInt()) ? open : OptionalInt.empty();
    }

    /** Where the comment or literal begins in which {@code source} ends. */
    private static OptionalInt open(String source) {
        int at = 0;
        while (at < source.length()) {
            int after = after(source, at);
            if (after == OPEN) {
                return OptionalInt.of(at);
            }
            at = after;
        }
        return OptionalInt.empty();
    }

    /** Where the comment, literal or other character that begins at {@code at} ends. */
    private static int after(String source, int at) {
        if (source.startsWith("//", at)) {
            return close(source, "\n", at);
        }
        if (source.startsWith("/*", at)) {
            return close(source, "*/", at + 2);
        }
        if (source.startsWith("\"\"\"", at)) {
            return afterLiteral(source, "\"\"\"", at + 3);
        }
        char c = source.charAt(at);
        return c == '"' || c == '\'' ? afterLiteral(source, String.valueOf(c), at + 1) : at + 1;
    }

    /** One that is not closed ends with its line, as it does for the compiler, except a text block. */
    private static int afterLiteral(String source, String quote, int from) {
        int at = from;
        while (at < source.length() && !source.startsWith(quote, at)) {
            if (source.charAt(at) == '\n' && quote.length() == 1) {
                return at;
            }
            at += source.charAt(at) == '\\' ? 2 : 1;
        }
        return at < source.length() ? at + quote.length() : OPEN;
    }

    private static int close(String source, String end, int from) {
        int at = source.indexOf(end, from);
        return at < 0 ? OPEN : at + end.length();
    }
}
