package dev.guestbook.magic;

import java.util.ArrayList;
import java.util.List;

/**
 * One blank-separated word of a magic's line.
 *
 * @param text the word, without quotes that wrapped the whole of it
 * @param quoted whether such quotes were there
 * @param start where the word starts in the line, in chars
 * @param end where it ends, exclusive
 */
record Word(String text, boolean quoted, int start, int end) {

    /**
     * Splits at blanks, except inside quotes, {@code ()}, {@code []} and <code>{}</code>. A backslash escapes
     * only a quote, a blank or a backslash inside double quotes, so that Windows paths need no care.
     *
     * @throws MagicException where a quote or bracket is not closed
     */
    static List<Word> split(String line) throws MagicException {
        List<Word> words = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            if (Character.isWhitespace(line.charAt(at))) {
                at++;
            } else {
                int end = end(line, at);
                words.add(word(line, at, end));
                at = end;
            }
        }
        return words;
    }

    private static int end(String line, int start) throws MagicException {
        StringBuilder open = new StringBuilder();
        int at = start;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (open.isEmpty() && Character.isWhitespace(c)) {
                return at;
            }
            if (c == '"' || c == '\'') {
                at = closingQuote(line, at);
            } else if ("([{".indexOf(c) >= 0) {
                open.append(")]}".charAt("([{".indexOf(c)));
            } else if (!open.isEmpty() && c == open.charAt(open.length() - 1)) {
                open.setLength(open.length() - 1);
            }
            at++;
        }
        if (!open.isEmpty()) {
            throw new MagicException(
                    "A bracket is not closed: add " + open.reverse() + " after " + line.substring(start) + ".");
        }
        return at;
    }

    private static int closingQuote(String line, int open) throws MagicException {
        char quote = line.charAt(open);
        int at = open + 1;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == quote) {
                return at;
            }
            at += isEscape(line, at, quote) ? 2 : 1;
        }
        throw new MagicException("A quote is not closed: add " + quote + " after " + line.substring(open) + ".");
    }

    private static boolean isEscape(String line, int at, char quote) {
        return quote == '"'
                && line.charAt(at) == '\\'
                && at + 1 < line.length()
                && "\"'\\ ".indexOf(line.charAt(at + 1)) >= 0;
    }

    private static Word word(String line, int start, int end) throws MagicException {
        char quote = line.charAt(start);
        boolean wrapped = (quote == '"' || quote == '\'') && end - start >= 2 && closingQuote(line, start) == end - 1;
        return wrapped
                ? new Word(unescaped(line, start + 1, end - 1, quote), true, start, end)
                : new Word(line.substring(start, end), false, start, end);
    }

    private static String unescaped(String line, int from, int to, char quote) {
        StringBuilder text = new StringBuilder(to - from);
        for (int at = from; at < to; at++) {
            if (isEscape(line, at, quote)) {
                at++;
            }
            text.append(line.charAt(at));
        }
        return text.toString();
    }

    /** {@code text} without quotes around the whole of it, as a prefixed form such as {@code utf8:"a b"} has them. */
    static String unquoted(String text) throws MagicException {
        boolean quoted = text.startsWith("\"") || text.startsWith("'");
        return quoted ? word(text, 0, text.length()).text() : text;
    }
}
