package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.source.ModuleSources;
import dev.guestbook.source.Settings;
import dev.guestbook.wasm.Engine;
import dev.guestbook.wasm.WasmModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A module is compiled once for all processes of a user; whatever happens to what was kept, it loads and works. */
class KeptCodeTest {
    private static Guest load(Path cache) {
        return load(cache, Engine.COMPILED);
    }

    private static Guest load(Path cache, Engine engine) {
        Settings settings = new Settings(Path.of("../guests/twosum"), cache, Optional.empty(), List.of(), false);
        return new Session(new ModuleSources(settings)).load("twosum.wasm", LoadOptions.DEFAULT.withEngine(engine));
    }

    private static void checkWorks(Guest guest) {
        Ptr nums = guest.alloc("nums", 8);
        nums.home().memory().write(nums.address(), new int[] {3, 4});
        assertFalse(guest.call("twosum", nums, 2, 7).isNull());
        assertEquals("compiled", guest.module().wasm().code());
    }

    private static String card(Guest guest) {
        return guest.bundle().plain();
    }

    @Test
    void the_second_load_takes_it_from_the_cache(@TempDir Path parent) {
        Path cache = parent.resolve("cache");
        Guest first = load(cache);
        assertFalse(first.module().wasm().isFromCache());
        assertFalse(card(first).contains("from the cache"), card(first));
        checkWorks(first);
        Guest second = load(cache);
        assertTrue(second.module().wasm().isFromCache());
        assertTrue(card(second).replaceAll("\\s+", " ").contains("compiled code from the cache"), card(second));
        checkWorks(second);
    }

    /** Code is let go of when it is compiled, and from the cache not read at all. */
    @Test
    void what_is_seen_of_a_module_is_the_same_however_it_came(@TempDir Path parent) {
        Path cache = parent.resolve("cache");
        String interpreted = seen(load(cache, Engine.INTERPRETED));
        assertEquals(interpreted, seen(load(cache)));
        Guest kept = load(cache);
        assertTrue(kept.module().wasm().isFromCache());
        assertEquals(interpreted, seen(kept));
        assertTrue(interpreted.contains("i32.load"), interpreted);
    }

    private static String seen(Guest guest) {
        WasmModule module = guest.module().wasm();
        return IntStream.range(0, module.functionCount())
                        .mapToObj(function -> module.disassemble(function, 0, 1_000))
                        .toList()
                + " " + module.origins() + " " + module.looksAtMemorySize() + " " + module.exports();
    }

    @Test
    void a_spoilt_entry_is_made_anew(@TempDir Path parent) throws IOException {
        Path cache = parent.resolve("cache");
        load(cache);
        try (Stream<Path> files = Files.list(cache.resolve("code"))) {
            for (Path file : files.toList()) {
                Files.write(file, new byte[] {1, 2, 3});
            }
        }
        Guest guest = load(cache);
        assertFalse(guest.module().wasm().isFromCache());
        checkWorks(guest);
        assertTrue(load(cache).module().wasm().isFromCache());
    }

    @Test
    void a_cache_that_cannot_be_written_costs_nothing_but_time(@TempDir Path parent) throws IOException {
        Path cache = Files.writeString(parent.resolve("cache"), "a file where the folder should be");
        Guest guest = load(cache);
        assertFalse(guest.module().wasm().isFromCache());
        checkWorks(guest);
    }
}
