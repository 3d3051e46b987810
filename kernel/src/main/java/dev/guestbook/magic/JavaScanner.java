package dev.guestbook.magic;

/**
 * Follows Java text line by line, far enough to know brackets, comments, strings and text blocks.
 *
 * <p>Lexical structure: JLS 3.7 (comments), 3.10.5 (strings), 3.10.6 (text blocks).
 */
final class JavaScanner {
    private enum State {
        CODE,
        BLOCK_COMMENT,
        TEXT_BLOCK
    }

    private State state = State.CODE;
    private int depth;
    private char lastSignificant;

    /** Whether the next line starts outside every bracket, comment and text block. */
    boolean isTopLevel() {
        return state == State.CODE && depth == 0;
    }

    /** The last character that is neither blank nor in a comment; 0 where there is none yet. */
    char lastSignificant() {
        return lastSignificant;
    }

    /** Reads one line, without its line end. */
    void line(String line) {
        int at = 0;
        while (at < line.length()) {
            at = switch (state) {
                case CODE -> code(line, at);
                case BLOCK_COMMENT -> until(line, at, "*/");
                case TEXT_BLOCK -> textBlock(line, at);
            };
        }
    }

    private int code(String line, int at) {
        char c = line.charAt(at);
        if (line.startsWith("//", at)) {
            return line.length();
        }
        if (line.startsWith("/*", at)) {
            state = State.BLOCK_COMMENT;
            return at + 2;
        }
        if (Character.isWhitespace(c)) {
            return at + 1;
        }
        lastSignificant = c;
        if (line.startsWith("\"\"\"", at)) {
            state = State.TEXT_BLOCK;
            return at + 3;
        }
        switch (c) {
            case '"', '\'' -> {
                return literal(line, at + 1, c);
            }
            case '(', '[', '{' -> depth++;
            case ')', ']', '}' -> depth = Math.max(0, depth - 1);
            default -> {}
        }
        return at + 1;
    }

    /** The end of a string or char literal; an unclosed one ends with its line, as for the compiler. */
    private static int literal(String line, int from, char quote) {
        int at = from;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == quote) {
                return at + 1;
            }
            at += c == '\\' ? 2 : 1;
        }
        return line.length();
    }

    private int textBlock(String line, int from) {
        int at = from;
        while (at < line.length()) {
            if (line.startsWith("\"\"\"", at)) {
                state = State.CODE;
                return at + 3;
            }
            at += line.charAt(at) == '\\' ? 2 : 1;
        }
        return line.length();
    }

    private int until(String line, int from, String end) {
        int at = line.indexOf(end, from);
        if (at < 0) {
            return line.length();
        }
        state = State.CODE;
        return at + end.length();
    }
}
