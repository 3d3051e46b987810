package dev.guestbook.display;

import java.util.ArrayList;
import java.util.List;

/**
 * What a compiler says of a place in a source text.
 *
 * @param line from 1; 0 for what is about no place
 * @param column of the first char that is meant, from 1
 * @param length how many chars are; 1 where it is a place
 * @param message as the compiler wrote it, untrusted, as it quotes the source
 */
public record Diagnostic(Kind kind, int line, int column, int length, String message) {
    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";

    /** Of carets alone: front ends' reds are too faint on their own pages for words. */
    private static final String RED = "\u001b[31m";

    private static final String OFF = "\u001b[0m";

    /**
     * Chars of a source line that are shown; of a longer one, those around the column. With the indent they fit a
     * terminal, a page of paper and the cells of front ends at 800 px, which wrap errors: carets would part from what they mean.
     */
    private static final int WIDEST = 64;

    private static final int LONGEST_MESSAGE = 2_000;

    /** How bad it is. */
    public enum Kind {
        ERROR(""),
        WARNING("warning: "),
        NOTE("note: ");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /**
     * A sheet with this below its other blocks, for a text that was compiled all the same.
     *
     * @param source the text's lines
     * @param firstLine the line of the cell where the text begins
     */
    public Sheet below(Sheet sheet, List<String> source, int firstLine) {
        Span words = kind == Kind.NOTE ? Span.dim(kind.words) : Span.bad(kind.words);
        String text = message.lines().findFirst().orElse("");
        if (line < 1 || line > source.size()) {
            return sheet.line(words, Untrusted.name(text));
        }
        List<String> excerpt = new ArrayList<>();
        excerpt(source.get(line - 1), excerpt);
        return sheet.line(Span.dim("line " + (firstLine + line - 1) + ": "), words, Untrusted.name(text))
                .with(Listing.of(String.join("\n", excerpt).replaceAll("\u001b\\[[0-9;]*m", "")));
    }

    /** In one line: {@code line 4: undefined local}. */
    String sentence(int firstLine) {
        String first = message.lines().findFirst().orElse("");
        return (line < 1 ? "" : "line " + (firstLine + line - 1) + ": ") + kind.words + Untrusted.name(first);
    }

    /**
     * As it is shown below a cell: the place, in lines and characters, the source line with what is meant underlined, and
     * the message.
     *
     * @param place what the text stands in, such as {@code cell [3]}
     * @param firstLine the line of that place where the text begins
     */
    List<String> lines(List<String> source, String place, int firstLine) {
        List<String> lines = new ArrayList<>();
        String at = line < 1 ? "" : ", line " + (firstLine + line - 1);
        if (line >= 1 && line <= source.size()) {
            String told = source.get(line - 1);
            lines.add(DIM + place + at + ", column " + (1 + told.codePointCount(0, place(told))) + OFF);
            excerpt(told, lines);
        } else {
            lines.add(DIM + place + at + OFF);
        }
        String text = message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…";
        List<String> said = List.of((kind.words + Untrusted.lines(text)).split("\n"));
        lines.add(kind == Kind.NOTE ? said.get(0) : BOLD + said.get(0) + OFF);
        lines.addAll(said.subList(1, said.size()));
        return lines;
    }

    /** The index in a source line of the first char that is meant. */
    private int place(String line) {
        return Math.max(0, Math.min(column - 1, line.length()));
    }

    private void excerpt(String line, List<String> lines) {
        int at = place(line);
        int from = line.length() <= WIDEST || at + length <= WIDEST ? 0 : Math.max(0, at - WIDEST / 3);
        int to = Math.min(line.length(), from + WIDEST);
        String before = shown(line.substring(from, at));
        String meant = shown(line.substring(at, Math.max(at, Math.min(at + length, to))));
        String after = shown(line.substring(Math.min(to, at + length), to));
        String start = from > 0 ? "…" : "";
        lines.add("    " + (start + before + meant + after + (to < line.length() ? "…" : "")).stripTrailing());
        int width = Math.max(1, Columns.width(meant));
        lines.add("    " + " ".repeat(Columns.width(start + before)) + RED + "^".repeat(width) + OFF);
    }

    private static String shown(String part) {
        return Untrusted.visible(part.replace('\t', ' ').replace('\r', ' '));
    }
}
