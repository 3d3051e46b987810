package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.wasm.Trap;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Time travel over linear memory, globals, arena and regions; what differs; and what stands where. */
class SnapshotTest {
    private final Session wasm = OurGuests.session();

    @AfterEach
    void unload() {
        wasm.close();
    }

    @Test
    void a_restore_makes_the_guest_what_it_was() {
        Guest guest = wasm.load(OurGuests.TWO_SUM);
        Ptr first = wasm.alloc("first", 8);
        wasm.write(first, new int[] {4, 5});
        byte[] memory = wasm.read(guest.pointer(8), (int) guest.memorySize() - 8);
        wasm.snapshot("a");

        wasm.write(first, new int[] {6, 7});
        Ptr second = wasm.alloc("second", 32);
        wasm.write(second, Bytes.random(32));
        assertEquals(List.of("first", "second"), names());
        Restored restored = wasm.restore("a");

        assertEquals(List.of("first"), restored.live());
        assertEquals(List.of("second"), restored.ended());
        assertArrayEquals(new int[] {4, 5}, wasm.readInts(first, 2));
        assertArrayEquals(memory, wasm.read(guest.pointer(8), memory.length));
        assertEquals(List.of("first"), names());
        ErrorText.refused("stale-after-restore", () -> wasm.read(second, 1));
        // The guest's own allocator is where it was, too.
        assertEquals(second.address(), wasm.alloc("second", 32).address());
    }

    private List<String> names() {
        return wasm.regions().stream().map(Region::name).toList();
    }

    @Test
    void regions_that_a_reset_or_another_of_their_name_took_are_live_again() {
        wasm.load(OurGuests.TWO_SUM);
        Ptr first = wasm.alloc("data", 8);
        wasm.write(first, new int[] {1, 2});
        wasm.snapshot("a");
        wasm.alloc("data", 16);
        assertEquals(List.of("data#1", "data"), names());
        wasm.reset();
        assertThrows(Refused.class, () -> wasm.readInts(first, 2));
        wasm.restore("a");
        assertEquals(List.of("data"), names());
        assertArrayEquals(new int[] {1, 2}, wasm.readInts(first, 2));
        wasm.reset();
        ErrorText.refused("stale-after-second-reset", () -> wasm.readInts(first, 2));
    }

    @Test
    void memory_that_was_grown_stays_and_is_zero(@TempDir Path folder) {
        wasm.load(TestModules.write(folder, "bare.wasm", TestModules.MEMORY_ONLY));
        wasm.snapshot("small");
        Ptr region = wasm.alloc("region", 100_000);
        wasm.write(region, Bytes.random(100_000));
        long size = wasm.guest().memorySize();
        Restored restored = wasm.restore("small");
        assertEquals(size - 65_536, restored.grown());
        assertEquals(size, wasm.guest().memorySize());
        assertEquals(0, wasm.find(Bytes.hex("00")).count() - size);
        assertTrue(restored.bundle().plain().contains("cannot shrink"));
        wasm.alloc("again", 100_000);
    }

    @Test
    void a_restore_forgets_a_trap_that_came_since() {
        Guest guest = wasm.load(OurGuests.LIAR);
        wasm.snapshot("a");
        assertThrows(Trap.class, () -> wasm.call("load", 0x7ffffff0));
        assertTrue(guest.isTrapped());
        wasm.snapshot("broken");
        wasm.restore("a");
        assertFalse(guest.isTrapped());
        wasm.restore("broken");
        assertTrue(guest.isTrapped());
    }

    @Test
    void globals_are_part_of_it(@TempDir Path folder) {
        // (global (export "g") (mut i32) (i32.const 5)) (func (export "set") (param i32) (global.set 0 (local.get 0)))
        byte[] module = TestModules.module("01 05 01 60 01 7f 00 03 02 01 00 06 06 01 7f 01 41 05 0b "
                + "07 0b 02 01 67 03 00 03 73 65 74 00 00 0a 08 01 06 00 20 00 24 00 0b");
        wasm.load(TestModules.write(folder, "global.wasm", module));
        wasm.snapshot("five");
        wasm.call("set", 7);
        Difference difference = wasm.diff("five");
        assertTrue(
                difference.bundle().plain().contains("global g: 5 (0x00000005) → 7 (0x00000007)"),
                difference::toString);
        wasm.restore("five");
        assertTrue(wasm.diff("five").isEmpty());
        assertEquals(
                "Nothing differs.",
                wasm.diff("five").toString().lines().skip(1).findFirst().orElseThrow());
    }

