package dev.guestbook.session;

import dev.guestbook.wasm.LinearMemory;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Java value as the bytes it becomes in linear memory. A typed region decides the width; else the Java
 * type does. Nothing is truncated.
 *
 * @param array a primitive array, stored as it is in little endian
 * @param bytes its size
 */
record Encoded(Object array, long bytes) {
    /** So deep collections, maps, records and arrays are looked into. */
    private static final int NESTED = 4;

    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

    /** By width; of one width the first that fits will do, as the bytes are the same. */
    private static final List<List<DataType>> FORMS = List.of(
            List.of(DataType.I8, DataType.U8),
            List.of(DataType.I16, DataType.U16),
            List.of(DataType.I32, DataType.U32),
            List.of(DataType.I64, DataType.U64),
            List.of(DataType.F32),
            List.of(DataType.F64));

    /** {@code value} for memory of the given type, or none, in the given instance; refuses what does not fit the type. */
    static Encoded of(Object value, MemoryType given, LiveInstance home) {
        if (value instanceof byte[] raw) {
            return new Encoded(raw, raw.length);
        }
        if (given instanceof Layout layout) {
            return rows(value, layout, home);
        }
        if (given == null && value instanceof Row row) {
            return rows(value, row.layout(), home);
        }
        if (given == null && value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Row row) {
            return rows(value, row.layout(), home);
        }
        DataType type = (DataType) given;
        if (value instanceof CharSequence text) {
            return text(text.toString(), type);
        }
        if (value instanceof Region region) {
            return of(region.ptr(), type, home);
        }
        if (value instanceof Ptr ptr) {
            return pointers(List.of(ptr), type, home);
        }
        if (value instanceof Ptr[] pointers) {
            return pointers(Arrays.asList(pointers), type, home);
        }
        if (value instanceof Number number) {
            return numbers(List.of(number), type);
        }
        Optional<Grid> grid = Grid.of(value);
        if (grid.isPresent()) {
            return grid.get().encoded(type, home);
        }
        if (value instanceof List<?> list) {
            return list(list, type, home);
        }
        return array(value, type);
    }

    /**
     * The bytes a Java value may have, or have had, in memory: text in UTF-8, reals as they are, whole numbers in
     * every width that all of them fit, as unsigned ones are read into a wider Java type. None for what is no data.
     */
    static Stream<byte[]> formsOf(Object value) {
        return formsOf(value, NESTED);
    }

    private static Stream<byte[]> formsOf(Object value, int depth) {
        Stream<?> parts = partsOf(value);
        return depth == 0
                ? ownForms(value)
                : Stream.concat(ownForms(value), parts.flatMap(part -> formsOf(part, depth - 1)));
    }

    /** What a value holds that may be data itself; what is a number is data with its neighbours alone. */
    private static Stream<?> partsOf(Object value) {
        Stream<?> parts = Stream.empty();
        if (value instanceof Collection<?> all) {
            parts = new ArrayList<>(all).stream();
        } else if (value instanceof Map<?, ?> map) {
            parts = Stream.concat(new ArrayList<>(map.keySet()).stream(), new ArrayList<>(map.values()).stream());
        } else if (value instanceof Object[] all) {
            parts = Arrays.stream(all);
        } else if (value instanceof Record) {
            parts = Arrays.stream(value.getClass().getRecordComponents())
                    .flatMap(component -> component(value, component));
        }
        return parts.filter(part -> part != null && !(part instanceof Number));
    }

    private static Stream<?> component(Object value, RecordComponent component) {
        try {
            Method accessor = component.getAccessor();
            return accessor.trySetAccessible() ? Stream.ofNullable(accessor.invoke(value)) : Stream.empty();
        } catch (ReflectiveOperationException ofTheUsers) { // its accessor threw; it says nothing of what it holds
            return Stream.empty();
        }
    }

