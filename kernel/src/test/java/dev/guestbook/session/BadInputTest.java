package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.guestbook.display.CellInput;
import dev.guestbook.display.CellScope;
import dev.guestbook.source.ModuleSources;
import dev.guestbook.source.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person gets wrong: one clear line each, pinned, and nothing changed. */
class BadInputTest {
    private final Session wasm = OurGuests.session();
    private Guest before;

    @BeforeEach
    void load() {
        before = wasm.load(OurGuests.TWO_SUM);
    }

    /** Whatever was refused, the guest that was there still works. */
    @AfterEach
    void stillWorks() {
        assertSame(before, wasm.guest());
        assertEquals(List.of(before), wasm.guests());
        Ptr nums = wasm.alloc("check", 8);
        wasm.write(nums, new int[] {4, 5});
        assertArrayEquals(
                new int[] {0, 1}, wasm.readInts(wasm.call("twosum", nums, 2, 9).ptr(), 2));
        wasm.close();
    }

    private static void inCell(int number, Runnable body) {
        new CellScope(number, output -> {}, CellInput.NONE).run(body);
    }

    /** The same message wherever the tests run: folders of this machine are replaced in it. */
    private void refusedIn(Path folder, String name, Consumer<Session> load) {
        Refused refused = assertThrows(Refused.class, () -> load.accept(wasm), name);
        ErrorText.check("session/" + name, Refused.class, () -> {
            throw new Refused(refused.getMessage().replace(folder.toString(), "FOLDER"));
        });
    }

    @Test
    void a_file_that_is_not_there() {
        ErrorText.refused("no-such-file", () -> wasm.load("../guests/twosum/twosun.wasm"));
        ErrorText.refused("no-such-folder", () -> wasm.load("no/such/folder/a.wasm"));
        ErrorText.refused("a-folder", () -> wasm.load("../guests/twosum"));
    }

