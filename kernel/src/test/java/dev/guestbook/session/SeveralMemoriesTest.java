package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.display.Displayable;
import dev.guestbook.wasm.Trap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A guest with two memories, data segments at computed places, and globals: all of it is told, kept and wiped. */
class SeveralMemoriesTest {
    private static final String TWO = """
            (module
              (import "env" "base" (global $base i32))
              (memory (export "memory") 1 4)
              (memory $b 1 8)
              (global $counter (export "counter") (mut i32) (i32.const 7))
              (global f64 (f64.const 2.5))
              (data (memory $b) (i32.const 16) "in the second")
              (data (i32.mul (i32.const 8) (i32.const 4)) "computed")
              (data (global.get $base) "by import")
              (func (export "put") (param i32 i64) (i64.store $b (local.get 0) (local.get 1)))
              (func (export "get") (param i32) (result i64) (i64.load $b (local.get 0)))
              (func (export "grow") (param i32) (result i32) (memory.grow $b (local.get 0)))
              (func (export "copy") (param i32 i32 i32)
                (memory.copy $b 0 (local.get 0) (local.get 1) (local.get 2))))
            """;

    private final Session wasm = OurGuests.session();

    @BeforeEach
    void load() {
        wasm.wat(TWO, LoadOptions.DEFAULT.withName("two").withStubImports());
    }

    @AfterEach
    void unload() {
        wasm.close();
    }

    private static String text(Displayable shown) {
        return shown.bundle().plain();
    }

    @Test
    void a_snapshot_holds_all_of_them() {
        wasm.call("put", 4000, 1L);
        Snapshot kept = wasm.snapshot("s");
        assertEquals(2 * 65_536, kept.size());
        assertTrue(wasm.diff("s").isEmpty());
        wasm.call("put", 4000, 0x1122334455667788L);
        wasm.call("grow", 2);
        Difference difference = wasm.diff("s");
        assertEquals(8, difference.changedBytes());
        assertEquals("memory 1", difference.stretches().get(0).region());
        assertEquals(4000, difference.stretches().get(0).address());
        assertTrue(text(difference).contains("memory 1 grew by 131,072 B (128 KiB)"), text(difference));
        Restored restored = wasm.restore("s");
        assertEquals(1, wasm.call("get", 4000).i64());
        assertEquals(131_072, restored.grown());
    }

    @Test
    void a_search_goes_through_all_of_them() {
        wasm.call("put", 65_528, 0x657475706d6f63L);
        Search found = wasm.find(Bytes.utf8("compute"));
        assertEquals(2, found.count());
        assertEquals(32, found.places().get(0).address());
        assertEquals(2, found.places().size());
        assertArrayEquals(Bytes.utf8("compute"), wasm.read(found.places().get(1), 7));
        String shown = text(found);
        assertTrue(shown.contains("stands at 2 places in 131,072 B"), shown);
        assertTrue(shown.matches("(?s).*\\n0x0000fff8 \\(65,528\\) +memory 1\\n.*"), shown);
    }

    @Test
    void a_pointer_may_be_of_any_of_them() {
        wasm.call("put", 4000, 0x1122334455667788L);
        Ptr there = wasm.pointer(4000, 1);
        assertEquals("0x00000fa0 (4,000) of memory 1", there.toString());
        assertEquals(0x1122334455667788L, wasm.readLongs(there, 1)[0]);
        assertArrayEquals(new byte[8], wasm.read(wasm.pointer(4000), 8));
        wasm.write(there.plus(8), new int[] {7});
        assertEquals(7, wasm.call("get", 4008).i64());
        assertArrayEquals(Bytes.utf8("in the"), wasm.read(wasm.pointer(16, 1), 6));
        assertEquals(65_536, wasm.pointer(0, 1).size());
        String first = text(wasm.dump(wasm.pointer(4000, 0), 16));
        assertTrue(first.contains("00 00 00 00"), first);
        String dump = text(wasm.dump(there, 16));
        assertTrue(dump.contains("at 0x00000fa0 (4,000) of memory 1"), dump);
        assertTrue(dump.contains("88 77 66 55"), dump);
        assertTrue(wasm.dump(there, 16).changed().isEmpty());
        wasm.call("put", 4000, 0L);
        assertEquals(8, wasm.dump(there, 16).changed().cardinality());
        assertTrue(text(there).contains("memory 1, "), text(there));
        wasm.call("grow", 1);
        Ptr key = wasm.alloc("key", 16);
        assertTrue(
                wasm.write(wasm.pointer(key.address(), 1), 1).bundle().plain().indexOf("key") < 0);
        assertEquals(131_072, wasm.pointer(0, 1).size());
        ErrorText.refused("memory-unknown", () -> wasm.pointer(0, 2));
        ErrorText.refused("memory-outside", () -> wasm.read(wasm.pointer(200_000, 1), 1));
        ErrorText.refused("memory-too-long", () -> wasm.read(wasm.pointer(131_070, 1), 4));
        Snapshot kept = wasm.snapshot("kept");
        wasm.call("put", 4000, 5L);
        wasm.restore("kept");
        wasm.call("put", 4000, 5L);
        assertEquals(1, wasm.dump(wasm.pointer(4000, 1), 8).changed().cardinality(), kept::toString);
    }

