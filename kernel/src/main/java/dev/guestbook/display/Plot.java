package dev.guestbook.display;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Lines over one axis, such as time against n:
 *
 * <pre>plot("Two Sum").axes("numbers", "time").nanos().log().series("HashMap", sizes, times)</pre>
 *
 * <p>An inline SVG without script and a table of the same numbers; in plain text the table. Lines differ by colour, dashes
 * and markers, and are named at their ends. Immutable.
 */
public final class Plot implements Block, Displayable {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 340;
    private static final int LEFT = 64;
    private static final int RIGHT = 150;
    private static final int TOP = 24;
    private static final int BOTTOM = 40;
    private static final int MOST_SERIES = 8;
    private static final int MOST_POSITIONS = 6;
    private static final int NAME = 22;
    private static final double LINE = 14;
    private static final String[] COLOURS = {"#3f7fbf", "#c9731a", "#2e8b57", "#9467bd"};
    private static final String[] DASHES = {"none", "7 3", "2 3", "9 3 2 3"};
    private static final String[] MARKERS = {
        "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0", "M-3 -3h6v6h-6z", "M0 -4l4 7h-8z", "M0 -4l4 4l-4 4l-4 -4z"
    };

    private final String title;
    private final String xName;
    private final String yName;
    private final boolean nanos;
    private final boolean logX;
    private final boolean logY;
    private final List<Series> series;

    private record Series(String name, List<Double> xs, List<Double> ys) {
        OptionalDouble y(double x) {
            int at = xs.indexOf(x);
            return at < 0 ? OptionalDouble.empty() : OptionalDouble.of(ys.get(at));
        }
    }

    private Plot(
            String title, String xName, String yName, boolean nanos, boolean logX, boolean logY, List<Series> series) {
        this.title = title;
        this.xName = xName;
        this.yName = yName;
        this.nanos = nanos;
        this.logX = logX;
        this.logY = logY;
        this.series = series;
        for (Series each : series) {
            if ((logX && each.xs().stream().anyMatch(v -> v <= 0))
                    || (logY && each.ys().stream().anyMatch(v -> v <= 0))) {
                throw new IllegalArgumentException("A logarithmic axis has no place for 0 and what is below, and \""
                        + each.name() + "\" has such a number; leave it out, or the axis linear.");
            }
        }
    }

    /** An empty plot. */
    public static Plot plot(String title) {
        return new Plot(title, "n", "", false, false, false, List.of());
    }

    /** What the axes show, with the unit where there is one: {@code axes("numbers", "time")}. */
    public Plot axes(String x, String y) {
        return new Plot(title, x, y, nanos, logX, logY, series);
    }

    /** The values are nanoseconds, to be shown with the unit that suits them. */
    public Plot nanos() {
        return new Plot(title, xName, yName, true, logX, logY, series);
    }

    /** Both axes are logarithmic. */
    public Plot log() {
        return new Plot(title, xName, yName, nanos, true, true, series);
    }

    public Plot logX() {
        return new Plot(title, xName, yName, nanos, true, logY, series);
    }

    public Plot logY() {
        return new Plot(title, xName, yName, nanos, logX, true, series);
    }

    /**
     * One more line.
     *
     * @param xs positions: an array or a collection of numbers
     * @param ys as many values
     * @throws IllegalArgumentException where they are no finite numbers, or not as many of both
     */
    public Plot series(String name, Object xs, Object ys) {
        List<Double> positions = numbers(name, xs);
        List<Double> values = numbers(name, ys);
        if (positions.size() != values.size() || values.isEmpty()) {
            throw new IllegalArgumentException("\"" + name + "\" has " + positions.size() + " positions and "
                    + values.size() + " values; give as many of both, one at least.");
        }
        if (series.size() == MOST_SERIES) {
            throw new IllegalArgumentException(
                    "A plot shows " + MOST_SERIES + " lines at most; show \"" + name + "\" in another.");
        }
        List<Series> more = new ArrayList<>(series);
        more.add(new Series(Untrusted.name(name), positions, values));
        return new Plot(title, xName, yName, nanos, logX, logY, List.copyOf(more));
    }