    private static Stream<byte[]> ownForms(Object value) {
        if (value instanceof ByteBuffer buffer) {
            ByteBuffer all = buffer.duplicate().clear();
            byte[] held = new byte[all.remaining()];
            all.get(held);
            return Stream.of(held);
        }
        if (value instanceof byte[] raw) {
            return Stream.of(raw);
        }
        if (value instanceof CharSequence text) {
            return Stream.of(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        if (value instanceof char[] text) {
            ByteBuffer units = ByteBuffer.allocate(2 * text.length).order(ByteOrder.LITTLE_ENDIAN);
            units.asCharBuffer().put(text);
            return Stream.of(units.array(), new String(text).getBytes(StandardCharsets.UTF_8));
        }
        List<?> elements = elementsOf(value);
        if (elements.isEmpty() || !elements.stream().allMatch(Number.class::isInstance)) {
            return Stream.empty();
        }
        List<Number> numbers = elements.stream().map(Number.class::cast).toList();
        return FORMS.stream()
                .flatMap(width ->
                        width.stream().flatMap(type -> form(numbers, type)).limit(1));
    }

    private static List<?> elementsOf(Object value) {
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        if (value instanceof Number) {
            return List.of(value);
        }
        if (value != null && value.getClass().isArray()) {
            return IntStream.range(0, Array.getLength(value))
                    .mapToObj(i -> Array.get(value, i))
                    .toList();
        }
        return List.of();
    }

    private static Stream<byte[]> form(List<Number> numbers, DataType type) {
        boolean real = type == DataType.F32 || type == DataType.F64;
        Class<?> own = type == DataType.F32 ? Float.class : Double.class;
        if (real && !own.isInstance(numbers.get(0))) {
            return Stream.empty();
        }
        try {
            return Stream.of((byte[]) numbers(numbers, type).array());
        } catch (Refused doesNotFit) {
            return Stream.empty();
        }
    }

    private static Encoded rows(Object value, Layout layout, LiveInstance home) {
        byte[] bytes = Rows.encode(value, layout, home);
        return new Encoded(bytes, bytes.length);
    }

    /** What stands in memory once it is stored. */
    byte[] toBytes() {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
        if (array instanceof byte[] values) {
            return values.clone();
        } else if (array instanceof int[] values) {
            buffer.asIntBuffer().put(values);
        } else if (array instanceof long[] values) {
            buffer.asLongBuffer().put(values);
        } else if (array instanceof double[] values) {
            buffer.asDoubleBuffer().put(values);
        } else if (array instanceof float[] values) {
            buffer.asFloatBuffer().put(values);
        } else {
            buffer.asShortBuffer().put((short[]) array);
        }
        return buffer.array();
    }

    /** Stores it; the range was checked. */
    void store(LinearMemory memory, long address) {
        if (array instanceof byte[] values) {
            memory.write(address, values);
        } else if (array instanceof int[] values) {
            memory.write(address, values);
        } else if (array instanceof long[] values) {
            memory.write(address, values);
        } else if (array instanceof double[] values) {
            memory.write(address, values);
        } else if (array instanceof float[] values) {
            memory.write(address, values);
        } else {
            memory.write(address, (short[]) array);
        }
    }

    /** Arrays go as they are where the memory has no type or their own; else number by number. */
    private static Encoded array(Object value, DataType type) {
        if (value instanceof int[] values) {
            return type == null || type == DataType.I32
                    ? new Encoded(values, 4L * values.length)
                    : numbers(Arrays.stream(values).boxed().toList(), type);
        }
        if (value instanceof long[] values) {
            return type == null || type == DataType.I64 || type == DataType.U64
                    ? new Encoded(values, 8L * values.length)
                    : numbers(Arrays.stream(values).boxed().toList(), type);
        }
        if (value instanceof double[] values) {
            return type == null || type == DataType.F64
                    ? new Encoded(values, 8L * values.length)
                    : numbers(Arrays.stream(values).boxed().toList(), type);
        }
        if (value instanceof float[] values) {
            return type == null || type == DataType.F32
                    ? new Encoded(values, 4L * values.length)
                    : numbers(boxed(values), type);
        }
        if (value instanceof short[] values) {
            return type == null || type == DataType.I16
                    ? new Encoded(values, 2L * values.length)
                    : numbers(boxed(values), type);
        }
        if (value instanceof boolean[] flags) {
            byte[] bytes = new byte[flags.length];
            for (int i = 0; i < flags.length; i++) {
                bytes[i] = (byte) (flags[i] ? 1 : 0);
            }
            return type == null || type == DataType.U8 ? new Encoded(bytes, bytes.length) : numbers(boxed(bytes), type);
        }
        if (value instanceof Boolean flag) {
            return array(new boolean[] {flag}, type);
        }
        throw new Refused(
                "A value of type " + (value == null ? "null" : value.getClass().getSimpleName())
                        + " cannot be written; give numbers, a primitive array or rows of them, a list of numbers, a String or"
                        + " a Ptr.");
    }

    private static List<Byte> boxed(byte[] values) {
        Byte[] boxed = new Byte[values.length];
        Arrays.setAll(boxed, i -> values[i]);
        return List.of(boxed);
    }

    private static List<Float> boxed(float[] values) {
        Float[] boxed = new Float[values.length];
        Arrays.setAll(boxed, i -> values[i]);
        return List.of(boxed);
    }

    private static List<Short> boxed(short[] values) {
        Short[] boxed = new Short[values.length];
        Arrays.setAll(boxed, i -> values[i]);
        return List.of(boxed);
    }

    private static Encoded text(String text, DataType type) {
        if (type != null && !type.isText() && type.size() != 1) {
            throw new Refused("A text does not go into memory of type " + type + ".");
        }
        if (type == DataType.CSTR && text.indexOf('\0') >= 0) {
            throw new Refused("The text holds a zero character, which would end it early as a cstr.");
        }
        byte[] bytes = Bytes.utf8(type == DataType.CSTR ? text + '\0' : text);
        return new Encoded(bytes, bytes.length);
    }

    /** A class may be the library's own; that of a map says nothing to who wrote one. */
    private static String kind(Object one) {
        return one instanceof Map
                ? "a map, which is a struct only in a region of a layout, as from %alloc NAME N*LAYOUT"
                : "one of type " + one.getClass().getSimpleName();
    }

    private static Encoded list(List<?> list, DataType type, LiveInstance home) {
        if (list.isEmpty()) {
            return new Encoded(new byte[0], 0);
        }
        if (list.stream().allMatch(Ptr.class::isInstance)) {
            return pointers(list.stream().map(Ptr.class::cast).toList(), type, home);
        }
        for (Object one : list) {
            if (!(one instanceof Number)) {
                throw new Refused("A list to write holds numbers only; this one holds "
                        + (one == null ? "null" : kind(one)) + ".");
            }
            if (type == null && one.getClass() != list.get(0).getClass()) {
                throw new Refused("A list that mixes " + list.get(0).getClass().getSimpleName() + " and "
                        + one.getClass().getSimpleName() + " has no width; give the region a type or use one kind.");
            }
        }
        return numbers(list.stream().map(Number.class::cast).toList(), type);
    }

    private static Encoded pointers(List<Ptr> pointers, DataType type, LiveInstance home) {
        if (type != null && type != DataType.PTR && type != DataType.I32 && type != DataType.U32) {
            throw new Refused("A pointer takes 32 bits; it does not go into memory of type " + type + ".");
        }
        pointers.forEach(pointer -> pointer.checkBelongs(home));
        int[] values = pointers.stream().mapToInt(Ptr::raw).toArray();
        return new Encoded(values, 4L * values.length);
    }

    private static Encoded numbers(List<? extends Number> numbers, DataType given) {
        DataType type = given == null ? natural(numbers.get(0)) : given;
        if (type.isText()) {
            throw new Refused("A number does not go into memory of type " + type + ".");
        }
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(numbers.size(), type.size()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (Number number : numbers) {
            put(buffer, number, type);
        }
        return new Encoded(buffer.array(), buffer.capacity());
    }

    private static DataType natural(Number number) {
        if (number instanceof Integer) {
            return DataType.I32;
        }
        if (number instanceof Long) {
            return DataType.I64;
        }
        if (number instanceof Double) {
            return DataType.F64;
        }
        if (number instanceof Float) {
            return DataType.F32;
        }
        if (number instanceof Short) {
            return DataType.I16;
        }
        if (number instanceof Byte) {
            return DataType.I8;
        }
        throw new Refused(
                "A " + number.getClass().getSimpleName() + " has no width of its own; give the region a type.");
    }

    private static void put(ByteBuffer buffer, Number number, DataType type) {
        switch (type) {
            case I8 -> buffer.put((byte) whole(number, type, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case U8 -> buffer.put((byte) whole(number, type, 0, 0xff));
            case I16 -> buffer.putShort((short) whole(number, type, Short.MIN_VALUE, Short.MAX_VALUE));
            case U16 -> buffer.putShort((short) whole(number, type, 0, 0xffff));
            case I32 -> buffer.putInt((int) whole(number, type, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case U32 -> buffer.putInt((int) whole(number, type, 0, 0xffff_ffffL));
            case PTR -> buffer.putInt((int) whole(number, type, Integer.MIN_VALUE, 0xffff_ffffL));
            case I64 -> buffer.putLong(whole(number, type, Long.MIN_VALUE, Long.MAX_VALUE));
            case U64 -> buffer.putLong(unsigned(number));
            case F32 -> buffer.putFloat(single(number));
            case F64 -> buffer.putDouble(real(number));
            default -> throw new AssertionError(type);
        }
    }

    private static long whole(Number number, DataType type, long least, long most) {
        boolean isWhole = number instanceof Integer
                || number instanceof Long
                || number instanceof Short
                || number instanceof Byte
                || (number instanceof BigInteger big && big.bitLength() < Long.SIZE);
        if (!isWhole || number.longValue() < least || number.longValue() > most) {
            throw doesNotFit(number, type);
        }
        return number.longValue();
    }

    private static long unsigned(Number number) {
        if (number instanceof BigInteger big && big.signum() >= 0 && big.compareTo(TWO_TO_64) < 0) {
            return big.longValue();
        }
        return whole(number, DataType.U64, 0, Long.MAX_VALUE);
    }

    private static float single(Number number) {
        float single = number.floatValue();
        boolean overflows = Float.isInfinite(single) && !Double.isInfinite(number.doubleValue());
        boolean inexactWhole =
                !isReal(number) && new BigDecimal(single).compareTo(new BigDecimal(number.toString())) != 0;
        if (overflows || inexactWhole) {
            throw doesNotFit(number, DataType.F32);
        }
        return single;
    }

    private static double real(Number number) {
        double real = number.doubleValue();
        if (!isReal(number) && new BigDecimal(real).compareTo(new BigDecimal(number.toString())) != 0) {
            throw doesNotFit(number, DataType.F64);
        }
        return real;
    }

    private static boolean isReal(Number number) {
        return number instanceof Double || number instanceof Float;
    }

    private static Refused doesNotFit(Number number, DataType type) {
        return new Refused(number + " does not fit memory of type " + type + "; nothing was written.");
    }
}