    /** Whatever shows an address says whose it is, where there is a choice. */
    @Test
    void everything_says_which_memory_it_means() {
        Ptr key = wasm.alloc("key", 8);
        assertEquals("0x00010000 (65,536) of memory 0", key.toString());
        assertTrue(text(wasm.region("key")).contains("at 0x00010000 (65,536) of memory 0: 8 bytes"));
        assertTrue(text(wasm.write(key, 7L)).contains("into key at 0x00010000 (65,536) of memory 0"));
        assertTrue(text(wasm.arena()).contains("pages grown by the host, in memory 0"), text(wasm.arena()));
        assertTrue(text(wasm.reset()).matches("(?s).*\\nmemory 0 +131,072 B.*"));
        String contract = text(wasm.contract("void put(const uint8_t key[4], long long value);"));
        assertTrue(
                contract.replaceAll("\\s+", " ").contains("Its pointers are of memory 0, where calls put"), contract);
        String called = text(wasm.step("put", 4000, 1L)).replaceAll("\\s+", " ");
        assertTrue(
                called.contains("no region elsewhere memory 1 not looked at, which %wasm snapshot and %wasm diff do"),
                called);
        wasm.wat("one", "(module (memory (export \"memory\") 1 4))");
        assertEquals("0x00010000 (65,536)", wasm.alloc("key", 8).toString());
    }

    @Test
    void a_trap_in_a_further_memory_is_told_of_that_and_no_region_is_near_it() {
        wasm.alloc("key", 8);
        ErrorText.check("trap/second-memory", Trap.class, () -> wasm.call("put", 65_530, 1L));
        wasm.reset();
        wasm.wat(
                "starts",
                "(module (memory 1) (func (export \"go\") (param i32) (drop (i32.load (local.get 0)))) (memory 2))");
        Trap trap = assertThrows(Trap.class, () -> wasm.call("go", 65_535));
        assertEquals(0, trap.access().orElseThrow().memory());
        assertTrue(trap.getMessage().contains("of memory 0, which has 65,536 bytes"), trap::getMessage);
        Refused start = assertThrows(
                Refused.class,
                () -> wasm.wat(
                        "starts",
                        "(module (memory 1) (memory $b 1) (func $go (i32.store $b (i32.const 65535) (i32.const 1))) (start $go))"));
        assertTrue(start.getMessage().contains("of memory 1, which has 65,536 bytes"), start::getMessage);
    }

    /** The host grows what it can reach: an export of another memory says nothing of the first. */
    @Test
    void regions_are_in_no_memory_that_the_guest_keeps_to_itself() {
        wasm.wat("other", "(module (memory 1 4) (memory $b (export \"memory\") 2 8))");
        assertEquals("none", wasm.arena().allocator());
        ErrorText.refused("no-allocator-of-several", () -> wasm.alloc("key", 8));
    }

    @Test
    void an_export_says_which_it_is() {
        wasm.wat("other", "(module (memory 1) (memory $b (export \"memory\") 2 8))");
        String exports = text(wasm.exports(""));
        assertTrue(exports.contains("2 pages, at most 8; memory 1"), exports);
    }

    @Test
    void the_report_tells_them_apart() {
        String report = text(wasm.memory());
        assertTrue(report.matches("(?s).*memory 1 +1 page, 65,536 B .*at most 8 pages.*"), report);
        assertTrue(report.matches("(?s).*\\n0 +memory 1 +0x00000010 +13\\n.*"), report);
        assertTrue(report.matches("(?s).*\\n1 +memory 0 +0x00000020 +8\\n.*"), report);
        assertTrue(report.matches("(?s).*\\n2 +memory 0 +0x00000000 +9\\n.*"), report);
        assertTrue(text(wasm.guest()).contains("memory 1"), text(wasm.guest()));
    }

    @Test
    void globals_are_listed_with_their_values_and_exported_ones_among_the_exports() {
        String report = text(wasm.memory());
        assertTrue(report.matches("(?s).*\\ncounter +mut i32 +7 \\(0x00000007\\).*"), report);
        assertTrue(report.matches("(?s).*\\nglobal 2 +f64 +2\\.5.*"), report);
        String exports = text(wasm.exports());
        assertTrue(exports.matches("(?s).*\\ncounter +global +mut i32, now 7 \\(0x00000007\\).*"), exports);
    }

    @Test
    void a_checked_reset_searches_all_of_them() {
        Ptr key = wasm.alloc("key", 16);
        wasm.write(key, new byte[] {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3});
        wasm.call("copy", 512, key, 16);
        Remains remains = wasm.reset(true).remains().orElseThrow();
        assertEquals(
                List.of("memory 1"),
                remains.found().stream().map(Remains.Found::where).toList());
        assertEquals(512, remains.found().get(0).address());
    }

    @Test
    void unloading_wipes_all_of_them() {
        wasm.call("put", 8, -1L);
        var second = wasm.guest().live().instance().memories().get(1);
        wasm.unload("two");
        assertTrue(second.mismatch(0, new byte[65_536]) < 0);
    }
}
