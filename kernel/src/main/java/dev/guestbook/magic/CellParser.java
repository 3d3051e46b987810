package dev.guestbook.magic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a cell into magics and Java.
 *
 * <p>A line is a line magic if its first non-blank is {@code %} directly followed by a letter, at bracket
 * depth 0, outside text blocks and comments, where the Java before it in the cell is empty, ends in
 * {@code ;} or <code>}</code>, follows another magic, or is complete. So {@code % b} and a line inside
 * a block stay Java.
 */
public final class CellParser {
    private static final Pattern LINE_MAGIC = Pattern.compile("\\s*(%[A-Za-z].*)");
    private static final Pattern CELL_MAGIC = Pattern.compile("\\s*(%%[A-Za-z].*)");
    private static final Pattern QUESTION =
            Pattern.compile("\\s*(%{1,2}[A-Za-z_$][\\w$.]*(?: [a-z]+){0,2}|[A-Za-z_$][\\w$.]*(?: [a-z]+)?)\\s*\\?\\s*");

    private final Predicate<String> completeJava;

    /** @param completeJava whether a Java text can be evaluated as it stands */
    public CellParser(Predicate<String> completeJava) {
        this.completeJava = completeJava;
    }

    /** The parts of {@code code} in order; none for a blank cell. */
    public List<CellPart> parse(String code) {
        String[] lines = code.split("\r\n|\r|\n", -1);
        int first = 0;
        while (first < lines.length - 1 && lines[first].isBlank()) {
            first++;
        }
        Matcher cellMagic = CELL_MAGIC.matcher(lines[first]);
        if (cellMagic.matches() && !QUESTION.matcher(lines[first]).matches()) {
            String body = String.join("\n", List.of(lines).subList(first + 1, lines.length));
            return List.of(new CellPart.CellMagic(cellMagic.group(1).strip(), body, first + 1));
        }
        return parseLines(lines);
    }

    /** The first line within {@code java} that looks like a magic: one in a block, where only Java may stand. */
    public static Optional<String> buried(String java) {
        return java.lines()
                .map(LINE_MAGIC::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1).strip())
                .findFirst();
    }

    private List<CellPart> parseLines(String[] lines) {
        List<CellPart> parts = new ArrayList<>();
        StringBuilder java = new StringBuilder();
        int javaLine = 1;
        JavaScanner scanner = new JavaScanner();
        for (int i = 0; i < lines.length; i++) {
            CellPart part = scanner.isTopLevel() ? special(lines[i], i + 1) : null;
            if (part != null && endsSnippet(java.toString(), scanner)) {
                addJava(parts, java, javaLine);
                parts.add(part);
                java.setLength(0);
                javaLine = i + 2;
                scanner = new JavaScanner();
            } else {
                java.append(lines[i]).append('\n');
                scanner.line(lines[i]);
            }
        }
        addJava(parts, java, javaLine);
        return parts;
    }

    private static CellPart special(String line, int number) {
        Matcher question = QUESTION.matcher(line);
        if (question.matches()) {
            return new CellPart.Question(question.group(1), number);
        }
        Matcher magic = LINE_MAGIC.matcher(line);
        return magic.matches() ? new CellPart.LineMagic(magic.group(1).strip(), number) : null;
    }

    private boolean endsSnippet(String java, JavaScanner scanner) {
        char last = scanner.lastSignificant();
        return last == 0 || last == ';' || last == '}' || completeJava.test(java);
    }

    private static void addJava(List<CellPart> parts, StringBuilder java, int line) {
        if (!java.toString().isBlank()) {
            parts.add(new CellPart.Java(java.toString(), line));
        }
    }
}
