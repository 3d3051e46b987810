package dev.guestbook.session;

import dev.guestbook.contract.Dimensions;
import dev.guestbook.wasm.LinearMemory;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Rows of one length, as C has arrays of arrays: one after the other in memory. Rows may be of rows themselves. */
record Grid(List<?> rows) {
    /** The rows of an array of arrays, or of a list of lists or arrays. */
    static Optional<Grid> of(Object value) {
        if (value instanceof Object[] array
                && array.getClass().getComponentType().isArray()) {
            return Optional.of(new Grid(Arrays.asList(array)));
        }
        return value instanceof List<?> list && !list.isEmpty() && isRow(list.get(0))
                ? Optional.of(new Grid(list))
                : Optional.empty();
    }

    private static boolean isRow(Object value) {
        return value instanceof List<?> || (value != null && value.getClass().isArray());
    }

    /** Whether each row has these dimensions, or all of their elements in a row. */
    boolean isOf(Dimensions row) {
        for (int i = 0; i < rows.size(); i++) {
            Optional<Grid> inner = Grid.of(rows.get(i));
            boolean fits = inner.isPresent()
                    ? row.isOfArrays()
                            && inner.get().rows().size() == row.outer()
                            && inner.get().isOf(row.inner())
                    : !isRow(rows.get(i)) || length(i) == row.elements();
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /** Its bytes in memory of the given type, or none; refuses rows of several lengths. */
    Encoded encoded(DataType type, LiveInstance home) {
        List<byte[]> encoded = new ArrayList<>();
        long total = 0;
        for (int i = 0; i < rows.size(); i++) {
            checkLength(i);
            byte[] row = Encoded.of(rows.get(i), type, home).toBytes();
            if (i > 0 && row.length != encoded.get(0).length) {
                throw new Refused("The numbers of row " + i + " are wider than others'; give the region a type.");
            }
            encoded.add(row);
            total += row.length;
        }
        if (total > LinearMemory.MAX_BYTES) {
            throw new Refused(rows.size() + " rows are more than any memory holds.");
        }
        return new Encoded(joined(encoded), total);
    }

    /** Rows one after the other, which together fit in an array. */
    static byte[] joined(List<byte[]> encoded) {
        ByteBuffer all =
                ByteBuffer.allocate(encoded.stream().mapToInt(row -> row.length).sum());
        encoded.forEach(all::put);
        return all.array();
    }

    private void checkLength(int row) {
        if (!isRow(rows.get(row))) {
            throw new Refused("Row " + row + " is " + (rows.get(row) == null ? "null" : "none") + "; give every row.");
        }
        if (length(row) != length(0)) {
            throw new Refused("Row " + row + " has another length, " + length(row) + ", than row 0, " + length(0)
                    + "; in C all rows are equally long, so fill it up.");
        }
    }

    private int length(int row) {
        return rows.get(row) instanceof List<?> list ? list.size() : Array.getLength(rows.get(row));
    }
}
