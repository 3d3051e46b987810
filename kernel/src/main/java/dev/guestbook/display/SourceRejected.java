package dev.guestbook.display;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A compiler rejected a source text, and nothing has changed. The message has every complaint with the line it stands in;
 * {@link #failure} is the same for a cell.
 */
public final class SourceRejected extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    /** Complaints that are shown; who mends these sees the next ones. */
    private static final int SHOWN = 20;

    private final transient List<Diagnostic> diagnostics;
    private final transient String source;

    /**
     * @param diagnostics at least one
     * @param source what was compiled
     */
    public SourceRejected(List<Diagnostic> diagnostics, String source) {
        super(String.join("\n", plain(lines(diagnostics, source, "the text", 1))));
        this.diagnostics = List.copyOf(diagnostics);
        this.source = source;
    }

    /** What the compiler said, in the order of the text. */
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }

    /**
     * As a cell shows it, like the compile errors of Java.
     *
     * @param place what the text stands in, such as {@code cell [3]}
     * @param firstLine the line there at which the text begins
     */
    public Failure failure(String place, int firstLine) {
        return new Failure("CompileError", worst().sentence(firstLine), lines(diagnostics, source, place, firstLine));
    }

    private Diagnostic worst() {
        return diagnostics.stream()
                .filter(one -> one.kind() == Diagnostic.Kind.ERROR)
                .findFirst()
                .orElse(diagnostics.get(0));
    }

    private static List<String> lines(List<Diagnostic> diagnostics, String source, String place, int firstLine) {
        List<String> text = source.lines().toList();
        List<String> lines = new ArrayList<>();
        for (Diagnostic each : diagnostics.subList(0, Math.min(SHOWN, diagnostics.size()))) {
            if (!lines.isEmpty() && each.kind() != Diagnostic.Kind.NOTE) {
                lines.add("");
            }
            lines.addAll(each.lines(text, place, firstLine));
        }
        if (diagnostics.size() > SHOWN) {
            lines.add("");
            lines.add("… and " + Numbers.grouped(diagnostics.size() - SHOWN) + " more.");
        }
        return lines;
    }

    private static List<String> plain(List<String> lines) {
        return lines.stream().map(line -> COLOUR.matcher(line).replaceAll("")).toList();
    }
}