    @Test
    void a_file_that_is_no_module(@TempDir Path folder) throws Exception {
        byte[] twosum = Files.readAllBytes(Path.of(OurGuests.TWO_SUM));
        Files.writeString(folder.resolve("text.wasm"), "hello, world");
        TestModules.write(folder, "empty.wasm", new byte[0]);
        TestModules.write(folder, "cut.wasm", Arrays.copyOf(twosum, twosum.length / 2));
        TestModules.write(folder, "component.wasm", new byte[] {0, 'a', 's', 'm', 0x0d, 0, 1, 0});
        TestModules.write(folder, "packed.wasm", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0});
        refusedIn(
                folder,
                "archive",
                session -> session.load(folder.resolve("packed.wasm").toString()));
        TestModules.write(folder, "leaves.wasm", TestModules.EXITS_AT_START);
        refusedIn(
                folder,
                "exits-at-start",
                session -> session.load(folder.resolve("leaves.wasm").toString(), LoadOptions.DEFAULT.withWasi()));
        refusedIn(
                folder,
                "not-wasm",
                session -> session.load(folder.resolve("text.wasm").toString()));
        refusedIn(
                folder,
                "empty",
                session -> session.load(folder.resolve("empty.wasm").toString()));
        refusedIn(
                folder,
                "truncated",
                session -> session.load(folder.resolve("cut.wasm").toString()));
        refusedIn(
                folder,
                "component",
                session -> session.load(folder.resolve("component.wasm").toString()));
    }

    @Test
    void a_module_whose_imports_are_missing(@TempDir Path folder) {
        String file = TestModules.write(folder, "needy.wasm", TestModules.TWO_IMPORTS);
        refusedIn(folder, "missing-imports", session -> session.load(file));
        String memory = TestModules.write(folder, "needier.wasm", TestModules.FOUR_KINDS_OF_IMPORTS);
        refusedIn(folder, "missing-imports-of-all-kinds", session -> session.load(memory));
        wasm.imports().func("env", "log", "(i32) -> ()", a -> null).func("env", "now", "() -> i64", a -> 7L);
        refusedIn(folder, "import-of-another-type", session -> session.load(file));
    }

    @Test
    void a_digest_that_does_not_match(@TempDir Path folder) {
        String wrong = "#sha256=" + "0".repeat(64);
        ErrorText.refused("digest", () -> wasm.load(OurGuests.TWO_SUM + wrong));
        ErrorText.refused("digest-malformed", () -> wasm.load(OurGuests.TWO_SUM + "#sha256=abc"));
        ErrorText.refused(
                "digest-from",
                () -> wasm.load(
                        "npm:some-package@1.0.0" + wrong, LoadOptions.DEFAULT.withFrom(Path.of(OurGuests.TWO_SUM))));
    }

    @Test
    void npm_missing(@TempDir Path folder) {
        try (Session without = new Session(new ModuleSources(
                new Settings(Path.of(""), folder.resolve("cache"), Optional.empty(), List.of(folder), false)))) {
            ErrorText.refused("npm-missing", () -> without.load(OurGuests.MONOCYPHER));
        }
    }

    @Test
    void a_source_that_is_none() {
        ErrorText.refused("source-http", () -> wasm.load("http://localhost/a.wasm"));
        ErrorText.refused("source-https-without-digest", () -> wasm.load("https://localhost/a.wasm"));
        ErrorText.refused("source-maven", () -> wasm.load("maven:a:b!/c.wasm"));
        ErrorText.refused("source-unknown", () -> wasm.load("ftp://localhost/a.wasm"));
        ErrorText.refused("npm-grammar", () -> wasm.load("npm:--help@1.0.0 --x"));
        ErrorText.refused("npm-range", () -> wasm.load("npm:monocypher-wasm@^3.1.0"));
    }

    @Test
    void names_that_are_mistyped() {
        wasm.alloc("nums", 8);
        ErrorText.refused("unknown-export", () -> wasm.call("twosun", 1, 2, 3));
        ErrorText.refused("unknown-export-far", () -> wasm.call("sha256"));
        ErrorText.refused("export-is-memory", () -> wasm.call("memory"));
        ErrorText.refused("unknown-guest", () -> wasm.guest("towsum"));
        ErrorText.refused("unknown-region", () -> wasm.region("num"));
        ErrorText.refused("region-name", () -> wasm.alloc("my nums", 8));
        ErrorText.refused("no-guest", () -> OurGuests.session().guest());
        wasm.reset();
    }

    @Test
    void arguments_that_do_not_fit() {
        ErrorText.refused("argument-count", () -> wasm.call("twosum", 1, 2));
        ErrorText.refused("argument-count-none", () -> wasm.call("bump_alloc"));
        ErrorText.refused("argument-count-too-many", () -> wasm.call("bump_reset", 1));
        ErrorText.refused("argument-type", () -> wasm.call("twosum", 1, 2.5, 3));
        ErrorText.refused("argument-text", () -> wasm.call("twosum", "nums", 2, 3));
        ErrorText.refused("argument-array", () -> wasm.call("twosum", new int[] {1}, 2, 3));
        ErrorText.refused("argument-null", () -> wasm.call("twosum", null, 2, 3));
        ErrorText.refused("argument-too-wide", () -> wasm.call("twosum", 1, 1L << 32, 3));
        ErrorText.refused("result-type", () -> wasm.call("twosum", 0, 0, 0).f64());
    }

    @Test
    void values_that_do_not_fit_their_region() {
        Ptr four = wasm.alloc("four", 4, DataType.U8);
        ErrorText.refused("value-too-long", () -> wasm.write(four, new byte[5]));
        ErrorText.refused("value-too-long-at-offset", () -> wasm.write(four, new byte[3], 2));
        ErrorText.refused("offset-outside", () -> wasm.write(four, new byte[1], 5));
        ErrorText.refused("number-too-wide", () -> wasm.write(four, 256));
        ErrorText.refused("number-negative", () -> wasm.write(four, List.of(1, -1)));
        ErrorText.refused("list-mixed", () -> wasm.write(wasm.alloc("plain", 16), List.of(1, 2L)));
        ErrorText.refused("value-no-number", () -> wasm.write(four, Optional.empty()));
        ErrorText.refused("read-too-long", () -> wasm.readInts(four, 2));
        ErrorText.refused("read-negative", () -> wasm.read(four, -1));
        ErrorText.refused("no-end-of-text", () -> {
            wasm.write(four, new byte[] {1, 2, 3, 4});
            wasm.readCString(four);
        });
        assertArrayEquals(new byte[] {1, 2, 3, 4}, wasm.read(four, 4));
        wasm.reset();
    }

    @Test
    void pointers_past_their_time_and_place() {
        Ptr[] stale = new Ptr[1];
        inCell(3, () -> stale[0] = wasm.alloc("nums", 8));
        inCell(7, wasm::reset);
        ErrorText.refused("stale-read", () -> wasm.read(stale[0], 4));
        ErrorText.refused("stale-write", () -> wasm.write(stale[0], 1));
        ErrorText.refused("stale-argument", () -> wasm.call("twosum", stale[0], 2, 3));
        ErrorText.refused("outside-after-masking", () -> wasm.read(wasm.pointer(-16), 4));
        ErrorText.refused("no-address", () -> wasm.pointer(1L << 32));
        ErrorText.refused(
                "null-pointer", () -> wasm.read(wasm.call("twosum", 0, 0, 0).ptr(), 8));
        Ptr live = wasm.alloc("nums", 8);
        ErrorText.refused("plus-outside", () -> live.plus(9));
        wasm.reset();
    }

    @Test
    void sizes_that_are_none() {
        ErrorText.refused("size-negative", () -> wasm.alloc("a", -1));
        ErrorText.refused("size-huge", () -> wasm.alloc("a", 1L << 32));
        ErrorText.refused("align", () -> wasm.alloc("a", 8, 3));
        ErrorText.refused("no-room", () -> wasm.alloc("a", 300L << 20));
        ErrorText.refused("arena-unsized", () -> wasm.arena(1 << 20));
        ErrorText.refused("arena-function", () -> wasm.arena("twosum", "bump_reset"));
        ErrorText.refused("max-memory", () -> wasm.load(OurGuests.TWO_SUM, LoadOptions.DEFAULT.withMaxMemory(1)));
        ErrorText.refused(
                "memory-over-limit", () -> wasm.load(OurGuests.TWO_SUM, LoadOptions.DEFAULT.withMaxMemory(65_536)));
        ErrorText.refused("guest-name", () -> wasm.load(OurGuests.TWO_SUM, LoadOptions.DEFAULT.withName("two sum")));
    }

    @Test
    void bytes_that_are_none() {
        ErrorText.refused("hex", () -> Bytes.hex("0a f"));
    }
}