    private static List<Double> numbers(String name, Object values) {
        List<Object> all = new ArrayList<>();
        if (values instanceof Collection<?> collection) {
            all.addAll(collection);
        } else if (values != null && values.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(values); i++) {
                all.add(Array.get(values, i));
            }
        } else {
            throw new IllegalArgumentException("\"" + name + "\" needs an array or a list of numbers, not "
                    + (values == null ? "null" : "a " + values.getClass().getSimpleName()) + ".");
        }
        List<Double> numbers = new ArrayList<>();
        for (Object each : all) {
            if (!(each instanceof Number number) || !Double.isFinite(number.doubleValue())) {
                throw new IllegalArgumentException(
                        "\"" + name + "\" holds " + each + ", which is no finite number; leave it out.");
            }
            numbers.add(number.doubleValue());
        }
        return List.copyOf(numbers);
    }

    @Override
    public MimeBundle bundle() {
        return Sheet.titled(title).with(this).bundle();
    }

    private String value(double y) {
        return nanos ? Numbers.nanos(y) : plain(y);
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Numbers.grouped((long) number)
                : String.format(Locale.ROOT, "%.3g", number);
    }

    /** As {@link #value} without zeros that say nothing. */
    private String tick(double y) {
        return value(y).replaceAll("(\\.\\d*?)0+(?= |$)", "$1").replaceAll("\\.(?= |$)", "");
    }

    private Table table() {
        List<Table.Column> columns = new ArrayList<>(List.of(Table.Column.right(xName)));
        series.forEach(each -> columns.add(Table.Column.right(each.name())));
        TreeSet<Double> positions = new TreeSet<>();
        series.forEach(each -> positions.addAll(each.xs()));
        List<List<Object>> rows = new ArrayList<>();
        for (double x : positions) {
            List<Object> row = new ArrayList<>(List.of(Span.code(plain(x))));
            for (Series each : series) {
                OptionalDouble y = each.y(x);
                row.add(y.isPresent() ? Span.code(value(y.getAsDouble())) : "");
            }
            rows.add(row);
        }
        return Table.of(columns.toArray(Table.Column[]::new)).rows(rows);
    }

    @Override
    public List<String> lines() {
        return series.isEmpty() ? List.of("Nothing to plot; add a series.") : table().lines();
    }

    @Override
    public String html(String heading) {
        String above = heading.isEmpty() ? "" : Html.heading(heading);
        if (series.isEmpty()) {
            return above + "<p>" + lines().get(0) + "</p>";
        }
        return above + "<figure class=\"gb-plot\">" + svg() + "</figure><details><summary>the same as a table</summary>"
                + table().html() + "</details>";
    }

    private String svg() {
        Scale xs = Scale.of(series.stream().flatMap(s -> s.xs().stream()).toList(), logX);
        Scale ys = Scale.of(series.stream().flatMap(s -> s.ys().stream()).toList(), logY);
        StringBuilder svg = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 "
                + WIDTH + " " + HEIGHT + "\" width=\"" + WIDTH
                + "\" style=\"min-width:480px;max-width:100%;height:auto\" font-size=\"11\" fill=\"currentColor\"><title>"
                + Html.escape(Untrusted.name(title)) + "</title>\n<desc>" + Html.escape(description()) + "</desc>\n");
        axes(svg, xs, ys);
        for (int i = 0; i < series.size(); i++) {
            line(svg, i, xs, ys);
        }
        names(svg, ys);
        return svg.append("</svg>").toString();
    }

    /** What the picture says, in a few sentences. */
    private String description() {
        StringBuilder text = new StringBuilder((yName.isEmpty() ? "" : Untrusted.name(yName) + " ") + "against "
                + Untrusted.name(xName) + scales() + ".");
        for (Series each : series) {
            text.append(' ')
                    .append(each.name())
                    .append(": from ")
                    .append(value(each.ys().get(0)))
                    .append(" at ")
                    .append(plain(each.xs().get(0)))
                    .append(" to ")
                    .append(value(each.ys().get(each.ys().size() - 1)))
                    .append(" at ")
                    .append(plain(each.xs().get(each.xs().size() - 1)))
                    .append('.');
        }
        return text.toString();
    }

    private String scales() {
        return logX && logY ? ", logarithmic" : logX ? ", which is logarithmic" : logY ? ", on a logarithmic axis" : "";
    }

    private static double x(Scale scale, double value) {
        return LEFT + scale.at(value) * (WIDTH - LEFT - RIGHT);
    }

    private static double y(Scale scale, double value) {
        return HEIGHT - BOTTOM - scale.at(value) * (HEIGHT - TOP - BOTTOM);
    }

    private void axes(StringBuilder svg, Scale xs, Scale ys) {
        int floor = HEIGHT - BOTTOM;
        int end = WIDTH - RIGHT;
        StringBuilder lines = new StringBuilder();
        List<double[]> written = new ArrayList<>();
        for (double tick : positions(xs).stream()
                .sorted(Comparator.comparing(t -> Math.abs(Math.log10(t) - Math.rint(Math.log10(t))) > 1e-9))
                .toList()) { // powers of ten first; no number over another
            double x = x(xs, tick);
            String text = plain(tick);
            double half = 3.5 * text.length() + 3;
            lines.append(format("M%.1f %dV%d", x, TOP, floor));
            if (written.stream().noneMatch(w -> w[0] < x + half && x - half < w[1])) {
                svg.append(text("middle", x, floor + 15, text));
                written.add(new double[] {x - half, x + half});
            }
        }
        for (double tick : ys.ticks()) {
            double y = y(ys, tick);
            lines.append(format("M%d %.1fH%d", LEFT, y, end));
            svg.append(text("end", LEFT - 6, y + 4, tick(tick)));
        }
        svg.append("<path fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".16\" d=\"")
                .append(lines)
                .append("\"/><path fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".6\" d=\"")
                .append(format("M%d %dV%dH%d", LEFT, TOP, floor, end))
                .append("\"/>\n");
        svg.append(text("middle", (LEFT + end) / 2.0, HEIGHT - 6, Untrusted.name(xName)));
        svg.append(text("start", 4, 12, Untrusted.name(yName)));
    }

    /** Where the x-axis has its ticks: a few positions on a logarithmic axis are ticks themselves, else round numbers. */
    private List<Double> positions(Scale xs) {
        List<Double> all = series.stream()
                .flatMap(s -> s.xs().stream())
                .distinct()
                .limit(MOST_POSITIONS + 1)
                .toList();
        return logX && all.size() > 1 && all.size() <= MOST_POSITIONS ? all : xs.ticks();
    }

    private void line(StringBuilder svg, int index, Scale xs, Scale ys) {
        Series one = series.get(index);
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < one.xs().size(); i++) {
            path.append(i == 0 ? 'M' : 'L')
                    .append(format(
                            "%.1f %.1f", x(xs, one.xs().get(i)), y(ys, one.ys().get(i))));
        }
        svg.append(opening(index))
                .append("<path class=\"gb-s\" style=\"fill:none\" fill=\"none\" stroke-width=\"2\" stroke-dasharray=\"")
                .append(DASHES[(index + index / DASHES.length) % DASHES.length])
                .append("\" d=\"")
                .append(path)
                .append("\"/>");
        for (int i = 0; i < one.xs().size(); i++) {
            svg.append(marker(index, x(xs, one.xs().get(i)), y(ys, one.ys().get(i))))
                    .append("<title>")
                    .append(Html.escape(one.name() + ": " + plain(one.xs().get(i)) + ", "
                            + value(one.ys().get(i))))
                    .append("</title></path>");
        }
        svg.append("</g>\n");
    }

    private static String opening(int index) {
        int kind = index % COLOURS.length;
        return "<g class=\"gb-" + kind + "\" fill=\"" + COLOURS[kind] + "\" stroke=\"" + COLOURS[kind] + "\">";
    }

    private static String marker(int index, double x, double y) {
        return "<path class=\"gb-s\" d=\"" + MARKERS[index % MARKERS.length] + "\" transform=\""
                + format("translate(%.1f %.1f)", x, y) + "\">";
    }

    /** Names at the ends of the lines, moved apart where they would touch. */
    private void names(StringBuilder svg, Scale ys) {
        List<Integer> order = Stream.iterate(0, i -> i + 1)
                .limit(series.size())
                .sorted(Comparator.comparingDouble(i -> y(ys, last(i))))
                .toList();
        double[] tops = new double[order.size()];
        for (int i = 0; i < tops.length; i++) {
            tops[i] = Math.max(y(ys, last(order.get(i))), i == 0 ? TOP : tops[i - 1] + LINE);
        }
        double over = DoubleStream.of(tops).max().orElse(0) - (HEIGHT - BOTTOM);
        for (int i = 0; i < tops.length; i++) {
            int index = order.get(i);
            double top = tops[i] - Math.max(0, over);
            String name = series.get(index).name();
            svg.append(opening(index))
                    .append(marker(index, WIDTH - RIGHT + 14, top))
                    .append("</path></g>")
                    .append(text("start", WIDTH - RIGHT + 23, top + 4, cut(name)));
        }
    }

    private static String cut(String name) {
        int length = name.codePointCount(0, name.length());
        return length <= NAME ? name : name.substring(0, name.offsetByCodePoints(0, NAME - 1)) + "…";
    }

    private double last(int index) {
        List<Double> ys = series.get(index).ys();
        return ys.get(ys.size() - 1);
    }

    private static String text(String anchor, double x, double y, String content) {
        return format("<text text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n", anchor, x, y, Html.escape(content));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