    @Test
    void a_difference_is_every_byte_that_differs_by_region() {
        Guest guest = wasm.load(OurGuests.TWO_SUM);
        Random random = new Random(5);
        for (int round = 0; round < 30; round++) {
            Ptr region = wasm.alloc("a", 600);
            Ptr other = wasm.alloc("b", 64);
            wasm.write(region, Bytes.random(600));
            wasm.snapshot("before");
            byte[] before = wasm.read(guest.pointer(8), (int) guest.memorySize() - 8);
            for (int n = random.nextInt(40); n > 0; n--) {
                Ptr anywhere = guest.pointer(
                        random.nextBoolean()
                                ? region.address() + random.nextInt(660)
                                : 8 + random.nextInt((int) guest.memorySize() - 16));
                wasm.write(guest.place(anywhere.address()), new byte[] {(byte) random.nextInt(3)});
            }
            wasm.snapshot("after");
            byte[] after = wasm.read(guest.pointer(8), before.length);
            long changed = 0;
            for (int i = 0; i < before.length; i++) {
                changed += before[i] == after[i] ? 0 : 1;
            }
            Difference difference = wasm.diff("before", "after");
            assertEquals(changed, difference.changedBytes());
            assertEquals(changed, wasm.diff("before").changedBytes());
            BitSet covered = new BitSet();
            for (Difference.Stretch stretch : difference.stretches()) {
                covered.set((int) stretch.address() - 8, (int) (stretch.address() - 8 + stretch.length()));
                long end = stretch.address() + stretch.length();
                boolean inA = stretch.address() >= region.address() && end <= region.address() + 600;
                boolean inB = stretch.address() >= other.address() && end <= other.address() + 64;
                assertEquals(inA ? "a" : inB ? "b" : "outside every region", stretch.region());
            }
            for (int i = 0; i < before.length; i++) {
                assertTrue(before[i] == after[i] || covered.get(i), "address " + (i + 8));
            }
            wasm.reset();
        }
    }

    @Test
    void a_region_that_gave_its_name_away_is_no_other() {
        wasm.load(OurGuests.TWO_SUM);
        Ptr older = wasm.alloc("data", 8);
        wasm.snapshot("before");
        Ptr newer = wasm.alloc("data", 12);
        assertEquals(
                List.of("region data at " + older + " is data#1", "region + data at " + newer + ", 12 bytes"),
                wasm.diff("before")
                        .toString()
                        .lines()
                        .filter(line -> line.startsWith("region ") && line.contains(" at 0x"))
                        .toList());
    }

    @Test
    void a_reload_ends_snapshots_and_that_is_said() throws Exception {
        wasm.load(OurGuests.TWO_SUM);
        wasm.snapshot("before");
        wasm.reload();
        ErrorText.refused("snapshot-after-reload", () -> wasm.restore("before"));
    }

    /** A name that was mistyped is no place where nothing differs. */
    @Test
    void a_difference_in_one_place_knows_its_places() {
        wasm.load(OurGuests.TWO_SUM);
        Ptr region = wasm.alloc("nums", 16);
        wasm.alloc("other", 16);
        wasm.snapshot("before");
        wasm.write(region, 1);
        wasm.alloc("later", 4);
        for (String quiet : List.of("other", "later")) {
            String plain =
                    wasm.diff("before", Optional.empty(), Optional.of(quiet)).toString();
            assertTrue(plain.endsWith("\nNothing differs there."), plain);
        }
        ErrorText.refused("diff-place", () -> wasm.diff("before", Optional.empty(), Optional.of("num")));
    }

    @Test
    void a_long_difference_is_cut_and_says_how_to_see_more() {
        wasm.load(OurGuests.TWO_SUM);
        Ptr region = wasm.alloc("a", 600);
        wasm.snapshot("before");
        for (int i = 0; i < 600; i += 20) {
            wasm.write(region, new byte[] {1}, i);
        }
        String plain = wasm.diff("before").toString();
        assertTrue(plain.contains("… 24 more stretches in a; %wasm diff ... --in a lists more"), plain);
        assertEquals(
                30,
                wasm.diff("before", Optional.empty(), Optional.of("a"))
                        .stretches()
                        .size());
        assertFalse(wasm.diff("before", Optional.empty(), Optional.of("a"))
                .toString()
                .contains("more stretches"));
    }

