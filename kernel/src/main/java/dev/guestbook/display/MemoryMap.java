package dev.guestbook.display;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Linear memory as a drawn strip: what stands where. Small things stay visible; a second strip enlarges the
 * part that holds regions and arena where the first is mostly something else.
 *
 * <p>An inline SVG without script, with a text alternative; block characters in plain text. Immutable.
 */
public final class MemoryMap implements Block {
    private static final int COLUMNS = 64;
    private static final int WIDTH = 640;
    private static final int STRIP = 26;
    private static final int ROW = 62;
    private static final int NAMED = 24;
    /** The second strip is drawn where regions and arena take less than this part of the first. */
    private static final int ENLARGED_BELOW = 6;

    private final long size;
    private final List<Band> bands;
    private final List<Mark> marks;

    /** What a band is; later kinds are drawn over earlier ones. */
    public enum Kind {
        DATA("data", '░', "#3f7fbf", ".45"),
        ARENA("arena", '▒', "#8a8a8a", ".35"),
        REGION("region", '█', "#d9822b", ".9");

        private final String word;
        private final char sign;
        private final String colour;
        private final String opacity;

        Kind(String word, char sign, String colour, String opacity) {
            this.word = word;
            this.sign = sign;
            this.colour = colour;
            this.opacity = opacity;
        }
    }

    /** A stretch of memory from {@code start} to {@code end}, exclusive, both addresses. */
    public record Band(Kind kind, String name, long start, long end) {}

    /** A place that has a name, such as {@code __heap_base}. */
    public record Mark(String name, long address) {}

    private MemoryMap(long size, List<Band> bands, List<Mark> marks) {
        this.size = size;
        this.bands = bands;
        this.marks = marks;
    }

    /** A map of so many bytes with nothing on it. */
    public static MemoryMap of(long size) {
        return new MemoryMap(size, List.of(), List.of());
    }

    /** This map with a further band; what is past the memory's end is cut off, what is empty left out. */
    public MemoryMap band(Kind kind, String name, long start, long end) {
        if (start < 0 || start >= Math.min(end, size)) {
            return this;
        }
        List<Band> more = new ArrayList<>(bands);
        more.add(new Band(kind, Untrusted.name(name), start, Math.min(end, size)));
        return new MemoryMap(size, List.copyOf(more), marks);
    }

    public MemoryMap mark(String name, long address) {
        if (address < 0 || address > size) {
            return this;
        }
        List<Mark> more = new ArrayList<>(marks);
        more.add(new Mark(name, address));
        return new MemoryMap(size, bands, List.copyOf(more));
    }

    private record View(long from, long to) {
        long length() {
            return to - from;
        }
    }

    private List<View> views() {
        View whole = new View(0, size);
        long from = Long.MAX_VALUE;
        long to = 0;
        for (Band band : bands) {
            if (band.kind() != Kind.DATA) {
                from = Math.min(from, band.start());
                to = Math.max(to, band.end());
            }
        }
        return to > from && (to - from) < size / ENLARGED_BELOW ? List.of(whole, new View(from, to)) : List.of(whole);
    }

