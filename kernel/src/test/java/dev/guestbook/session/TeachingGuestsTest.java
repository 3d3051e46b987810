package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.wasm.Engine;
import dev.guestbook.wasm.GuestStopped;
import dev.guestbook.wasm.Trap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The guests that a workshop reads, beside Java that does the same, and their READMEs' contracts. */
class TeachingGuestsTest {
    private final Session wasm = OurGuests.session();

    @AfterEach
    void close() {
        wasm.close();
    }

    private void load(String guest, Engine engine) {
        wasm.load(guest, LoadOptions.DEFAULT.withEngine(engine));
    }

    /** The contract that the guest's README has to paste. */
    private void contract(String guest) throws IOException {
        String readme = Files.readString(Path.of("..", "guests", guest, "README.md"));
        String after = readme.substring(readme.indexOf("%%contract\n") + "%%contract\n".length());
        wasm.contract(after.substring(0, after.indexOf("\n\n")));
    }

    // strings

    private static String randomText(Random random) {
        int[] limits = {0x80, 0x800, 0x10000, 0x110000};
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(20); n > 0; n--) {
            int point = 1 + random.nextInt(limits[random.nextInt(limits.length)] - 1);
            text.appendCodePoint(point >= 0xd800 && point <= 0xdfff ? 'x' : point);
        }
        return text.toString();
    }

    private Ptr text(byte[] bytes) {
        wasm.reset();
        Ptr text = wasm.alloc("text", bytes.length + 1);
        wasm.write(text, bytes);
        return text;
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void texts_are_counted_and_turned_around_as_java_does(Engine engine) {
        load(OurGuests.STRINGS, engine);
        Random random = new Random(20260102);
        for (int n = 0; n < 500; n++) {
            String java = randomText(random);
            byte[] utf8 = java.getBytes(StandardCharsets.UTF_8);
            Ptr text = text(utf8);
            assertEquals(utf8.length, wasm.call("count_bytes", text).i32());
            assertEquals(
                    java.codePointCount(0, java.length()),
                    wasm.call("count_points", text).i32());
            String reversed = wasm.readCString(wasm.call("reverse", text).ptr());
            // StringBuilder keeps surrogate pairs together, as it says.
            assertEquals(new StringBuilder(java).reverse().toString(), reversed);
            assertEquals(
                    "Hello, " + java + "!",
                    wasm.readCString(wasm.call("greet", text).ptr()));
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    @Test
    void bytes_that_are_no_utf8_are_told_from_those_that_are_as_java_tells_them() {
        load(OurGuests.STRINGS, Engine.COMPILED);
        Random random = new Random(20260103);
        int[] leads = {0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff};
        int[] next = {0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0x41, 0xc3};
        int valid = 0;
        for (int n = 0; n < 3_000; n++) {
            byte[] bytes = new byte[1 + random.nextInt(5)];
            bytes[0] = (byte) leads[random.nextInt(leads.length)];
            for (int i = 1; i < bytes.length; i++) {
                bytes[i] = (byte) next[random.nextInt(next.length)];
            }
            boolean fine = isUtf8(bytes);
            valid += fine ? 1 : 0;
            Ptr text = text(bytes);
            assertEquals(fine, wasm.call("count_points", text).i32() >= 0, () -> Arrays.toString(bytes));
            assertEquals(fine, !wasm.call("reverse", text).isNull(), () -> Arrays.toString(bytes));
        }
        assertTrue(valid > 100, "some are valid: " + valid);
    }

    @Test
    void upper_case_changes_ascii_in_place_and_the_contract_of_the_readme_fits() throws IOException {
        load(OurGuests.STRINGS, Engine.COMPILED);
        contract("strings");
        Outputs upper = wasm.contract().call("upper", "Zoë \0 groß!");
        assertEquals("ZOë \0 GROß!", new String(upper.bytes("text"), StandardCharsets.UTF_8));
        assertEquals(4, upper.result().i32());
        assertEquals("!olleH", wasm.contract().call("reverse", "Hello!").text("return"));
    }

    // structs

    private record Item(String name, int count, double price, boolean sold) {}

    @ParameterizedTest
    @EnumSource(Engine.class)
    void structs_are_summed_up_as_java_does(Engine engine) throws IOException {
        load(OurGuests.STRUCTS, engine);
        contract("structs");
        Random random = new Random(20260104);
        for (int n = 0; n < 50; n++) {
            List<Item> items = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                items.add(new Item(
                        "abcdefghijklmn".substring(0, random.nextInt(15)),
                        random.nextInt(65_536),
                        random.nextInt(1_000) / 8.0,
                        random.nextInt(3) == 0));
            }
            List<Item> left = items.stream().filter(item -> !item.sold).toList();
            Row summary = summary(items);
            assertEquals(
                    left.stream().mapToDouble(item -> item.count * item.price).sum(), summary.f64("total"));
            assertEquals(left.stream().mapToInt(Item::count).sum(), summary.u32("pieces"));
            int dearest = -1;
            for (int i = 0; i < items.size(); i++) {
                boolean dearer = dearest < 0 || items.get(i).price > items.get(dearest).price;
                dearest = !items.get(i).sold && dearer ? i : dearest;
            }
            assertEquals(dearest, summary.i32("dearest"));
            int longest =
                    left.stream().mapToInt(item -> item.name.length()).max().orElse(0);
            assertEquals("abcdefghijklmn".substring(0, longest), summary.text("longest"));
        }
    }

    private Row summary(List<Item> items) {
        wasm.reset();
        Ptr at = wasm.alloc("items", items.size(), wasm.type("item"));
        wasm.write(
                at,
                items.stream()
                        .map(item -> Map.<String, Object>of(
                                "name", item.name, "count", item.count, "price", item.price, "sold", item.sold ? 1 : 0))
                        .toList());
        return wasm.readRows(wasm.call("summarize", at, items.size()).ptr(), "summary", 1)
                .get(0);
    }

    @Test
    void a_discount_changes_the_prices_where_they_stand() {
        load(OurGuests.STRUCTS, Engine.COMPILED);
        wasm.layout("item", "{ char name[14]; u16 count; f64 price; u8 sold; }");
        Ptr items = wasm.alloc("items", 2, wasm.type("item"));
        Map<String, Object> tea = Map.of("name", "tea", "count", 1, "price", 10.0, "sold", 0);
        wasm.write(items, List.of(tea, tea));
        byte[] before = wasm.read(items, 64);
        wasm.call("discount", items, 2, 25.0);
        assertEquals(
                List.of(7.5, 7.5),
                wasm.readRows(items, "item", 2).stream()
                        .map(row -> row.f64("price"))
                        .toList());
        wasm.write(items, List.of(tea, tea));
        assertArrayEquals(before, wasm.read(items, 64));
    }

    // traps

    @ParameterizedTest
    @CsvSource({
        "give_up, UNREACHABLE",
        "out_of_bounds, OUT_OF_BOUNDS_MEMORY",
        "divide_by_zero, DIVIDE_BY_ZERO",
        "integer_overflow, INTEGER_OVERFLOW",
        "number_too_large, INTEGER_OVERFLOW",
        "call_null, UNDEFINED_ELEMENT",
        "call_outside_the_table, UNDEFINED_ELEMENT",
        "call_of_another_type, SIGNATURE_MISMATCH",
        "recurse, STACK_EXHAUSTED",
        "large_frames, OUT_OF_BOUNDS_MEMORY",
    })
    void each_trap_is_the_one_its_export_is_named_after(String export, Trap.Kind kind) {
        for (Engine engine : Engine.values()) {
            load(OurGuests.TRAPS, engine);
            Object[] arguments =
                    new Object[wasm.export(export).signature().parameters().size()];
            Arrays.fill(arguments, 0);
            Trap trap = assertThrows(Trap.class, () -> wasm.call(export, arguments), engine + " " + export);
            assertEquals(kind, trap.kind(), trap.getMessage());
            assertEquals(export, trap.stack().get(0), engine + " " + export);
        }
    }

    @Test
    void what_does_not_trap() {
        wasm.load(
                OurGuests.TRAPS,
                LoadOptions.DEFAULT.withTimeout(Duration.ofMillis(200)).withMaxMemory(1 << 20));
        assertEquals(0, wasm.call("through_null").i32());
        assertEquals(14, wasm.call("grow").i32());
        assertEquals(1 << 20, wasm.guest().memorySize());
        String message =
                assertThrows(GuestStopped.class, () -> wasm.call("spin")).getMessage();
        assertTrue(message.contains("time limit of 200 ms"), message);
    }
}
