package dev.guestbook.session;

import dev.guestbook.contract.Dimensions;
import dev.guestbook.display.Nearest;
import dev.guestbook.display.Untrusted;
import java.lang.reflect.Array;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Structs between Java and the bytes they are in memory, little endian; padding is written as zeros. */
final class Rows {
    private Rows() {}

    // Out of memory.

    /** So many structs in a row; one that is open at its end is one, as long as all of it. */
    static List<Row> decode(byte[] bytes, Layout layout, LiveInstance home) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (layout.isOpen()) {
            return List.of(row(buffer, 0, layout, home));
        }
        List<Row> rows = new ArrayList<>();
        for (int start = 0; start + layout.size() <= bytes.length; start += layout.size()) {
            rows.add(row(buffer, start, layout, home));
        }
        return List.copyOf(rows);
    }

    private static Row row(ByteBuffer buffer, int start, Layout layout, LiveInstance home) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Layout.Field field : layout.fields()) {
            Dimensions shape = field.dimensions().isOpen()
                    ? field.dimensions().withOuter((int) layout.count(buffer.limit()))
                    : field.dimensions();
            values.put(field.name(), value(buffer, start + field.offset(), field.type(), shape, home));
        }
        return new Row(layout, values);
    }

    /** What stands at a place: an array of arrays as rows. */
    static Object value(ByteBuffer buffer, int at, MemoryType type, Dimensions shape, LiveInstance home) {
        if (!shape.isArray()) {
            return type instanceof Layout nested
                    ? row(buffer, at, nested, home)
                    : scalar(buffer, at, (DataType) type, home);
        }
        if (type instanceof DataType data && !shape.isOfArrays()) {
            return array(buffer, at, shape.outer(), data, home);
        }
        List<Object> elements = new ArrayList<>();
        int step = Math.toIntExact(shape.stride(type.size()));
        for (int i = 0; i < shape.outer(); i++) {
            elements.add(value(buffer, at + i * step, type, shape.inner(), home));
        }
        // Numbers are arrays of arrays; what has no element still has the type of one.
        Object like = elements.isEmpty() && shape.isOfArrays()
                ? value(ByteBuffer.allocate(step).order(ByteOrder.LITTLE_ENDIAN), 0, type, shape.inner(), home)
                : elements.isEmpty() ? "" : elements.get(0);
        return like.getClass().isArray()
                ? elements.toArray((Object[]) Array.newInstance(like.getClass(), elements.size()))
                : List.copyOf(elements);
    }

    private static Object scalar(ByteBuffer buffer, int at, DataType type, LiveInstance home) {
        return switch (type) {
            case I8 -> (int) buffer.get(at);
            case U8, UTF8, CSTR -> Byte.toUnsignedInt(buffer.get(at));
            case I16 -> (int) buffer.getShort(at);
            case U16 -> Short.toUnsignedInt(buffer.getShort(at));
            case I32 -> buffer.getInt(at);
            case U32 -> Integer.toUnsignedLong(buffer.getInt(at));
            case I64 -> buffer.getLong(at);
            case U64 -> new BigInteger(Long.toUnsignedString(buffer.getLong(at)));
            case F32 -> buffer.getFloat(at);
            case F64 -> buffer.getDouble(at);
            case PTR -> home.pointer(Ptr.mask(buffer.getInt(at)));
        };
    }

    private static Object array(ByteBuffer buffer, int at, int count, DataType type, LiveInstance home) {
        byte[] bytes = new byte[count * type.size()];
        buffer.get(at, bytes);
        ByteBuffer own = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case I8, U8 -> {
                return bytes;
            }
            case UTF8, CSTR -> {
                String text = new String(bytes, StandardCharsets.UTF_8);
                return type == DataType.CSTR ? Access.untilZero(text) : text;
            }
            case I16 -> {
                short[] values = new short[count];
                own.asShortBuffer().get(values);
                return values;
            }
            case I32 -> {
                int[] values = new int[count];
                own.asIntBuffer().get(values);
                return values;
            }
            case I64, U64 -> {
                long[] values = new long[count];
                own.asLongBuffer().get(values);
                return values;
            }
            case F32 -> {
                float[] values = new float[count];
                own.asFloatBuffer().get(values);
                return values;
            }
            case F64 -> {
                double[] values = new double[count];
                own.asDoubleBuffer().get(values);
                return values;
            }
            case U16 -> {
                int[] values = new int[count];
                for (int i = 0; i < count; i++) {
                    values[i] = Short.toUnsignedInt(own.getShort(2 * i));
                }
                return values;
            }
            case U32 -> {
                long[] values = new long[count];
                for (int i = 0; i < count; i++) {
                    values[i] = Integer.toUnsignedLong(own.getInt(4 * i));
                }
                return values;
            }
            case PTR -> {
                Ptr[] values = new Ptr[count];
                for (int i = 0; i < count; i++) {
                    values[i] = home.pointer(Ptr.mask(own.getInt(4 * i)));
                }
                return values;
            }
            default -> throw new AssertionError(type);
        }
    }

    // Into memory.

    /** One struct (a Row or a map with a value for every field), or a list of them, as bytes. */
    static byte[] encode(Object value, Layout layout, LiveInstance home) {
        List<?> rows = value instanceof List<?> list ? list : List.of(value);
        long total = (long) rows.size() * layout.size();
        if (total > Integer.MAX_VALUE) {
            throw new Refused(rows.size() + " rows of layout `" + layout.name() + "` are more than any memory holds.");
        }
        if (layout.isOpen() && rows.size() != 1) {
            throw new Refused("Layout `" + layout.name() + "` is open at its end, so one stands alone; " + rows.size()
                    + " were given. Nothing was written.");
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) total);
        for (int i = 0; i < rows.size(); i++) {
            List<byte[]> encoded = encoded(fields(rows.get(i), layout), layout, home);
            if (layout.isOpen()) {
                int end = layout.last().offset() + encoded.get(encoded.size() - 1).length;
                buffer = ByteBuffer.allocate(Math.max(layout.size(), end));
            }
            for (int f = 0; f < encoded.size(); f++) {
                buffer.put(i * layout.size() + layout.fields().get(f).offset(), encoded.get(f));
            }
        }
        return buffer.array();
    }

    private static Map<?, ?> fields(Object value, Layout layout) {
        if (value instanceof Row row) {
            if (row.layout() != layout && !sameShape(row.layout(), layout)) {
                throw new Refused("A row of layout `" + row.layout().name() + "` does not go into memory of layout `"
                        + layout.name() + "`; nothing was written.");
            }
            return row.values();
        }
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new Refused("Memory of layout `" + layout.name()
                + "` takes a Row, a Map of its fields, a list of those, or a byte[]; not "
                + (value == null ? "null" : value.getClass().getSimpleName()) + ".");
    }

    /** Whether a layout that was defined again means the same bytes. */
    private static boolean sameShape(Layout one, Layout other) {
        if (one.size() != other.size() || one.fields().size() != other.fields().size()) {
            return false;
        }
        for (int i = 0; i < one.fields().size(); i++) {
            Layout.Field a = one.fields().get(i);
            Layout.Field b = other.fields().get(i);
            boolean sameType = (a.type() instanceof Layout x && b.type() instanceof Layout y)
                    ? sameShape(x, y)
                    : a.type() == b.type();
            if (!sameType
                    || !a.name().equals(b.name())
                    || a.offset() != b.offset()
                    || !a.dimensions().equals(b.dimensions())) {
                return false;
            }
        }
        return true;
    }

    /** The bytes of each field. */
    private static List<byte[]> encoded(Map<?, ?> values, Layout layout, LiveInstance home) {
        List<String> names = layout.fields().stream().map(Layout.Field::name).toList();
        for (Object key : values.keySet()) {
            if (!names.contains(key)) {
                throw new Refused("Layout `" + layout.name() + "` has no field `" + Untrusted.name(String.valueOf(key))
                        + "`. " + Nearest.hint(String.valueOf(key), names, ""));
            }
        }
        List<byte[]> encoded = new ArrayList<>();
        for (Layout.Field field : layout.fields()) {
            Object value = values.get(field.name());
            if (value == null) {
                throw new Refused("Field `" + field.name() + "` of layout `" + layout.name()
                        + "` has no value; give every field, as 0 if need be. Nothing was written.");
            }
            encoded.add(new FieldValue(layout, field, home).bytes(value));
        }
        return encoded;
    }
}
