package dev.guestbook.session;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.display.Table.Column;
import dev.guestbook.display.Values;
import java.lang.reflect.Array;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * One struct as it was copied out of memory: a value for each field of its {@link Layout}. Immutable; write
 * it back with {@code wasm.write(ptr, row.with("i", 7))}.
 *
 * <p>A field is an Integer (i8 to i32), Long (u32, i64), BigInteger (u64), Float, Double, {@link Ptr} or
 * Row; an array of them is what {@code %read} gives: {@code byte[]}, {@code int[]}, a String, a list of Rows. An array of
 * arrays is {@code int[][]}, or a list of these.
 */
public final class Row implements Displayable {
    private static final int SHOWN = 16;

    private final Layout layout;
    private final Map<String, Object> values;

    Row(Layout layout, Map<String, Object> values) {
        this.layout = layout;
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public Layout layout() {
        return layout;
    }

    /** Field names to values, in the layout's order. Arrays are the row's own: copy before changing one. */
    public Map<String, Object> values() {
        return values;
    }

    /** A field's value; refused where the layout has no such field. */
    public Object get(String field) {
        layout.field(field);
        return values.get(field);
    }

    /** A whole number of at most 32 bits, as wasm's signed view of it. */
    public int i32(String field) {
        Number number = typed(field, Number.class, "a whole number of at most 32 bits");
        if (number instanceof Integer || (number instanceof Long && isUnsigned32(field))) {
            return number.intValue();
        }
        throw otherType(field, "a whole number of at most 32 bits");
    }

    private boolean isUnsigned32(String field) {
        return layout.field(field).type() == DataType.U32;
    }

    /** A whole number of at most 32 bits, unsigned. */
    public long u32(String field) {
        return Integer.toUnsignedLong(i32(field));
    }

    /** A whole number; a u64 as its signed view. */
    public long i64(String field) {
        Number number = typed(field, Number.class, "a whole number");
        if (number instanceof Float || number instanceof Double) {
            throw otherType(field, "a whole number");
        }
        return number.longValue();
    }

    /** A whole number of 64 bits, unsigned. */
    public BigInteger u64(String field) {
        return new BigInteger(Long.toUnsignedString(i64(field)));
    }

    public float f32(String field) {
        return typed(field, Float.class, "an f32");
    }

    /** An f64, or an f32 widened. */
    public double f64(String field) {
        return get(field) instanceof Float single ? single : typed(field, Double.class, "an f64");
    }

    /** An integer as C's truth: anything but 0. */
    public boolean bool(String field) {
        return i64(field) != 0;
    }

    /** A copy of an array of i8 or u8. */
    public byte[] bytes(String field) {
        return typed(field, byte[].class, "an array of bytes").clone();
    }

    /** A text: utf8 whole, cstr up to its zero byte. */
    public String text(String field) {
        return typed(field, String.class, "a text");
    }

    public Ptr ptr(String field) {
        return typed(field, Ptr.class, "a pointer");
    }

    /** A nested struct. */
    public Row row(String field) {
        return typed(field, Row.class, "a nested layout");
    }

    /** The elements of an array of nested structs. */
    public List<Row> rows(String field) {
        if (layout.field(field).dimensions().isOfArrays()) {
            throw otherType(field, "an array of a layout");
        }
        return ((List<?>) typed(field, List.class, "an array of a layout"))
                .stream().map(Row.class::cast).toList();
    }

    private <T> T typed(String field, Class<T> type, String wanted) {
        Object value = get(field);
        if (!type.isInstance(value)) {
            throw otherType(field, wanted);
        }
        return type.cast(value);
    }

    private Refused otherType(String field, String wanted) {
        return new Refused("Field `" + field + "` of layout `" + layout.name() + "` is "
                + layout.field(field).typeText() + ", not " + wanted + "; get(\"" + field + "\") has its value.");
    }

    /** This row with another value for one field; whether it fits is checked when it is written. */
    public Row with(String field, Object value) {
        layout.field(field);
        Map<String, Object> copy = new LinkedHashMap<>(values);
        copy.put(field, value);
        return new Row(layout, copy);
    }

    // Showing.

    @Override
    public MimeBundle bundle() {
        Table table = Table.of(Column.left("field"), Column.left("type"), Column.left("value"));
        for (Layout.Field field : layout.fields()) {
            table = table.row(
                    Span.strong(field.name()),
                    Span.code(field.typeText()),
                    Span.code(shown(values.get(field.name()), field)));
        }
        return Sheet.titled("one ", Span.strong(layout.name())).with(table).bundle();
    }

    /** Rows of one layout under each other, a column a field. */
    static Table table(Layout layout, List<Row> rows, long address) {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.right(""));
        columns.add(Column.left("address"));
        for (Layout.Field field : layout.fields()) {
            columns.add(
                    field.type() instanceof DataType && !field.dimensions().isArray()
                            ? Column.right(field.name())
                            : Column.prose(field.name()));
        }
        List<List<Object>> cells = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            List<Object> row = new ArrayList<>();
            row.add(Span.dim(Integer.toString(i)));
            row.add(Span.code(Numbers.address(address + (long) i * layout.size())));
            for (Layout.Field field : layout.fields()) {
                row.add(Span.code(shown(rows.get(i).values.get(field.name()), field)));
            }
            cells.add(row);
        }
        return Table.of(columns.toArray(Column[]::new)).rows(cells).cutHint("read fewer, from further on");
    }

    private static String shown(Object value, Layout.Field field) {
        if (value instanceof byte[] || field.dimensions().isOfArrays()) {
            return elements(value, field.type());
        }
        return value instanceof Row || value instanceof Ptr ? value.toString() : Values.text(value);
    }

    /** In brackets, those of rows too: {@code [[1, 2], [3, 4]]}. */
    static String elements(Object value, MemoryType type) {
        if (value instanceof List<?> list) {
            return elements(list.toArray(), type);
        }
        if (!value.getClass().isArray()) {
            boolean unsigned = type == DataType.U8 && value instanceof Byte;
            return unsigned
                    ? Integer.toString(Byte.toUnsignedInt((Byte) value))
                    : value instanceof CharSequence ? Values.text(value) : value.toString();
        }
        StringJoiner shown = new StringJoiner(", ", "[", "]");
        int length = Array.getLength(value);
        for (int i = 0; i < Math.min(SHOWN, length); i++) {
            shown.add(elements(Array.get(value, i), type));
        }
        return length > SHOWN ? shown.add("… " + (length - SHOWN) + " more").toString() : shown.toString();
    }

    /** As in {@code {i: 3, j: 4}}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "{", "}");
        for (Layout.Field field : layout.fields()) {
            text.add(field.name() + ": " + shown(values.get(field.name()), field));
        }
        return text.toString();
    }
}
