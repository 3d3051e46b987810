package dev.guestbook.harden;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Numbers in rows, as Java's arrays of arrays, and what joins and cuts them: in guest memory they stand one after the other.
 *
 * @param depth how many lengths a row has: 1 of {@code int[][]}
 */
record Rows(Shape shape, int depth) implements Comparable<Rows> {
    @Override
    public int compareTo(Rows other) {
        return Comparator.comparing(Rows::shape).thenComparing(Rows::depth).compare(this, other);
    }

    /** These, and the rows that rows of these are. */
    List<Rows> andInner() {
        List<Rows> all = new ArrayList<>();
        for (int inner = 1; inner <= depth; inner++) {
            all.add(new Rows(shape, inner));
        }
        return all;
    }

    private String type() {
        return shape.array() + "[]".repeat(depth);
    }

    /** {@code , int length1, int length2}. */
    private String lengths(String before) {
        return IntStream.rangeClosed(1, depth)
                .mapToObj(i -> before + "length" + i)
                .collect(Collectors.joining());
    }

    private String inner() {
        return IntStream.rangeClosed(2, depth).mapToObj(i -> ", length" + i).collect(Collectors.joining());
    }

    /** Elements of one row, as Java. */
    private String each() {
        return IntStream.rangeClosed(1, depth).mapToObj(i -> "length" + i).collect(Collectors.joining(" * "));
    }

    /** The method that gives rows one after the other, each as long as it must be. */
    void join(Lines out) {
        String row = depth == 1 ? "rows[i]" : "join(name, rows[i]" + inner() + ")";
        out.blank().add(1, """
                /** These rows one after the other. */
                private static TYPE[] join(String name, ROWS rowsLENGTHS) {
                    TYPE[] values = new TYPE[Math.multiplyExact(rows.length, EACH)];
                    for (int i = 0; i < rows.length; i++) {
                        check("a row of " + name, rows[i].length, length1);
                        System.arraycopy(ROW, 0, values, i * EACH_, EACH);
                    }
                    return values;
                }
                """.replace("TYPE", shape.element())
                .replace("ROWS", type())
                .replace("LENGTHS", lengths(", int "))
                .replace("ROW", row)
                .replace("EACH_", each())
                .replace("EACH", each()));
    }

    /** The method that cuts what stands one after the other into rows. */
    void cut(Lines out, Set<String> imports) {
        imports.add("java.util.Arrays");
        String row = "Arrays.copyOfRange(values, i * EACH_, (i + 1) * EACH_)"
                .replace("EACH_", depth == 1 ? "length1" : "(" + each() + ")");
        out.blank().add(1, """
                private static ROWS rows(TYPE[] valuesLENGTHS) {
                    ROWS rows = new TYPE[values.length / (EACH)]DEPTH;
                    for (int i = 0; i < rows.length; i++) {
                        rows[i] = CUT;
                    }
                    return rows;
                }
                """.replace("ROWS", type())
                .replace("TYPE", shape.element())
                .replace("LENGTHS", lengths(", int "))
                .replace("(EACH)", depth == 1 ? "length1" : "(" + each() + ")")
                .replace("DEPTH", "[]".repeat(depth))
                .replace("CUT", depth == 1 ? row : "rows(" + row + inner() + ")"));
    }
}
