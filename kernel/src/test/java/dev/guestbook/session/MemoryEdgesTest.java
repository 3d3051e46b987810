package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every type at memory's edges, before and after it grew, beside a buffer of the JDK's: it fits, or nothing happens. */
class MemoryEdgesTest {
    private static final int PAGE = 65_536;
    private static final int ROUNDS = 40;
    private static final List<DataType> TYPES =
            List.of(DataType.I8, DataType.I16, DataType.I32, DataType.I64, DataType.F32, DataType.F64);

    private final Session wasm = OurGuests.session();

    @AfterEach
    void unload() {
        wasm.close();
    }

    /** Values of a type as the array that reading it gives, and as their bytes. */
    private record Values(Object array, ByteBuffer buffer) {
        byte[] bytes() {
            byte[] bytes = new byte[buffer.capacity()];
            buffer.get(0, bytes);
            return bytes;
        }

        static Values of(DataType type, int count, Random random) {
            byte[] bytes = new byte[type.size() * count];
            random.nextBytes(bytes);
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            Object array = switch (type) {
                case I8 -> bytes.clone();
                case I16 -> {
                    short[] shorts = new short[count];
                    buffer.asShortBuffer().get(shorts);
                    yield shorts;
                }
                case I32 -> {
                    int[] ints = new int[count];
                    buffer.asIntBuffer().get(ints);
                    yield ints;
                }
                case I64 -> {
                    long[] longs = new long[count];
                    buffer.asLongBuffer().get(longs);
                    yield longs;
                }
                case F32 -> {
                    float[] floats = new float[count];
                    for (int i = 0; i < count; i++) {
                        floats[i] = random.nextInt();
                        buffer.putFloat(4 * i, floats[i]);
                    }
                    yield floats;
                }
                default -> {
                    double[] doubles = new double[count];
                    for (int i = 0; i < count; i++) {
                        doubles[i] = random.nextLong();
                        buffer.putDouble(8 * i, doubles[i]);
                    }
                    yield doubles;
                }
            };
            return new Values(array, buffer);
        }
    }

    private Object read(Ptr from, int count, DataType type) {
        return wasm.reading(from, OptionalLong.of(count), Optional.of(type)).value();
    }

    private byte[] all(Guest guest) {
        byte[] all = new byte[(int) guest.memorySize()];
        byte[] read = wasm.read(guest.place(1), all.length - 1); // nothing is read through a null pointer
        System.arraycopy(read, 0, all, 1, read.length);
        return all;
    }

    /** Addresses around each edge: memory's end, each page's, and those that are negative as an int. */
    private static long[] edges(long memory) {
        LongStream near = LongStream.of(PAGE, memory - PAGE, memory, Integer.MAX_VALUE, 1L << 31, 1L << 32)
                .flatMap(edge -> LongStream.rangeClosed(edge - 17, edge + 2));
        return LongStream.concat(near, LongStream.of(8, -1, -8, Integer.MIN_VALUE))
                .filter(address -> address != 0 && address < 1L << 32)
                .distinct()
                .toArray();
    }

    private void holdsAtTheEdges(Guest guest, Random random) {
        long memory = guest.memorySize();
        byte[] expected = all(guest);
        int fitted = 0;
        int refused = 0;
        for (DataType type : TYPES) {
            for (long address : edges(memory)) {
                int count = 1 + random.nextInt(3);
                Values values = Values.of(type, count, random);
                long unsigned = address & 0xffff_ffffL;
                Ptr pointer = guest.place(address);
                assertEquals(unsigned, pointer.address());
                if (unsigned + values.bytes().length <= memory) {
                    wasm.write(pointer, values.array());
                    System.arraycopy(values.bytes(), 0, expected, (int) unsigned, values.bytes().length);
                    Object back = read(pointer, count, type);
                    assertTrue(
                            Arrays.deepEquals(new Object[] {values.array()}, new Object[] {back}),
                            () -> type + " at " + address);
                    fitted++;
                } else {
                    assertThrows(Refused.class, () -> wasm.write(pointer, values.array()), type + " at " + address);
                    assertThrows(Refused.class, () -> read(pointer, count, type), type + " at " + address);
                    refused++;
                }
            }
        }
        assertArrayEquals(expected, all(guest), "nothing but what was written has changed");
        assertTrue(fitted > 50 && refused > 50, fitted + " fitted, " + refused + " were refused");
    }

    @Test
    void of_a_memory_before_and_after_it_grew(@TempDir Path folder) {
        Guest guest = wasm.load(TestModules.write(folder, "memory.wasm", TestModules.MEMORY_ONLY));
        Random random = new Random(4);
        holdsAtTheEdges(guest, random);
        Ptr last = guest.place(guest.memorySize() - 1);
        wasm.write(last, (byte) 42);
        long before = guest.memorySize();
        wasm.alloc("grown", 3 * PAGE);
        assertTrue(guest.memorySize() > before, "the host grew it");
        assertArrayEquals(new byte[] {42}, wasm.read(last, 1));
        holdsAtTheEdges(guest, random);
    }

    @Test
    void of_a_region_over_a_pages_edge(@TempDir Path folder) {
        wasm.load(TestModules.write(folder, "memory.wasm", TestModules.MEMORY_ONLY));
        Random random = new Random(5);
        Ptr region = wasm.alloc("region", 2 * PAGE);
        byte[] expected = new byte[2 * PAGE];
        for (int round = 0; round < ROUNDS; round++) {
            for (DataType type : TYPES) {
                int count = 1 + random.nextInt(4);
                Values values = Values.of(type, count, random);
                int length = values.bytes().length;
                for (int at : new int[] {PAGE - 1 - random.nextInt(length), 2 * PAGE - length}) {
                    wasm.write(region, values.array(), at);
                    System.arraycopy(values.bytes(), 0, expected, at, length);
                }
                for (int at : new int[] {2 * PAGE - length + 1, -1}) {
                    assertThrows(Refused.class, () -> wasm.write(region, values.array(), at), type + " at " + at);
                }
                assertThrows(Refused.class, () -> read(region.plus(2 * PAGE - length + 1), count, type));
            }
        }
        assertArrayEquals(expected, wasm.read(region, 2 * PAGE));
    }
}
