package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A guest that lies about pointers: each is shown masked and refused, and nothing is bound. */
class LiarTest {
    private final Session wasm = OurGuests.session();

    /** What the guest answers, by its own numbers. */
    private enum Lie {
        HONEST(0),
        UPPER_HALF(1),
        NEAR_END(2),
        UNALIGNED(3),
        OVERLAPPING(4),
        NULL_POINTER(5),
        PAST_MEMORY(6),
        STRADDLING(7);

        private final int mode;

        Lie(int mode) {
            this.mode = mode;
        }
    }

    @BeforeEach
    void load() {
        wasm.load(OurGuests.LIAR);
    }

    @AfterEach
    void unload() {
        wasm.close();
    }

    private void lie(Lie lie) {
        wasm.call("set_mode", lie.mode);
    }

    private static String file(Lie lie) {
        return lie.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @ParameterizedTest
    @EnumSource(value = Lie.class, mode = EnumSource.Mode.EXCLUDE, names = "HONEST")
    void its_allocators_pointers_are_refused(Lie lie) {
        Ptr first = wasm.alloc("first", 32);
        lie(lie);
        ErrorText.refused("liar-alloc-" + file(lie), () -> wasm.alloc("second", 64));
        assertEquals(List.of(first), wasm.regions().stream().map(Region::ptr).toList(), "nothing was bound");
        lie(Lie.HONEST);
        assertEquals(64, wasm.alloc("second", 64).size());
    }

    @ParameterizedTest
    @EnumSource(
            value = Lie.class,
            names = {"UPPER_HALF", "NEAR_END", "NULL_POINTER", "PAST_MEMORY"})
    void its_returned_pointers_reach_nothing(Lie lie) {
        lie(lie);
        Ptr pointer = wasm.call("pointer").ptr();
        assertEquals(0, pointer.size());
        ErrorText.refused("liar-pointer-" + file(lie), () -> wasm.read(pointer, 1));
    }

    @Test
    void a_pointer_in_the_upper_half_is_masked_and_shown_both_ways() {
        lie(Lie.UPPER_HALF);
        Result result = wasm.call("pointer");
        assertEquals(-2147483632, result.i32());
        assertEquals(2147483664L, result.u32());
        assertEquals(0x80000010L, result.ptr().address());
        assertEquals(-2147483632, result.ptr().raw());
        assertEquals("0x80000010 (2,147,483,664)", result.ptr().toString());
        assertTrue(
                result.bundle().plain().contains("-2,147,483,632 signed, 2,147,483,664 unsigned, 0x80000010"),
                result::toString);
    }

    @Test
    void a_pointer_that_straddles_the_end_reaches_only_to_the_end() {
        lie(Lie.STRADDLING);
        Ptr last = wasm.call("pointer").ptr();
        assertEquals(4, last.size());
        assertEquals(0, wasm.readInts(last, 1)[0]);
        ErrorText.refused("liar-pointer-straddling", () -> wasm.readLongs(last, 1));
    }

    @Test
    void an_allocator_that_takes_an_alignment_is_asked_for_it() {
        wasm.arena("aligned_alloc", "bump_reset");
        assertEquals(0, wasm.alloc("page", 100, 4096).address() % 4096);
        lie(Lie.UNALIGNED);
        ErrorText.refused("liar-alloc-aligned", () -> wasm.alloc("odd", 100, 4096));
    }

    @Test
    void a_lazy_reset_is_made_up_for_by_the_host() {
        wasm.arena("bump_alloc", "lazy_reset");
        Ptr secret = wasm.alloc("secret", 16);
        wasm.write(secret, "sixteen letters!");
        ResetReport report = wasm.reset(true);
        assertEquals(16, report.wiped());
        assertEquals(List.of(), report.remains().orElseThrow().found());
    }

    @Test
    void a_hoarded_secret_is_found_after_the_reset() {
        Ptr secret = wasm.alloc("secret", 40);
        wasm.write(secret, Bytes.hex("00112233445566778899aabbccddeeff"), 8);
        Ptr hoard = wasm.call("hoard", secret.plus(8), 12).ptr();
        Ptr small = wasm.alloc("small", 4);
        wasm.write(small, 0x12345678);
        Ptr plain = wasm.alloc("plain", 64);
        wasm.write(plain, new byte[64]);
        wasm.variables(() -> Map.of(
                "mine",
                Bytes.hex("445566778899aabb"),
                "other",
                new int[] {1, 2, 3},
                "text",
                "nothing of it",
                "pair",
                new long[] {0x7766554433221100L, 1}));
        Remains remains = wasm.reset(true).remains().orElseThrow();
        assertEquals(1, remains.found().size(), remains::toString);
        Remains.Found left = remains.found().get(0);
        assertTrue(left.address() <= hoard.address() && left.address() + left.length() >= hoard.address() + 12);
        assertEquals("secret", left.region());
        assertEquals(List.of("small (4 bytes)", "plain (one byte repeated)"), remains.skipped());
        assertEquals(Set.of("mine", "pair"), Set.copyOf(remains.variables()));
    }
}
