package dev.guestbook.display;

import java.util.ArrayList;
import java.util.List;

/** Code, a line each, with a margin before it: offsets or numbers. Immutable. */
public final class Listing implements Block {
    private final List<String> lines;

    private Listing(List<String> lines) {
        this.lines = lines;
    }

    public static Listing none() {
        return new Listing(List.of());
    }

    /** Lines of text as they are, without a margin. */
    public static Listing of(String text) {
        return new Listing(text.lines().map(Untrusted::visible).toList());
    }

    /** This listing with these lines, each a margin, a depth of indentation and a text. */
    public Listing and(List<Line> further) {
        List<String> more = new ArrayList<>(lines);
        for (Line line : further) {
            // A hostile function nests without end; the margin stays in sight.
            more.add(Untrusted.visible(line.margin() + "  " + "  ".repeat(Math.min(40, line.depth())) + line.text()));
        }
        return new Listing(List.copyOf(more));
    }

    /** A line of code. */
    public record Line(String margin, int depth, String text) {}

    @Override
    public List<String> lines() {
        return lines;
    }

    @Override
    public String html(String heading) {
        return (heading.isEmpty() ? "" : Html.heading(heading)) + "<pre>" + Html.escape(String.join("\n", lines))
                + "</pre>";
    }
}
