package dev.guestbook.session;

import dev.guestbook.wasm.LinearMemory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads and writes through pointers: every one is checked first, every one is a copy. */
final class Access {
    private Access() {}

    static byte[] read(Ptr from, int length) {
        long begun = from.home().meter().begin();
        byte[] values = memory(from, length).read(from.address(), length);
        from.home().meter().copiedOut(begun);
        return values;
    }

    static byte[] read(Ptr from, byte[] target) {
        long begun = from.home().meter().begin();
        memory(from, target.length).read(from.address(), target);
        from.home().meter().copiedOut(begun);
        return target;
    }

    static short[] readShorts(Ptr from, int count) {
        from.checkAccess(bytes(count, DataType.I16));
        return readShorts(from, new short[count]);
    }

    static short[] readShorts(Ptr from, short[] target) {
        long begun = from.home().meter().begin();
        memory(from, bytes(target.length, DataType.I16)).readShorts(from.address(), target);
        from.home().meter().copiedOut(begun);
        return target;
    }

    static int[] readInts(Ptr from, int count) {
        from.checkAccess(bytes(count, DataType.I32));
        return readInts(from, new int[count]);
    }

    static int[] readInts(Ptr from, int[] target) {
        long begun = from.home().meter().begin();
        memory(from, bytes(target.length, DataType.I32)).readInts(from.address(), target);
        from.home().meter().copiedOut(begun);
        return target;
    }

    static long[] readLongs(Ptr from, int count) {
        from.checkAccess(bytes(count, DataType.I64));
        return readLongs(from, new long[count]);
    }

    static long[] readLongs(Ptr from, long[] target) {
        long begun = from.home().meter().begin();
        memory(from, bytes(target.length, DataType.I64)).readLongs(from.address(), target);
        from.home().meter().copiedOut(begun);
        return target;
    }

    static float[] readFloats(Ptr from, int count) {
        from.checkAccess(bytes(count, DataType.F32));
        return readFloats(from, new float[count]);
    }

    static float[] readFloats(Ptr from, float[] target) {
        long begun = from.home().meter().begin();
        memory(from, bytes(target.length, DataType.F32)).readFloats(from.address(), target);
        from.home().meter().copiedOut(begun);
        return target;
    }

    static double[] readDoubles(Ptr from, int count) {
        from.checkAccess(bytes(count, DataType.F64));
        return readDoubles(from, new double[count]);
    }

    static double[] readDoubles(Ptr from, double[] target) {
        long begun = from.home().meter().begin();
        memory(from, bytes(target.length, DataType.F64)).readDoubles(from.address(), target);
        from.home().meter().copiedOut(begun);
        return target;
    }

    static String readUtf8(Ptr from, int bytes) {
        return new String(read(from, bytes), StandardCharsets.UTF_8);
    }

    static String readCString(Ptr from) {
        LinearMemory memory = memory(from, 1);
        long length = memory.indexOfZero(from.address(), from.address() + from.size());
        if (length < 0) {
            throw new Refused(String.format(
                    Locale.ROOT, "No zero byte ends the text at %s within its %,d bytes.", from, from.size()));
        }
        return readUtf8(from, (int) length);
    }

    /** {@code count} elements, or all that are left in bounds, in the given type, or the region's, or as bytes. */
    static Reading reading(Ptr from, OptionalLong count, Optional<MemoryType> as) {
        MemoryType type = as.or(() -> from.region().flatMap(Region::type)).orElse(DataType.U8);
        if (type == DataType.CSTR && count.isEmpty()) {
            return new Reading(from, type, readCString(from));
        }
        long elements = count.orElseGet(() -> type.count(from.size()));
        from.checkAccess(bytes(elements, type));
        return new Reading(
                from,
                type,
                type instanceof Layout layout
                        ? readRows(from, layout, (int) elements)
                        : value(from, (int) elements, (DataType) type));
    }

    static List<Row> readRows(Ptr from, Layout layout, int count) {
        long length = bytes(count, layout);
        from.checkAccess(length);
        byte[] bytes = read(from, (int) length);
        byte[] used = layout.isOpen() ? Arrays.copyOf(bytes, (int) layout.end(count)) : bytes; // no padding after them
        return Rows.decode(used, layout, from.home());
    }

    private static Object value(Ptr from, int count, DataType type) {
        return switch (type) {
            case I8, U8 -> read(from, count);
            case I16 -> readShorts(from, count);
            case U16 -> unsigned(readShorts(from, count));
            case I32 -> readInts(from, count);
            case U32 -> unsigned(readInts(from, count));
            case I64, U64 -> readLongs(from, count);
            case F32 -> readFloats(from, count);
            case F64 -> readDoubles(from, count);
            case UTF8 -> readUtf8(from, count);
            case CSTR -> untilZero(readUtf8(from, count));
            case PTR -> pointers(from, readInts(from, count));
        };
    }

    static String untilZero(String text) {
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static int[] unsigned(short[] values) {
        int[] wide = new int[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = Short.toUnsignedInt(values[i]);
        }
        return wide;
    }

    private static long[] unsigned(int[] values) {
        long[] wide = new long[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = Integer.toUnsignedLong(values[i]);
        }
        return wide;
    }

    private static Ptr[] pointers(Ptr from, int[] values) {
        Ptr[] pointers = new Ptr[values.length];
        for (int i = 0; i < pointers.length; i++) {
            pointers[i] = from.home().pointer(Ptr.mask(values[i]));
        }
        return pointers;
    }

    /** Writes {@code value} from {@code offset} bytes after {@code to}; length and range are checked before a byte moves. */
    static Written write(Ptr to, long offset, Object value) {
        Required.notNull(to, "A pointer to write to").checkLive();
        Required.notNull(value, "A value to write");
        long begun = to.home().meter().begin();
        Encoded encoded = Encoded.of(value, to.region().flatMap(Region::type).orElse(null), to.home());
        Ptr start = offset == 0 ? to : to.plus(offset);
        LinearMemory memory = memory(start, encoded.bytes());
        int shown = (int) Math.min(Written.SHOWN, encoded.bytes());
        byte[] before = memory.read(start.address(), shown);
        encoded.store(memory, start.address());
        Written written = new Written(
                start, encoded.bytes(), before, memory.read(start.address(), shown), crossed(start, encoded.bytes()));
        to.home().meter().copiedIn(begun);
        return written;
    }

    /** The live regions that a write through a pointer of no region went over. */
    private static List<Written.Crossed> crossed(Ptr start, long length) {
        if (start.region().isPresent() || start.bounds().memory() > 0 || length == 0) {
            return List.of();
        }
        return start.home().arena().regions().stream()
                .filter(region -> region.size() > 0 && region.overlaps(start.address(), length))
                .map(region -> new Written.Crossed(
                        region.name(),
                        Math.min(start.address() + length, region.address() + region.size())
                                - Math.max(start.address(), region.address())))
                .toList();
    }

    private static LinearMemory memory(Ptr ptr, long length) {
        ptr.checkAccess(length);
        return ptr.memory();
    }

    private static long bytes(long count, MemoryType type) {
        if (count < 0 || count > LinearMemory.MAX_BYTES) {
            throw new Refused(String.format(Locale.ROOT, "%,d elements cannot be read.", count));
        }
        return type.bytes(count);
    }
}
