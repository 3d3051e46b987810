package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Structs by layout: where clang puts their fields, and values in and out. */
class LayoutTest {
    private final Session wasm = OurGuests.session();
    private Guest guest;

    @BeforeEach
    void load() {
        guest = wasm.load(OurGuests.LIAR);
    }

    @AfterEach
    void unload() {
        wasm.close();
    }

    /** Random structs and what clang makes of them; {@code layouts/generate} wrote the file. */
    private static List<String[]> byClang() {
        try (InputStream in = LayoutTest.class.getResourceAsStream("/layouts/clang.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(" \\| "))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void fields_stand_where_clang_puts_them() {
        List<String[]> structs = byClang();
        assertEquals(300, structs.size());
        for (String[] row : structs) {
            Layout layout = wasm.layout(row[0], row[2], row[1].equals("packed"));
            assertEquals(row[3], Integer.toString(layout.size()), row[0]);
            assertEquals(row[4], Integer.toString(layout.alignment()), row[0]);
            assertEquals(
                    row[5],
                    layout.fields().stream()
                            .map(field -> Integer.toString(field.offset()))
                            .collect(Collectors.joining(" ")),
                    row[0]);
        }
    }

    @Test
    void rows_come_back_as_they_were_written() {
        Random random = new Random(3);
        for (String[] row : byClang()) {
            Layout layout = wasm.layout(row[0], row[2], row[1].equals("packed"));
            if (layout.size() > 2_000) {
                continue; // the same fields as the smaller ones, many times
            }
            Ptr region = wasm.alloc("rows", 3, layout);
            byte[] bytes = new byte[3 * layout.size()];
            random.nextBytes(bytes);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] &= 0x7f; // text stays UTF-8
            }
            wasm.write(region, bytes);
            List<Row> rows = wasm.readRows(region, layout, 3);
            wasm.write(region, rows);
            List<Row> again = wasm.readRows(region, layout, 3);
            assertEquals(rows.toString(), again.toString(), row[0]);
            // What is no padding and no text after its end is byte by byte what it was.
            byte[] after = wasm.read(region, bytes.length);
            for (int n = 0; n < 3; n++) {
                assertSameFields(bytes, after, n * layout.size(), layout);
            }
            wasm.reset();
        }
    }

    private static void assertSameFields(byte[] before, byte[] after, int base, Layout layout) {
        for (Layout.Field field : layout.fields()) {
            int start = base + field.offset();
            if (field.type() instanceof Layout nested) {
                for (int i = 0; i < field.dimensions().elements(); i++) {
                    assertSameFields(before, after, start + i * nested.size(), nested);
                }
            } else if (field.type() != DataType.CSTR && field.type() != DataType.F32 && field.type() != DataType.F64) {
                assertArrayEquals(
                        Arrays.copyOfRange(before, start, start + field.size()),
                        Arrays.copyOfRange(after, start, start + field.size()),
                        layout.name() + "." + field.name());
            }
        }
    }

