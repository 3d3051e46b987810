package dev.guestbook.display;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Linear memory as a drawn strip: what stands where. Small things stay visible; a second strip enlarges the
 * part that holds regions and arena where the first is mostly something else.
 *
 * <p>An inline SVG without script, with a text alternative; block characters in plain text. Immutable.
 */
public final class MemoryMap implements Block {
    private static final int COLUMNS = 56;
    private static final int WIDTH = 640;
    private static final int STRIP = 28;
    private static final int ROW = 74;
    private static final int LETTER = 6;
    private static final int NAMED = 24;
    /** The second strip is drawn where regions and arena take less than this part of the first. */
    private static final int ENLARGED_BELOW = 6;

    private final long size;
    private final List<Band> bands;
    private final List<Mark> marks;

    /** What a band is, with the part of the strip's height that it takes; later kinds are drawn over earlier ones. */
    public enum Kind {
        DATA("data", '░', 0, .5, "#3f7fbf"),
        ARENA("arena", '▒', .7, .3, "#2e8b57"),
        REGION("region", '█', 0, 1, "#c9731a");

        private final String word;
        private final char sign;
        private final double top;
        private final double height;
        private final String colour;

        Kind(String word, char sign, double top, double height, String colour) {
            this.word = word;
            this.sign = sign;
            this.top = top;
            this.height = height;
            this.colour = colour;
        }

        private String style() {
            int css = this == DATA ? 0 : this == ARENA ? 2 : 1;
            return "class=\"gb-" + css + "\" fill=\"" + colour + "\" stroke=\"" + colour + "\"";
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
        return bands(List.of(new Band(kind, name, start, end)));
    }

    /** The same with many at once. */
    public MemoryMap bands(List<Band> added) {
        List<Band> more = new ArrayList<>(bands);
        added.stream()
                .filter(band -> band.start() >= 0 && band.start() < Math.min(band.end(), size))
                .map(band ->
                        new Band(band.kind(), Untrusted.name(band.name()), band.start(), Math.min(band.end(), size)))
                .forEach(more::add);
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

    /** Data segments that a strip shows at most: a guest has as many as it likes. */
    private static final int DRAWN = 500;

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
                + Numbers.binary(perSign(views().get(0)))
                + (views().size() > 1 ? ", then " + Numbers.binary(perSign(views().get(1))) : ""));
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
    public String html(String heading) {
        List<View> views = views();
        StringBuilder svg = new StringBuilder(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\""
                        + " style=\"min-width:480px;max-width:100%%;height:auto\" font-size=\"11\" fill=\"currentColor\">"
                        + "<title>Map of memory</title>\n<desc>%s</desc>\n",
                WIDTH, ROW * views.size() + 14, WIDTH, Html.escape(description())));
        if (views.size() > 1) {
            enlargement(svg, views.get(0), views.get(1));
        }
        for (int i = 0; i < views.size(); i++) {
            strip(svg, views.get(i), i * ROW);
        }
        legend(svg, views.size() * ROW + 8);
        return (heading.isEmpty() ? "" : Html.heading(heading)) + "<figure>" + svg + "</svg></figure>";
    }

    /** Shows which part of the first strip the second one is. */
    private static void enlargement(StringBuilder svg, View whole, View part) {
        int from = 16 + STRIP;
        int to = ROW + 16;
        svg.append(format(
                "<path d=\"M%.1f %dL0 %dH%dL%.1f %dz\" fill-opacity=\".07\" stroke=\"currentColor\" stroke-opacity=\".35\" stroke-dasharray=\"3 3\"/>\n",
                x(whole, part.from()), from, to, WIDTH - 1, x(whole, part.to()), from));
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
        int bar = top + 16;
        svg.append(format(
                "<rect x=\".5\" y=\"%d.5\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".5\"/>\n",
                bar, WIDTH - 1, STRIP));
        double labelled = -1;
        Set<List<Integer>> drawn = new HashSet<>();
        for (Kind kind : Kind.values()) {
            for (Band band : bands) {
                if (band.kind() != kind || band.end() <= view.from() || band.start() >= view.to()) {
                    continue;
                }
                double x = x(view, Math.max(band.start(), view.from()));
                double width = Math.max(3, x(view, Math.min(band.end(), view.to())) - x);
                x = Math.min(x, WIDTH - width);
                if (kind == Kind.DATA && (drawn.size() == DRAWN || !drawn.add(List.of((int) x, (int) width)))) {
                    continue; // it would stand on another, or is one of more than an eye can tell apart
                }
                svg.append(format(
                        "<g %s><rect class=\"gb-s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill-opacity=\".35\"><title>%s</title></rect></g>\n",
                        kind.style(),
                        x,
                        bar + .5 + kind.top * STRIP,
                        width,
                        kind.height * STRIP,
                        Html.escape(band.kind().word + " " + band.name() + ", " + Numbers.address(band.start()) + ", "
                                + Numbers.bytes(band.end() - band.start()))));
                if (kind == Kind.REGION) {
                    labelled = label(svg, band.name(), x, width, bar, labelled);
                }
            }
        }
        for (Mark mark : marks) {
            if (mark.address() >= view.from() && mark.address() <= view.to()) {
                svg.append(format(
                        "<path d=\"M%.1f %dv%d\" stroke=\"currentColor\" stroke-width=\"1.5\"><title>%s</title></path>\n",
                        Math.max(1, x(view, mark.address())),
                        bar - 3,
                        STRIP + 6,
                        Html.escape(mark.name() + " " + Numbers.address(mark.address()))));
            }
        }
        svg.append(text(0, bar + STRIP + 13, "start", Numbers.address(view.from())));
        svg.append(text(WIDTH, bar + STRIP + 13, "end", Numbers.address(view.to())));
    }

    /** Names a band inside it, or above it where there is room right of {@code labelled}; returns how far names reach now. */
    private static double label(StringBuilder svg, String name, double x, double width, int bar, double labelled) {
        double length = (double) LETTER * name.length();
        if (width > length + 8) {
            svg.append(text(x + width / 2, bar + STRIP / 2 + 4, "middle", name));
        } else if (x > labelled && length < WIDTH) {
            boolean fits = x + length < WIDTH;
            svg.append(text(fits ? x : WIDTH, bar - 5, fits ? "start" : "end", name));
            return x + length + 8;
        }
        return labelled;
    }

    private static String text(double x, double y, String anchor, String content) {
        return format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, Html.escape(content));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static double x(View view, long address) {
        return (double) (address - view.from()) / view.length() * (WIDTH - 1);
    }

    /** Each kind as it is drawn. */
    private void legend(StringBuilder svg, int y) {
        int x = 0;
        for (Kind kind : Kind.values()) {
            svg.append(format(
                    "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".5\"/>"
                            + "<g %s><rect class=\"gb-s\" x=\"%d\" y=\"%.1f\" width=\"12\" height=\"%.1f\" fill-opacity=\".35\"/></g>",
                    x, y - 10, kind.style(), x, y - 10 + 12 * kind.top, 12 * kind.height));
            svg.append(text(x + 18, y, "start", kind.word));
            x += 76;
        }
        if (!marks.isEmpty()) {
            svg.append(text(
                    x,
                    y,
                    "start",
                    "| " + String.join(", ", marks.stream().map(Mark::name).toList())));
        }
    }
}
