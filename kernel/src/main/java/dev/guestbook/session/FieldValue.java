package dev.guestbook.session;

import dev.guestbook.contract.Dimensions;
import java.util.Arrays;
import java.util.List;

/** A value for one field of a layout as the bytes it becomes there. An array of arrays takes rows, or all elements in a row. */
record FieldValue(Layout layout, Layout.Field field, LiveInstance home) {
    /** Refuses what does not fill the field; a text may be shorter, and an open array has any length. */
    byte[] bytes(Object value) {
        return bytes(value, field.dimensions());
    }

    private byte[] bytes(Object value, Dimensions shape) {
        List<?> rows = shape.isOfArrays() ? rows(value) : List.of();
        return rows.isEmpty() ? flat(value, shape) : inRows(rows, shape);
    }

    /** The rows that a value consists of; none where it is all elements in a row. */
    private List<?> rows(Object value) {
        if (isText()) {
            return value instanceof Object[] array
                    ? Arrays.asList(array)
                    : value instanceof List<?> list ? list : List.of();
        }
        return Grid.of(value).<List<?>>map(Grid::rows).orElse(List.of());
    }

    private byte[] inRows(List<?> rows, Dimensions shape) {
        if (!shape.isOpen() && rows.size() != shape.outer()) {
            throw unfit(rows.size() + (rows.size() == 1 ? " row was" : " rows were") + " given");
        }
        List<byte[]> encoded =
                rows.stream().map(row -> bytes(row, shape.inner())).toList();
        return Grid.joined(encoded);
    }

    private byte[] flat(Object value, Dimensions shape) {
        byte[] bytes;
        try {
            // A char array may be full, without the zero byte that a cstr ends in elsewhere.
            boolean fills = field.type() == DataType.CSTR && shape.isArray();
            MemoryType type = fills && isWithoutZero(value) ? DataType.UTF8 : field.type();
            bytes = Encoded.of(value, type, home).toBytes();
        } catch (Refused e) {
            throw e.about(quoted());
        }
        if (shape.isOpen()) {
            int step = Math.toIntExact(shape.stride(field.type().size()));
            if (bytes.length % step != 0) {
                throw unfit(
                        "its elements have " + counted(step) + " each, and " + counted(bytes.length) + " were given");
            }
            return bytes;
        }
        int size = Math.toIntExact(field.type().size() * shape.elements());
        boolean padded = isText() && shape.isArray() && !shape.isOfArrays();
        if (bytes.length > size || (bytes.length < size && !padded)) {
            boolean whole = shape.equals(field.dimensions());
            throw whole
                    ? new Refused(quoted() + " is " + field.typeText() + ", " + counted(size) + "; " + bytes.length
                            + " were given. Nothing was written.")
                    : unfit("a row of it has " + counted(size) + ", and " + bytes.length + " were given");
        }
        return Arrays.copyOf(bytes, size);
    }

    private boolean isText() {
        return field.type() instanceof DataType type && type.isText();
    }

    private static boolean isWithoutZero(Object value) {
        return value instanceof CharSequence text && text.toString().indexOf('\0') < 0;
    }

    private Refused unfit(String why) {
        return new Refused(quoted() + " is " + field.typeText() + "; " + why + ". Nothing was written.");
    }

    private static String counted(int bytes) {
        return bytes + (bytes == 1 ? " byte" : " bytes");
    }

    private String quoted() {
        return "Field `" + field.name() + "` of layout `" + layout.name() + "`";
    }
}
