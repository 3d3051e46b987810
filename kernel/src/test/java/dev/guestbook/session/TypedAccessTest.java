package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Values in and out of memory: widths, signs, and the last byte of it. */
class TypedAccessTest {
    private static Session wasm;
    private static Guest guest;

    @BeforeAll
    static void load() {
        wasm = OurGuests.session();
        guest = wasm.load(OurGuests.LIAR);
    }

    @AfterAll
    static void unload() {
        wasm.close();
    }

    private static Object read(Ptr from, DataType type) {
        return wasm.reading(from, OptionalLong.empty(), Optional.of(type)).value();
    }

    @Test
    void an_int_masks_to_the_address_it_stands_for_and_back() {
        Random random = new Random(1);
        for (int n = 0; n < 100_000; n++) {
            int raw = n < 5 ? new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1}[n] : random.nextInt();
            long address = new BigInteger(1, ByteBuffer.allocate(4).putInt(raw).array()).longValueExact();
            Ptr pointer = guest.pointer(raw);
            assertEquals(address, pointer.address());
            assertEquals(raw, pointer.raw());
            assertEquals(Integer.toHexString(raw), Long.toHexString(pointer.address()));
            // Chicory's memories end at 32,767 pages, so nothing in the upper half is ever inside.
            assertEquals(raw < 0 || address >= guest.memorySize() || raw == 0, pointer.size() == 0);
        }
    }

    @Test
    void every_width_ends_exactly_at_the_end_of_memory() {
        long end = guest.memorySize();
        for (int width = 1; width <= 8; width *= 2) {
            for (long address = end - 20; address < end + 4; address++) {
                Ptr pointer = guest.pointer(address);
                byte[] value = new byte[width];
                if (address + width <= end) {
                    wasm.write(pointer, value);
                    assertArrayEquals(value, wasm.read(pointer, width));
                } else {
                    assertThrows(Refused.class, () -> wasm.write(pointer, value));
                    assertThrows(Refused.class, () -> wasm.read(pointer, value.length));
                }
            }
        }
    }

    @Test
    void rows_stand_one_after_the_other() {
        Ptr region = wasm.alloc("grid", 24);
        wasm.write(region, new int[][] {{1, 2, 3}, {4, 5, -6}});
        assertArrayEquals(new int[] {1, 2, 3, 4, 5, -6}, wasm.readInts(region, 6));
        wasm.write(region, new int[][][] {{{9, 8}, {7, 6}}});
        assertArrayEquals(new int[] {9, 8, 7, 6, 5, -6}, wasm.readInts(region, 6));
        wasm.write(region, new double[][] {{0.5, -1}});
        assertArrayEquals(new double[] {0.5, -1}, wasm.readDoubles(region, 2));
        wasm.write(region, List.of(List.of(1, 2), List.of(3, 4)));
        assertArrayEquals(new int[] {1, 2, 3, 4}, wasm.readInts(region, 4));
        Ptr shorts = wasm.alloc("shorts", 4, DataType.I16);
        wasm.write(shorts, new int[][] {{1, -2}, {3, 4}});
        assertArrayEquals(new short[] {1, -2, 3, 4}, wasm.readShorts(shorts, 4));
        assertTrue(wasm.find(new int[][] {{3, 4}}).bundle().plain().contains("1"));
        byte[] before = wasm.read(region, 24);
        ErrorText.refused("rows-ragged", () -> wasm.write(region, new int[][] {{1, 2, 3}, {4, 5}}));
        ErrorText.refused("rows-null", () -> wasm.write(region, new int[][] {{1}, null}));
        ErrorText.refused("rows-mixed", () -> wasm.write(region, List.of(List.of(1), List.of(2L))));
        assertThrows(Refused.class, () -> wasm.write(region, new int[4][2]));
        ErrorText.refused("rows-too-wide", () -> wasm.write(shorts, new int[][] {{1, 1 << 16}}));
        assertArrayEquals(before, wasm.read(region, 24));
        wasm.reset();
    }

    @Test
    void flags_are_bytes_of_0_and_1() {
        Ptr region = wasm.alloc("flags", 4);
        wasm.write(region, new byte[] {7, 7, 7, 7});
        wasm.write(region, new boolean[] {true, false, true});
        assertArrayEquals(new byte[] {1, 0, 1, 7}, wasm.read(region, 4));
        wasm.write(region, new boolean[][] {{false, false}, {true, true}});
        assertArrayEquals(new byte[] {0, 0, 1, 1}, wasm.read(region, 4));
        wasm.write(region, true);
        assertArrayEquals(new byte[] {1, 0, 1, 1}, wasm.read(region, 4));
        Ptr words = wasm.alloc("words", 2, DataType.I32);
        wasm.write(words, new boolean[] {true, false});
        assertArrayEquals(new int[] {1, 0}, wasm.readInts(words, 2));
        wasm.reset();
    }

    @Test
    void a_read_fills_an_array_of_the_callers_or_leaves_it_alone() {
        Ptr region = wasm.alloc("into", 64);
        wasm.write(region, new long[] {1, -2, 3, 4, 5, 6, 7, Long.MIN_VALUE});
        byte[] bytes = new byte[64];
        assertSame(bytes, wasm.read(region, bytes));
        assertArrayEquals(wasm.read(region, 64), bytes);
        assertArrayEquals(wasm.readShorts(region, 32), wasm.readShorts(region, new short[32]));
        assertArrayEquals(wasm.readInts(region, 16), wasm.readInts(region, new int[16]));
        assertArrayEquals(wasm.readLongs(region, 8), wasm.readLongs(region, new long[8]));
        assertArrayEquals(wasm.readFloats(region, 16), wasm.readFloats(region, new float[16]));
        assertArrayEquals(wasm.readDoubles(region, 8), wasm.readDoubles(region, new double[8]));
        int[] tooMany = new int[17];
        assertThrows(Refused.class, () -> wasm.readInts(region, tooMany));
        assertArrayEquals(new int[17], tooMany);
        assertThrows(Refused.class, () -> wasm.readInts(region, -1));
    }

    @Test
    void arrays_are_little_endian_and_come_back_as_they_were() {
        Random random = new Random(2);
        for (int n = 0; n < 200; n++) {
            int count = random.nextInt(50);
            Ptr region = wasm.alloc("a", 8L * count + 8);
            Ptr odd = region.plus(random.nextInt(8));
            long[] longs = random.longs(count).toArray();
            wasm.write(odd, longs);
            assertArrayEquals(longs, wasm.readLongs(odd, count));
            ByteBuffer expected = ByteBuffer.allocate(8 * count).order(ByteOrder.LITTLE_ENDIAN);
            expected.asLongBuffer().put(longs);
            assertArrayEquals(expected.array(), wasm.read(odd, 8 * count));
            int[] ints = random.ints(count).toArray();
            wasm.write(odd, ints);
            assertArrayEquals(ints, wasm.readInts(odd, count));
            double[] doubles = random.doubles(count).toArray();
            wasm.write(odd, doubles);
            assertArrayEquals(doubles, wasm.readDoubles(odd, count));
            wasm.reset();
        }
        Ptr region = wasm.alloc("a", 16);
        wasm.write(region, new short[] {1, -2});
        assertArrayEquals(new short[] {1, -2}, wasm.readShorts(region, 2));
        wasm.write(region, new float[] {1.5f, Float.NaN});
        assertArrayEquals(new float[] {1.5f, Float.NaN}, wasm.readFloats(region, 2));
        wasm.reset();
    }

    @Test
    void a_type_decides_the_width_and_the_sign() {
        Ptr region = wasm.alloc("a", 8);
        wasm.write(region, Bytes.hex("ff fe fd fc fb fa f9 f8"));
        assertArrayEquals(Bytes.hex("fffefdfcfbfaf9f8"), (byte[]) read(region, DataType.U8));
        assertArrayEquals(new int[] {0xfeff, 0xfcfd, 0xfafb, 0xf8f9}, (int[]) read(region, DataType.U16));
        assertArrayEquals(new short[] {-257, -771, -1285, -1799}, (short[]) read(region, DataType.I16));
        assertArrayEquals(new int[] {0xfcfdfeff, 0xf8f9fafb}, (int[]) read(region, DataType.I32));
        assertArrayEquals(new long[] {0xfcfdfeffL, 0xf8f9fafbL}, (long[]) read(region, DataType.U32));
        assertArrayEquals(new long[] {0xf8f9fafbfcfdfeffL}, (long[]) read(region, DataType.U64));
        assertEquals(
                "[255, 254, 253, 252, 251, 250, 249, 248]",
                wasm.reading(region, OptionalLong.empty(), Optional.of(DataType.U8))
                        .bundle()
                        .plain()
                        .lines()
                        .skip(1)
                        .findFirst()
                        .orElseThrow());
        wasm.reset();
    }

    @Test
    void the_java_type_decides_where_the_region_has_none() {
        Ptr region = wasm.alloc("a", 64);
        assertEquals(1, wasm.write(region, (byte) 1).bytes());
        assertEquals(2, wasm.write(region, (short) 1).bytes());
        assertEquals(4, wasm.write(region, 1).bytes());
        assertEquals(8, wasm.write(region, 1L).bytes());
        assertEquals(4, wasm.write(region, 1f).bytes());
        assertEquals(8, wasm.write(region, 1d).bytes());
        assertEquals(12, wasm.write(region, List.of(1, 2, 3)).bytes());
        assertEquals(6, wasm.write(region, "héllo").bytes());
        assertEquals("héllo", wasm.readUtf8(region, 6));
        wasm.reset();
    }

    @Test
    void a_typed_region_takes_what_fits_and_nothing_else() {
        Ptr bytes = wasm.alloc("bytes", 4, DataType.U8);
        assertEquals(2, wasm.write(bytes, List.of(0, 255)).bytes());
        assertThrows(Refused.class, () -> wasm.write(bytes, 256));
        assertThrows(Refused.class, () -> wasm.write(bytes, 1.0));
        Ptr longs = wasm.alloc("longs", 2, DataType.U64);
        wasm.write(longs, List.of(BigInteger.TWO.pow(64).subtract(BigInteger.ONE)));
        assertEquals(-1, wasm.readLongs(longs, 1)[0]);
        assertThrows(Refused.class, () -> wasm.write(longs, BigInteger.TWO.pow(64)));
        assertThrows(Refused.class, () -> wasm.write(longs, -1));
        Ptr floats = wasm.alloc("floats", 2, DataType.F32);
        assertThrows(Refused.class, () -> wasm.write(floats, 16_777_217), "no float has this value");
        assertThrows(Refused.class, () -> wasm.write(floats, 1e300));
        wasm.write(floats, new double[] {0.1, 2});
        assertArrayEquals(new float[] {0.1f, 2}, wasm.readFloats(floats, 2));
        Ptr text = wasm.alloc("text", 6, DataType.CSTR);
        wasm.write(text, "hello");
        assertEquals("hello", wasm.readCString(text));
        assertThrows(Refused.class, () -> wasm.write(text, "longer"), "the zero byte has no room");
        assertThrows(Refused.class, () -> wasm.write(text, "a\0b"));
        Ptr pointers = wasm.alloc("pointers", 2, DataType.PTR);
        wasm.write(pointers, List.of(text, bytes));
        Ptr[] back = (Ptr[])
                wasm.reading(pointers, OptionalLong.empty(), Optional.empty()).value();
        assertEquals("hello", wasm.readCString(back[0]));
        assertEquals(bytes.address(), back[1].address());
        wasm.reset();
    }

    @Test
    void arguments_and_results_keep_every_bit() {
        for (int value : new int[] {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertEquals(value, wasm.call("echo_i32", value).i32());
            assertEquals(
                    Integer.toUnsignedLong(value),
                    wasm.call("echo_i32", Integer.toUnsignedLong(value)).u32());
        }
        for (long value : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 31}) {
            assertEquals(value, wasm.call("echo_i64", value).i64());
        }
        assertEquals("18446744073709551615", wasm.call("echo_i64", -1).u64().toString());
        java.math.BigInteger end = java.math.BigInteger.ONE.shiftLeft(64);
        java.math.BigInteger least = end.shiftRight(1).negate();
        assertEquals(
                -1,
                wasm.call("echo_i64", end.subtract(java.math.BigInteger.ONE)).i64());
        assertEquals(Long.MIN_VALUE, wasm.call("echo_i64", least).i64());
        Refused over = assertThrows(Refused.class, () -> wasm.call("echo_i64", end));
        assertTrue(over.getMessage().contains("18446744073709551616 does not fit in 64 bits."), over.getMessage());
        assertThrows(Refused.class, () -> wasm.call("echo_i64", least.subtract(java.math.BigInteger.ONE)));
        assertEquals(Float.MIN_VALUE, wasm.call("echo_f32", Float.MIN_VALUE).f32());
        assertEquals(-0.0, wasm.call("echo_f64", -0.0).f64());
        assertEquals(List.of(2.5), wasm.call("echo_f64", 2.5).values());
        assertEquals(List.of(), wasm.call("set_mode", 0).values());
    }

    @Test
    void pointers_among_others_are_shown_as_addresses() {
        Ptr region = wasm.alloc("pointers", 8);
        wasm.write(region, new int[] {0, (int) region.address()});
        String shown = wasm.reading(region, OptionalLong.empty(), Optional.of(DataType.PTR))
                .bundle()
                .plain();
        assertTrue(shown.contains("Ptr[2] { 0x00000000 (0), " + region + " }"), shown);
    }

    @Test
    void a_pointer_outside_memory_says_so() {
        String shown = wasm.pointer(-5).bundle().plain();
        assertTrue(shown.contains("state       outside memory"), shown);
        assertTrue(shown.contains("nothing: memory ends at 0x00020000"), shown);
    }
}
