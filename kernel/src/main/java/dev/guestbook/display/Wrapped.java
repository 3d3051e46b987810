package dev.guestbook.display;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Breaks text at blanks into lines of a terminal. */
final class Wrapped {
    /** What a plain rendering keeps to where its words allow it, in columns. */
    static final int WIDTH = 80;

    private Wrapped() {}

    /** A blank that no line ends at: what a person copies stays whole. A span has no control character of its own. */
    private static final char KEPT = '\0';

    /** The text of {@code spans} in such lines; a piece of code is not broken. */
    static List<String> sentence(List<Span> spans) {
        String text = spans.stream()
                .map(span -> span.tone() == Tone.CODE ? span.text().replace(' ', KEPT) : span.text())
                .collect(Collectors.joining());
        return lines(text, WIDTH).stream().map(line -> line.replace(KEPT, ' ')).toList();
    }

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