    @Test
    void every_type_has_its_value_and_getter() {
        wasm.layout("inner", "{ u8 a; u16 b; }");
        Layout all = wasm.layout(
                "all",
                "{ i8 a; u8 b; i16 c; u16 d; i32 e; u32 f; i64 g; u64 h; f32 i; f64 j; ptr k; inner l; inner m[2];"
                        + " u8 n[3]; i32 o[2]; char p[6]; utf8 q[3]; ptr r[2]; u32 s[1]; bool t; }");
        Ptr region = wasm.alloc("region", 1, all);
        Map<String, Object> inner = Map.of("a", 1, "b", 65535);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("a", -128);
        values.put("b", 255);
        values.put("c", -2);
        values.put("d", 65535);
        values.put("e", Integer.MIN_VALUE);
        values.put("f", 4_294_967_295L);
        values.put("g", Long.MIN_VALUE);
        values.put("h", BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
        values.put("i", 1.5f);
        values.put("j", 0.1);
        values.put("k", region);
        values.put("l", inner);
        values.put("m", List.of(inner, inner));
        values.put("n", new byte[] {1, 2, -1});
        values.put("o", new int[] {7, -7});
        values.put("p", "Grü");
        values.put("q", "abc");
        values.put("r", List.of(region, region));
        values.put("s", List.of(4_000_000_000L));
        values.put("t", 1);
        wasm.write(region, values);
        Row row = wasm.readRows(region, "all", 1).get(0);
        assertEquals(-128, row.i32("a"));
        assertEquals(255, row.i32("b"));
        assertEquals(-2, row.i32("c"));
        assertEquals(65535, row.i32("d"));
        assertEquals(Integer.MIN_VALUE, row.i32("e"));
        assertEquals(2_147_483_648L, row.u32("e"));
        assertEquals(4_294_967_295L, row.u32("f"));
        assertEquals(-1, row.i32("f"));
        assertEquals(Long.MIN_VALUE, row.i64("g"));
        assertEquals(-1, row.i64("h"));
        assertEquals(values.get("h"), row.u64("h"));
        assertEquals(1.5f, row.f32("i"));
        assertEquals(1.5, row.f64("i"));
        assertEquals(0.1, row.f64("j"));
        assertEquals(region.address(), row.ptr("k").address());
        assertEquals(65535, row.row("l").i32("b"));
        assertEquals(List.of(1, 1), row.rows("m").stream().map(r -> r.i32("a")).toList());
        assertArrayEquals(new byte[] {1, 2, -1}, row.bytes("n"));
        assertArrayEquals(new int[] {7, -7}, (int[]) row.get("o"));
        assertEquals("Grü", row.text("p"));
        assertEquals("abc", row.text("q"));
        assertEquals(2, ((Ptr[]) row.get("r")).length);
        assertArrayEquals(new long[] {4_000_000_000L}, (long[]) row.get("s"));
        assertTrue(row.bool("t"));
        assertEquals(
                "{a: -128, b: 255, c: -2, d: 65535, e: -2147483648, f: 4294967295, g: -9223372036854775808,"
                        + " h: 18446744073709551615, i: 1.5, j: 0.1, k: " + region + ", l: {a: 1, b: 65535},"
                        + " m: [{a: 1, b: 65535}, {a: 1, b: 65535}], n: [1, 2, 255], o: int[2] { 7, -7 }, p: \"Grü\","
                        + " q: \"abc\", r: Ptr[2] { " + region + ", " + region + " }, s: long[1] { 4000000000 }, t: 1}",
                row.toString().replaceAll("(?s)Ptr\\[2] \\{.*?\\}, s", "Ptr[2] { " + region + ", " + region + " }, s"));

        wasm.write(region, row.with("e", 5).with("l", row.row("l").with("b", 9)));
        Row changed = wasm.readRows(region, "all", 1).get(0);
        assertEquals(5, changed.i32("e"));
        assertEquals(9, changed.row("l").i32("b"));
        assertEquals("Grü", changed.text("p"));
    }

    @Test
    void arrays_of_arrays_are_rows() {
        wasm.layout("point", "{ i16 x; u8 on; }");
        Layout grid = wasm.layout(
                "grid",
                "{ float v[2][3]; int m[2][2]; char names[3][4]; uint8_t bits[2][1][2]; point p[2][2]; u64 *q[1][2]; }");
        assertEquals(24 + 16 + 12 + 4 + 16 + 8, grid.size());
        assertEquals(
                List.of(0, 24, 40, 52, 56, 72),
                grid.fields().stream().map(Layout.Field::offset).toList());
        Ptr region = wasm.alloc("region", 1, grid);
        Map<String, Object> point = Map.of("x", -3, "on", 1);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("v", new float[][] {{1, 2, 3}, {4, 5, 6.5f}});
        values.put("m", List.of(List.of(1, 2), List.of(3, -4)));
        values.put("names", List.of("one", "zwei", ""));
        values.put("bits", new byte[][][] {{{1, 2}}, {{3, -1}}});
        values.put("p", List.of(List.of(point, point), List.of(point, point)));
        values.put("q", new Ptr[][] {{region, region}});
        wasm.write(region, values);
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6.5f}, wasm.readFloats(region, 6));
        Row row = wasm.readRows(region, grid, 1).get(0);
        assertArrayEquals(new float[][] {{1, 2, 3}, {4, 5, 6.5f}}, (float[][]) row.get("v"));
        assertArrayEquals(new int[][] {{1, 2}, {3, -4}}, (int[][]) row.get("m"));
        assertEquals(List.of("one", "zwei", ""), row.get("names"));
        assertArrayEquals(new byte[][][] {{{1, 2}}, {{3, -1}}}, (byte[][][]) row.get("bits"));
        assertEquals(-3, ((Row) ((List<?>) ((List<?>) row.get("p")).get(1)).get(1)).i32("x"));
        assertEquals(region.address(), ((Ptr[][]) row.get("q"))[0][1].address());
        assertTrue(
                row.toString()
                        .startsWith(
                                "{v: [[1.0, 2.0, 3.0], [4.0, 5.0, 6.5]], m: [[1, 2], [3, -4]], names: [\"one\", \"zwei\","
                                        + " \"\"], bits: [[[1, 2]], [[3, 255]]], p: [[{x: -3, on: 1}, "),
                row::toString);
        assertTrue(grid.bundle().plain().contains("f32[2][3]"), grid.bundle()::plain);
        byte[] before = wasm.read(region, grid.size());
        wasm.write(region, row);
        assertArrayEquals(before, wasm.read(region, grid.size()));
        wasm.write(region, row.with("m", new int[] {5, 6, 7, 8}));
        assertArrayEquals(new int[][] {{5, 6}, {7, 8}}, (int[][])
                wasm.readRows(region, grid, 1).get(0).get("m"));
        wasm.write(region, row);
        ErrorText.refused("row-rows", () -> wasm.write(region, row.with("m", new int[3][2])));
        ErrorText.refused("row-row", () -> wasm.write(region, row.with("m", new int[2][3])));
        ErrorText.refused("row-texts", () -> wasm.write(region, row.with("names", List.of("one", "two", "three"))));
        ErrorText.refused("row-one-text", () -> wasm.write(region, row.with("names", "one")));
        ErrorText.refused("row-structs", () -> row.rows("p"));
        assertArrayEquals(before, wasm.read(region, grid.size()));
    }

    @Test
    void an_array_that_is_open_goes_on_to_the_end_of_its_region() {
        Layout message = wasm.layout("message", "{ uint32_t length; uint8_t kind; uint8_t data[]; }");
        assertEquals(8, message.size());
        assertTrue(message.isOpen());
        assertTrue(message.bundle().plain().contains("open at its end"), message.bundle()::plain);
        Ptr region = wasm.alloc("region", 10, message);
        assertEquals(15, region.size());
        byte[] data = {1, 2, 3, 4, 5, 6, 7, 8, 9, -1};
        wasm.write(region, Map.of("length", 10, "kind", 7, "data", data));
        assertArrayEquals(data, wasm.read(region.plus(5), 10));
        Row row = ((List<?>) wasm.reading(region, OptionalLong.empty(), Optional.empty())
                        .value())
                .stream().map(Row.class::cast).findFirst().orElseThrow();
        assertArrayEquals(data, row.bytes("data"));
        assertEquals("{length: 10, kind: 7, data: [1, 2, 3, 4, 5, 6, 7, 8, 9, 255]}", row.toString());
        assertArrayEquals(
                new byte[] {1, 2}, wasm.readRows(region, message, 2).get(0).bytes("data"));
        wasm.write(region, row.with("data", new byte[] {9}));
        assertArrayEquals(new byte[] {9, 0, 0, 4}, wasm.read(region.plus(5), 4));
        Layout rows = wasm.layout("rows", "i32 n; i16 pairs[0][2];");
        Ptr other = wasm.alloc("other", 3, rows);
        assertEquals(16, other.size());
        wasm.write(other, Map.of("n", 3, "pairs", new short[][] {{1, 2}, {3, 4}, {5, 6}}));
        assertEquals(
                "{n: 3, pairs: [[1, 2], [3, 4], [5, 6]]}",
                wasm.readRows(other, rows, 3).get(0).toString());
        assertEquals(0, ((short[][]) wasm.readRows(other, rows, 0).get(0).get("pairs")).length);
        ErrorText.refused("row-open-several", () -> wasm.write(region, List.of(row, row)));
        ErrorText.refused("row-open-part", () -> wasm.write(other, Map.of("n", 3, "pairs", new short[] {1, 2, 3})));
        ErrorText.refused("row-open-too-long", () -> wasm.readRows(other, rows, 4));
        assertThrows(Refused.class, () -> wasm.write(other, Map.of("n", 3, "pairs", new short[4][2])));
    }

    @Test
    void a_region_of_a_layout_reads_and_shows_as_rows() {
        Layout pair = wasm.layout("pair", "{ int i, j; }");
        Ptr pairs = wasm.alloc("pairs", 2, pair);
        assertEquals(16, pairs.size());
        wasm.write(pairs, List.of(Map.of("i", 1, "j", 2), Map.of("i", 3, "j", -4)));
        Reading reading = wasm.reading(pairs, OptionalLong.empty(), Optional.empty());
        assertEquals("[{i: 1, j: 2}, {i: 3, j: -4}]", reading.value().toString());
        String plain = reading.bundle().plain();
        assertTrue(plain.contains("as pair"), plain);
        assertTrue(plain.matches("(?s).*1  0x\\S+  3  -4.*"), plain);
        assertTrue(wasm.memory().bundle().plain().contains("pair"));
        // Defined again with the same fields, its rows still fit; with others they do not.
        wasm.layout("pair", "i32 i; i32 j;");
        wasm.write(pairs, wasm.readRows(pairs, "pair", 2));
        wasm.layout("pair", "i32 i; f32 j;");
        assertThrows(Refused.class, () -> wasm.write(pairs, wasm.readRows(pairs, "pair", 2)));
    }

    @Test
    void a_row_at_the_end_of_memory() {
        Layout pair = wasm.layout("pair", "i32 i; i32 j;");
        long end = guest.memorySize();
        for (long address = end - 20; address < end + 2; address++) {
            Ptr at = guest.pointer(address);
            if (address + 8 <= end) {
                wasm.write(at, List.of(7, 8));
                assertEquals("{i: 7, j: 8}", wasm.readRows(at, pair, 1).get(0).toString());
            } else {
                assertThrows(Refused.class, () -> wasm.readRows(at, pair, 1));
            }
        }
        for (int raw : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThrows(Refused.class, () -> wasm.readRows(guest.pointer(raw), pair, 1));
        }
    }

    @Test
    void what_is_no_layout_is_refused() {
        wasm.layout("point", "f64 x; f64 y;");
        ErrorText.refused("layout-name", () -> wasm.layout("u8", "i32 i;"));
        ErrorText.refused("layout-empty", () -> wasm.layout("a", "{ }"));
        ErrorText.refused("layout-type", () -> wasm.layout("a", "pointt p;"));
        ErrorText.refused("layout-field", () -> wasm.layout("a", "i32;"));
        ErrorText.refused("layout-twice", () -> wasm.layout("a", "i32 i; u8 i;"));
        ErrorText.refused("layout-bits", () -> wasm.layout("a", "unsigned flag : 1;"));
        ErrorText.refused("layout-union", () -> wasm.layout("a", "union u v;"));
        ErrorText.refused("layout-nested", () -> wasm.layout("a", "{ struct { int i; } b; }"));
        ErrorText.refused("layout-count", () -> wasm.layout("a", "u8 grid[3][0];"));
        ErrorText.refused("layout-open-alone", () -> wasm.layout("a", "u8 none[0];"));
        ErrorText.refused("layout-open-amidst", () -> wasm.layout("a", "u8 n; u8 none[]; u8 m;"));
        wasm.layout("open", "u8 n; u8 data[];");
        ErrorText.refused("layout-open-inside", () -> wasm.layout("a", "u8 n; open o;"));
        ErrorText.refused("layout-huge-rows", () -> wasm.layout("a", "u8 n; u8 rows[][65536][65536];"));
        ErrorText.refused("layout-huge", () -> wasm.layout("a", "u64 many[999999999];"));
        ErrorText.refused("layout-unknown", () -> wasm.layout("pint"));
        ErrorText.refused("type-unknown", () -> wasm.type("u33"));
    }

    @Test
    void values_that_do_not_fit_a_layout_are_refused_and_nothing_is_written() {
        wasm.layout("item", "i32 i; u8 tag[4]; cstr name[4];");
        Ptr item = wasm.alloc("item", 1, wasm.layout("item"));
        Map<String, Object> good = Map.of("i", 1, "tag", new byte[4], "name", "abc");
        wasm.write(item, good);
        byte[] before = wasm.read(item, 12);
        ErrorText.refused("row-field", () -> wasm.write(item, Map.of("j", 1)));
        ErrorText.refused("row-missing", () -> wasm.write(item, Map.of("i", 1)));
        ErrorText.refused("row-value", () -> wasm.write(item, with(good, "i", 1L << 40)));
        ErrorText.refused("row-array", () -> wasm.write(item, with(good, "tag", new byte[3])));
        ErrorText.refused("row-text", () -> wasm.write(item, with(good, "name", "abcde")));
        ErrorText.refused("row-other", () -> wasm.write(item, "text"));
        ErrorText.refused(
                "row-getter", () -> wasm.readRows(item, "item", 1).get(0).f64("i"));
        ErrorText.refused("row-count", () -> wasm.readRows(item, "item", 2));
        ErrorText.refused("row-too-many", () -> wasm.write(item, List.of(good, good)));
        assertArrayEquals(before, wasm.read(item, 12));
    }

    private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
        Map<String, Object> copy = new LinkedHashMap<>(map);
        copy.put(key, value);
        return copy;
    }
}