    @Override
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (View view : views()) {
            lines.add(Numbers.address(view.from()) + " " + signs(view) + " " + Numbers.address(view.to()));
        }
        lines.add("█ region  ▒ arena  ░ data  · other; a sign is "
                + Numbers.bytes(perSign(views().get(0)))
                + (views().size() > 1 ? ", then " + Numbers.bytes(perSign(views().get(1))) : ""));
        return lines;
    }

    private static long perSign(View view) {
        return Math.max(1, (view.length() + COLUMNS - 1) / COLUMNS);
    }

    private String signs(View view) {
        long per = perSign(view);
        char[] map = "·"
                .repeat((int) Math.min(COLUMNS, (view.length() + per - 1) / per))
                .toCharArray();
        for (Kind kind : Kind.values()) {
            for (Band band : bands) {
                if (band.kind() == kind && band.end() > view.from() && band.start() < view.to()) {
                    long first = Math.max(0, band.start() - view.from()) / per;
                    long last = Math.min(map.length - 1L, (band.end() - 1 - view.from()) / per);
                    for (long at = first; at <= last; at++) {
                        map[(int) at] = kind.sign;
                    }
                }
            }
        }
        return new String(map);
    }

    @Override
    public String html() {
        List<View> views = views();
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\" style=\"max-width:100%%;height:auto\""
                        + " font-size=\"10\" font-family=\"sans-serif\" fill=\"currentColor\"><title>%s</title>",
                WIDTH,
                ROW * views.size() + 18,
                WIDTH,
                Html.escape(description())));
        for (int i = 0; i < views.size(); i++) {
            strip(svg, views.get(i), i * ROW);
        }
        legend(svg, views.size() * ROW + 10);
        return svg.append("</svg>").toString();
    }

    private String description() {
        StringBuilder text = new StringBuilder("Memory of " + Numbers.bytes(size));
        for (Band band : bands.subList(0, Math.min(NAMED, bands.size()))) {
            text.append("; ")
                    .append(band.kind().word)
                    .append(' ')
                    .append(band.name())
                    .append(" from ")
                    .append(Numbers.address(band.start()))
                    .append(" to ")
                    .append(Numbers.address(band.end()));
        }
        return text.append(bands.size() > NAMED ? "; and more" : "").toString();
    }

    private void strip(StringBuilder svg, View view, int top) {
        int bar = top + 14;
        svg.append(String.format(
                Locale.ROOT,
                "<rect x=\".5\" y=\"%d.5\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".5\"/>",
                bar,
                WIDTH - 1,
                STRIP));
        double labelled = -1;
        for (Kind kind : Kind.values()) {
            for (Band band : bands) {
                if (band.kind() != kind || band.end() <= view.from() || band.start() >= view.to()) {
                    continue;
                }
                double x = x(view, Math.max(band.start(), view.from()));
                double width = Math.max(2, x(view, Math.min(band.end(), view.to())) - x);
                x = Math.min(x, WIDTH - width);
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\" fill-opacity=\"%s\"><title>%s</title></rect>",
                        x,
                        bar + 1,
                        width,
                        STRIP - 1,
                        kind.colour,
                        kind.opacity,
                        Html.escape(band.kind().word + " " + band.name() + ", " + Numbers.address(band.start()) + ", "
                                + Numbers.bytes(band.end() - band.start()))));
                if (kind == Kind.REGION && x > labelled) {
                    svg.append(String.format(
                            Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s</text>", x, top + 10, Html.escape(band.name())));
                    labelled = x + 7 * band.name().length();
                }
            }
        }
        for (Mark mark : marks) {
            if (mark.address() >= view.from() && mark.address() <= view.to()) {
                double x = x(view, mark.address());
                svg.append(String.format(
                        Locale.ROOT,
                        "<path d=\"M%.1f %dv%d\" stroke=\"currentColor\"><title>%s</title></path>",
                        x,
                        bar - 2,
                        STRIP + 4,
                        Html.escape(mark.name() + " " + Numbers.address(mark.address()))));
            }
        }
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"0\" y=\"%d\">%s</text><text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
                bar + STRIP + 12,
                Numbers.address(view.from()),
                WIDTH,
                bar + STRIP + 12,
                Numbers.address(view.to())));
    }

    private static double x(View view, long address) {
        return (double) (address - view.from()) / view.length() * (WIDTH - 1);
    }

    private void legend(StringBuilder svg, int y) {
        int x = 0;
        for (Kind kind : Kind.values()) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"10\" height=\"10\" fill=\"%s\" fill-opacity=\"%s\"/><text x=\"%d\" y=\"%d\">%s</text>",
                    x,
                    y - 9,
                    kind.colour,
                    kind.opacity,
                    x + 14,
                    y,
                    kind.word));
            x += 70;
        }
        if (!marks.isEmpty()) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\">| %s</text>",
                    x,
                    y,
                    Html.escape(String.join(", ", marks.stream().map(Mark::name).toList()))));
        }
    }
}
