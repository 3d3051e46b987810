package dev.guestbook.cell;

import dev.guestbook.magic.CellParser;
import dev.guestbook.magic.CellPart;

/**
 * Where a cursor stands in a cell: in which part's text, and where that text starts.
 *
 * @param text the part's text: all of a stretch of Java, or a magic's one line
 * @param cursor the cursor within {@code text}, in chars
 * @param offset where {@code text} starts in the cell, in chars
 */
record Spot(String text, int cursor, int offset, boolean isMagic) {

    static Spot at(CellParser parser, String code, int cursor) {
        int at = Math.max(0, Math.min(cursor, code.length()));
        int lineStart = code.lastIndexOf('\n', at - 1) + 1;
        int lineEnd = code.indexOf('\n', at);
        String line = code.substring(lineStart, lineEnd < 0 ? code.length() : lineEnd);
        int number = (int) code.substring(0, lineStart)
                        .chars()
                        .filter(c -> c == '\n')
                        .count()
                + 1;
        // A lone percent sign is no magic yet, but whoever asks to complete it wants one: as if its name had begun.
        if (line.strip().equals("%") || line.strip().equals("%%")) {
            String begun = code.substring(0, lineStart) + "%a" + code.substring(lineStart + line.length());
            for (CellPart part : parser.parse(begun)) {
                if (part.line() == number && !(part instanceof CellPart.Java)) {
                    return new Spot(line, at - lineStart, lineStart, true);
                }
            }
        }
        int javaStart = 0;
        for (CellPart part : parser.parse(code)) {
            if (part.line() == number && !(part instanceof CellPart.Java)) {
                return new Spot(line, at - lineStart, lineStart, true);
            }
            if (part.line() <= number && part instanceof CellPart.Java java) {
                javaStart = startOf(code, java.line());
                int end = Math.min(code.length(), javaStart + java.source().length());
                if (at <= end) {
                    return new Spot(code.substring(javaStart, end), at - javaStart, javaStart, false);
                }
            }
        }
        return new Spot(code.substring(lineStart, at), at - lineStart, lineStart, false);
    }

    private static int startOf(String code, int line) {
        int start = 0;
        for (int i = 1; i < line; i++) {
            start = code.indexOf('\n', start) + 1;
        }
        return start;
    }
}
