package dev.guestbook.display;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows under named columns. Immutable.
 *
 * <p>A cell is a {@link Span} or a {@link Bar}, or a value: whole numbers are grouped and set in a fixed face, all else is
 * its text. Columns are aligned left unless made with {@link Column#right}.
 */
public final class Table implements Block {
    /** Rows that are shown unless told otherwise. */
    public static final int ROW_LIMIT = 200;

    /** Columns of prose are not wrapped below this width where the table can do without. */
    private static final int NARROW = 24;

    /** Columns of prose are not wrapped below this width. */
    private static final int NARROWEST = 12;

    private final List<Column> columns;
    private final List<List<Piece>> rows;
    private final String cutHint;

    /** A column's heading and alignment; {@code wraps} for prose that may take several lines in HTML. */
    public record Column(String name, boolean alignedRight, boolean wraps) {
        public static Column left(String name) {
            return new Column(name, false, false);
        }

        public static Column right(String name) {
            return new Column(name, true, false);
        }

        public static Column prose(String name) {
            return new Column(name, false, true);
        }
    }

    private Table(List<Column> columns, List<List<Piece>> rows, String cutHint) {
        this.columns = columns;
        this.rows = rows;
        this.cutHint = cutHint;
    }

    public static Table of(Column... columns) {
        return new Table(List.of(columns), List.of(), "");
    }

    /** This table with one more row; throws {@link IllegalArgumentException} where the cells do not fit the columns. */
    public Table row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(
                    "A row of " + cells.length + " cells under " + columns.size() + " columns.");
        }
        List<List<Piece>> more = new ArrayList<>(rows);
        more.add(List.of(cells).stream().map(Table::piece).toList());
        return new Table(columns, List.copyOf(more), cutHint);
    }

    /** This table with one row for each of {@code rows}. */
    public Table rows(List<List<Object>> added) {
        List<List<Piece>> more = new ArrayList<>(rows);
        for (List<Object> cells : added) {
            if (cells.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "A row of " + cells.size() + " cells under " + columns.size() + " columns.");
            }
            more.add(cells.stream().map(Table::piece).toList());
        }
        return new Table(columns, List.copyOf(more), cutHint);
    }

    private static Piece piece(Object value) {
        return value instanceof Piece piece ? piece : Span.of(value);
    }

    /** How to see the rest, said where more than {@link #ROW_LIMIT} rows are cut. */
    public Table cutHint(String hint) {
        return new Table(columns, rows, hint);
    }

    /** How many rows there are, shown or not. */
    public int size() {
        return rows.size();
    }

    private List<List<Piece>> shownRows() {
        return rows.subList(0, Math.min(rows.size(), ROW_LIMIT));
    }

    private List<String> cutLine() {
        int left = rows.size() - ROW_LIMIT;
        return left <= 0
                ? List.of()
                : List.of("… " + Numbers.grouped(left) + " more rows" + (cutHint.isEmpty() ? "" : "; " + cutHint));
    }

    @Override
    public List<String> lines() {
        int[] widths = new int[columns.size()];
        for (int c = 0; c < widths.length; c++) {
            widths[c] = Columns.width(columns.get(c).name());
            for (List<Piece> row : shownRows()) {
                widths[c] = Math.max(widths[c], Columns.width(row.get(c).text()));
            }
        }
        narrow(widths);
        List<String> lines =
                new ArrayList<>(lines(columns.stream().map(Column::name).toList(), widths));
        List<String> rules = new ArrayList<>();
        for (int width : widths) {
            rules.add("─".repeat(width));
        }
        lines.add(line(rules, widths));
        for (List<Piece> row : shownRows()) {
            lines.addAll(lines(row.stream().map(Piece::text).toList(), widths));
        }
        lines.addAll(cutLine());
        return lines;
    }

    /** Takes from the columns of prose what the table is too wide, from the widest first, where that is enough. */
    private void narrow(int[] widths) {
        if (!narrow(widths, NARROW)) {
            narrow(widths, NARROWEST);
        }
    }

    private boolean narrow(int[] widths, int least) {
        int[] narrowed = widths.clone();
        for (int over = Arrays.stream(widths).sum() + 2 * (widths.length - 1) - Wrapped.WIDTH; over > 0; over--) {
            int widest = -1;
            for (int c = 0; c < widths.length; c++) {
                boolean gives = columns.get(c).wraps() && narrowed[c] > least;
                if (gives && (widest < 0 || narrowed[c] > narrowed[widest])) {
                    widest = c;
                }
            }
            if (widest < 0) {
                return false;
            }
            narrowed[widest]--;
        }
        System.arraycopy(narrowed, 0, widths, 0, widths.length);
        return true;
    }

    /** A row, on several lines where prose is wrapped. */
    private List<String> lines(List<String> cells, int[] widths) {
        List<List<String>> wrapped = new ArrayList<>();
        for (int c = 0; c < widths.length; c++) {
            wrapped.add(columns.get(c).wraps() ? Wrapped.lines(cells.get(c), widths[c]) : List.of(cells.get(c)));
        }
        int height = wrapped.stream().mapToInt(List::size).max().orElse(1);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < height; i++) {
            int at = i;
            lines.add(line(
                    wrapped.stream()
                            .map(cell -> at < cell.size() ? cell.get(at) : "")
                            .toList(),
                    widths));
        }
        return lines;
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            line.append(c == 0 ? "" : "  ");
            line.append(
                    columns.get(c).alignedRight()
                            ? Columns.right(cells.get(c), widths[c])
                            : Columns.left(cells.get(c), widths[c]));
        }
        return line.toString().stripTrailing();
    }

    @Override
    public String html(String heading) {
        StringBuilder html = new StringBuilder("<table>" + Html.caption(heading) + "<thead><tr>");
        for (Column column : columns) {
            html.append(column.name().isEmpty() ? "<td" : "<th scope=\"col\"")
                    .append(attributes(column))
                    .append('>')
                    .append(Html.escape(column.name()))
                    .append(column.name().isEmpty() ? "</td>" : "</th>");
        }
        html.append("</tr></thead><tbody>");
        for (List<Piece> row : shownRows()) {
            html.append("<tr>");
            for (int c = 0; c < row.size(); c++) {
                html.append("<td")
                        .append(attributes(columns.get(c)))
                        .append('>')
                        .append(row.get(c).html())
                        .append("</td>");
            }
            html.append("</tr>");
        }
        html.append("</tbody></table>");
        cutLine().forEach(line -> html.append("<p>").append(Html.escape(line)).append("</p>"));
        return html.toString();
    }

    /** The alignment as a style and as an attribute: front ends that take out style sheets leave one or the other. */
    private static String attributes(Column column) {
        return column.alignedRight()
                ? " align=\"right\" style=\"text-align:right\""
                : (column.wraps() ? " class=\"gb-w\"" : "") + " style=\"text-align:left\"";
    }
}
