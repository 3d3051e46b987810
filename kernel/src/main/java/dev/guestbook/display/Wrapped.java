package dev.guestbook.display;

import java.util.ArrayList;
import java.util.List;

/** Breaks text at blanks into lines of a terminal. */
final class Wrapped {
    /** What a plain rendering keeps to where its words allow it, in columns. */
    static final int WIDTH = 80;

    private Wrapped() {}

    /** {@code text} in lines of at most so many columns; a word that is longer has a line of its own. */
    static List<String> lines(String text, int columns) {
        if (Columns.width(text) <= columns) {
            return List.of(text);
        }
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() > 0 && Columns.width(line + " " + word) > columns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
