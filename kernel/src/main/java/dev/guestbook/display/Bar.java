package dev.guestbook.display;

import java.util.Locale;

/**
 * A value as a bar with the range that most values lie in as a whisker, on a scale shared by the bars of a column.
 * A range that goes beyond the scale ends in an arrow.
 *
 * @param value the bar's length, from 0 to {@code scale}
 * @param low where the range begins
 * @param high where it ends; may be past the scale
 * @param scale what the whole width stands for, above 0
 * @param meaning the same in words, for those who do not see the bar
 */
public record Bar(double value, double low, double high, double scale, String meaning) implements Piece {
    private static final int COLUMNS = 16;
    private static final int WIDTH = 200;
    private static final int HEIGHT = 16;

    public Bar {
        meaning = Untrusted.visible(meaning);
    }

    private int column(double of) {
        return (int) Math.max(1, Math.min(COLUMNS, Math.round(COLUMNS * of / scale)));
    }

    private double x(double of) {
        return 1 + Math.min(1, of / scale) * (WIDTH - 8);
    }

    @Override
    public String text() {
        int bar = column(value);
        int end = column(high);
        String whisker = high > scale
                ? "─".repeat(Math.max(0, COLUMNS - bar)) + "→"
                : end > bar ? "─".repeat(end - bar - 1) + "┤" : "";
        return "█".repeat(bar) + whisker;
    }

    @Override
    public String html() {
        boolean beyond = high > scale;
        double left = x(low);
        double right = beyond ? WIDTH - 2 : x(high);
        double middle = HEIGHT / 2.0;
        String end =
                beyond ? path("M%.1f %.1fl-4 -4m4 4l-4 4", right, middle) : path("M%.1f %.1fv8", right, middle - 4);
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"" + WIDTH + "\" height=\"" + HEIGHT
                + "\" viewBox=\"0 0 " + WIDTH + " " + HEIGHT + "\" preserveAspectRatio=\"none\" class=\"gb-0\"><title>"
                + Html.escape(meaning)
                + "</title><rect class=\"gb-s\" fill=\"#3f7fbf\" fill-opacity=\".55\" stroke=\"none\" x=\"1\" y=\"2\" height=\""
                + (HEIGHT - 4)
                + String.format(Locale.ROOT, "\" width=\"%.1f\"/>", Math.max(1, x(value) - 1))
                + "<g fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\">"
                + path("M%.1f %.1fv8", left, middle - 4)
                + path("M%.1f %.1fH%.1f", left, middle, right) + end + "</g></svg>";
    }

    private static String path(String format, Object... numbers) {
        return "<path d=\"" + String.format(Locale.ROOT, format, numbers) + "\"/>";
    }
}