    @Test
    void snapshots_are_listed_dropped_and_refused_by_name() {
        Guest guest = wasm.load(OurGuests.TWO_SUM);
        assertTrue(wasm.snapshotTable().bundle().plain().startsWith("no snapshot of twosum is kept"));
        wasm.snapshot("one");
        wasm.snapshot("two");
        Snapshot older = wasm.snapshots().get(0);
        wasm.snapshot("one");
        assertEquals(
                List.of("two", "one"),
                wasm.snapshots().stream().map(Snapshot::name).toList());
        assertFalse(wasm.snapshots().contains(older));
        wasm.dropSnapshot("two");
        ErrorText.refused("snapshot-unknown", () -> wasm.restore("onee"));
        ErrorText.refused("snapshot-none", () -> {
            wasm.dropSnapshot("one");
            wasm.diff("one");
        });
        ErrorText.refused("snapshot-name", () -> wasm.snapshot("a b"));
        wasm.snapshot("one");
        wasm.reload();
        assertEquals(List.of(), wasm.snapshots());
        guest.close();
        ErrorText.refused(
                "snapshot-unloaded",
                () -> wasm.guest("twosum").live().snapshots().take("late"));
    }

    @Test
    void a_checked_reset_says_which_snapshots_hold_a_secret() {
        wasm.load(OurGuests.TWO_SUM);
        wasm.snapshot("clean");
        Ptr key = wasm.alloc("key", 32);
        wasm.write(key, Bytes.random(32));
        wasm.snapshot("holding");
        Remains remains = wasm.reset(true).remains().orElseThrow();
        assertEquals(List.of("holding"), remains.snapshots());
        Image image = wasm.snapshots().get(1).image();
        wasm.close();
        assertEquals(0, image.at(key.address()).intValue());
        for (int i = 0; i < 32; i++) {
            assertEquals(0, image.at(key.address() + i).intValue());
        }
    }

    @Test
    void a_dump_marks_what_changed_since_the_snapshot() {
        wasm.load(OurGuests.TWO_SUM);
        Ptr region = wasm.alloc("a", 16);
        wasm.write(region, new byte[] {9, 9}, 1);
        wasm.snapshot("before");
        wasm.write(region, new byte[] {1}, 3);
        BitSet expected = new BitSet();
        expected.set(3);
        assertEquals(expected, wasm.dump(region).changed());
        assertEquals(new BitSet(), wasm.dump(region).changed());
    }

    @Test
    void every_place_is_found() {
        Guest guest = wasm.load(OurGuests.TWO_SUM);
        long end = guest.memorySize();
        byte[] rare = Bytes.hex("de ad be ef 01");
        for (long address : new long[] {1, 65_533, 66_000, end - 5}) {
            wasm.write(guest.place(address), rare);
        }
        Search search = wasm.find(rare);
        assertEquals(
                List.of(1L, 65_533L, 66_000L, end - 5),
                search.places().stream().map(Ptr::address).toList());
        Ptr region = wasm.alloc("nums", 16);
        wasm.write(region, new int[] {0x51234567, -2});
        assertEquals(List.of(region.address()), addresses(wasm.find(0x51234567)));
        assertEquals(List.of(region.address() + 4), addresses(wasm.find(4_294_967_294L, DataType.U32)));
        wasm.layout("two", "i32 a; i32 b;");
        assertEquals(
                List.of(region.address()), addresses(wasm.find(Map.of("a", 0x51234567, "b", -2), wasm.layout("two"))));
        assertTrue(wasm.find(0x51234567).toString().contains("nums"));
        assertEquals(0, wasm.find("no such text").count());
        assertTrue(wasm.find(new byte[1]).toString().contains("more places"));
        ErrorText.refused("find-nothing", () -> wasm.find(""));
    }

    private static List<Long> addresses(Search search) {
        return search.places().stream().map(Ptr::address).toList();
    }
}
