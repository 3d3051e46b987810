package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.MonocypherHere;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where regions come from: a bump allocator, blocks of a malloc, grown pages, or nowhere. */
class ArenaTest {
    private final Session wasm = OurGuests.session();

    @AfterEach
    void unload() {
        wasm.close();
    }

    /** Regions at random, each filled with its own byte; all of them must still hold it at the end. */
    private void regionsStayApart(int count, int most) {
        Random random = new Random(count);
        List<Ptr> regions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int align = 1 << random.nextInt(8);
            Ptr region = wasm.alloc("r" + i, random.nextInt(most), align);
            assertEquals(0, region.address() % align);
            byte[] fill = new byte[(int) region.size()];
            Arrays.fill(fill, (byte) i);
            wasm.write(region, fill);
            regions.add(region);
        }
        for (int i = 0; i < count; i++) {
            byte[] expected = new byte[(int) regions.get(i).size()];
            Arrays.fill(expected, (byte) i);
            assertArrayEquals(expected, wasm.read(regions.get(i), expected.length));
        }
    }

    @Test
    void a_bump_allocator_serves_each_region() {
        wasm.load(OurGuests.TWO_SUM);
        assertEquals("bump_alloc, bump_reset", wasm.arena().allocator());
        wasm.alloc("a", 100);
        wasm.alloc("b", 50);
        assertEquals(150, wasm.arena().used());
        wasm.reset();
        assertEquals(0, wasm.arena().used());
        assertEquals(150, wasm.arena().peak());
    }

    @Test
    void a_malloc_gives_blocks_that_double_and_regions_never_move() {
        MonocypherHere.assume(ArenaTest.class);
        wasm.load(OurGuests.MONOCYPHER, LoadOptions.DEFAULT.withName("m"));
        assertEquals("blocks from malloc", wasm.arena().allocator());
        long first = wasm.alloc("first", 8).address();
        regionsStayApart(299, 40_000);
        long grown = wasm.guest().memorySize();
        ResetReport report = wasm.reset(true);
        assertEquals(300, report.regions());
        assertEquals(List.of(), report.remains().orElseThrow().found());
        assertEquals(first, wasm.alloc("again", 8).address(), "the first block is kept");
        regionsStayApart(300, 40_000);
        assertEquals(grown, wasm.guest().memorySize(), "freed blocks are used again");
    }

    @Test
    void a_large_request_gets_a_block_of_its_own() {
        MonocypherHere.assume(ArenaTest.class);
        wasm.load(OurGuests.MONOCYPHER, LoadOptions.DEFAULT.withName("m"));
        Ptr large = wasm.alloc("large", 5_000_000);
        wasm.write(large.plus(4_999_999), (byte) 7);
        assertEquals(7, wasm.read(large.plus(4_999_999), 1)[0]);
        assertTrue(wasm.arena().bundle().plain().contains("5,000,000"));
    }

    @Test
    void a_memory_without_functions_is_grown_by_the_host(@TempDir Path folder) {
        Guest guest = wasm.load(TestModules.write(folder, "bare.wasm", TestModules.MEMORY_ONLY));
        assertEquals("pages grown by the host", wasm.arena().allocator());
        Ptr region = wasm.alloc("a", 100);
        assertEquals(65_536, region.address(), "the first page stays the guest's");
        assertEquals(65_536 + 17 * 65_536, guest.memorySize());
        regionsStayApart(100, 5_000);
        wasm.reset();
        assertEquals(65_536, wasm.alloc("a", 100).address());
        ErrorText.refused("pages-no-room", () -> wasm.alloc("b", 3_000_000));
    }

    @Test
    void a_memory_that_can_neither_give_nor_grow_refuses(@TempDir Path folder) {
        wasm.load(TestModules.write(folder, "fixed.wasm", TestModules.FIXED_MEMORY));
        assertEquals("none", wasm.arena().allocator());
        ErrorText.refused("no-allocator", () -> wasm.alloc("a", 8));
    }

    @Test
    void the_first_block_can_be_sized(@TempDir Path folder) {
        Guest guest = wasm.load(TestModules.write(folder, "bare.wasm", TestModules.MEMORY_ONLY));
        wasm.arena(100_000);
        wasm.alloc("a", 8);
        assertEquals(3 * 65_536, guest.memorySize());
        ErrorText.refused("arena-in-use", () -> wasm.arena(200_000));
    }

    @Test
    void a_returned_pointer_keeps_its_regions_end_or_the_arenas_or_memorys() {
        Guest liar = wasm.load(OurGuests.LIAR);
        Ptr first = wasm.alloc("first", 32);
        Ptr inRegion = wasm.call("echo_i32", first.plus(8)).ptr();
        assertEquals(24, inRegion.size());
        assertEquals("first", inRegion.region().orElseThrow().name());
        Ptr inData = wasm.call("echo_i32", 1024).ptr();
        assertEquals(liar.memorySize() - 1024, inData.size());
        Ptr behind = wasm.call("echo_i32", (int) first.address() + 64).ptr();
        assertEquals(liar.memorySize() - first.address() - 64, behind.size());
        wasm.reset();
        assertFalse(inRegion.isLive());
        assertFalse(behind.isLive(), "what the guest put into its arena is stale too");
        assertTrue(inData.isLive());
    }
}
