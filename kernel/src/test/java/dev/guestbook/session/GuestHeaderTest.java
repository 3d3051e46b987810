package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.ClangHere;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code guestbook.h}: every function of it against Java's own. */
class GuestHeaderTest {
    private static Session wasm;

    @BeforeAll
    static void open() throws InterruptedException {
        ClangHere.assume(GuestHeaderTest.class);
        wasm = OurGuests.session();
        wasm.c("header", """
                #include <guestbook.h>
                EXPORT(copy) void copy(uint8_t *to, uint8_t *from, int n) { memcpy(to, from, n); }
                EXPORT(move) void move(uint8_t *to, uint8_t *from, int n) { memmove(to, from, n); }
                EXPORT(set) void set(uint8_t *to, int byte, int n) { memset(to, byte, n); }
                EXPORT(compare) int compare(uint8_t *a, uint8_t *b, int n) { return memcmp(a, b, n); }
                EXPORT(length) int length(char *text) { return strlen(text); }
                EXPORT(mine) void *mine(int size) { return bump_alloc(size); }
                """);
    }

    @AfterAll
    static void close() {
        if (wasm != null) {
            wasm.close();
        }
    }

    private static int sign(Result result) {
        return Integer.signum(result.i32());
    }

    @Test
    void memory_functions_do_what_c_says() {
        byte[] text = new byte[300];
        new Random(1).nextBytes(text);
        Ptr a = wasm.alloc("a", 300);
        Ptr b = wasm.alloc("b", 300);
        wasm.write(a, text);
        for (int n : new int[] {0, 1, 7, 8, 9, 255, 300}) {
            wasm.call("set", b, 0xa5, 300);
            wasm.call("copy", b, a, n);
            byte[] expected = new byte[300];
            Arrays.fill(expected, (byte) 0xa5);
            System.arraycopy(text, 0, expected, 0, n);
            assertArrayEquals(expected, wasm.read(b, 300), n + " bytes");
            assertEquals(0, sign(wasm.call("compare", a, b, n)));
        }
        for (int[] overlap : new int[][] {{0, 5}, {5, 0}, {10, 10}}) {
            wasm.write(a, text);
            wasm.call("move", a.plus(overlap[0]), a.plus(overlap[1]), 200);
            byte[] expected = text.clone();
            System.arraycopy(text, overlap[1], expected, overlap[0], 200);
            assertArrayEquals(expected, wasm.read(a, 300));
        }
        wasm.reset();
    }

    @Test
    void comparison_is_of_unsigned_bytes() {
        Ptr a = wasm.alloc("a", 3);
        Ptr b = wasm.alloc("b", 3);
        for (byte[][] pair : new byte[][][] {{{1, 2, 3}, {1, 2, 4}}, {{1, -1, 0}, {1, 1, 9}}, {{0, 0, 0}, {0, 0, 0}}}) {
            wasm.write(a, pair[0]);
            wasm.write(b, pair[1]);
            assertEquals(Integer.signum(Arrays.compareUnsigned(pair[0], pair[1])), sign(wasm.call("compare", a, b, 3)));
        }
        wasm.reset();
    }

    @Test
    void a_texts_length_is_its_bytes() {
        Ptr text = wasm.alloc("text", 64);
        for (String each : new String[] {"", "a", "é𝄞", "x".repeat(63)}) {
            wasm.write(text, (each + "\0").getBytes(StandardCharsets.UTF_8));
            assertEquals(
                    each.getBytes(StandardCharsets.UTF_8).length,
                    wasm.call("length", text).i32());
        }
        wasm.reset();
    }

    @Test
    void the_arena_gives_aligned_zeroed_room_that_grows_and_is_wiped() {
        Ptr one = wasm.alloc("one", 5);
        wasm.write(one, new byte[] {1, 2, 3, 4, 5});
        assertEquals(0, wasm.call("mine", 1).i32() % 16);
        wasm.reset();
        int before = wasm.call("mine", 100).i32();
        assertEquals(one.address(), Integer.toUnsignedLong(before));
        assertArrayEquals(new byte[100], wasm.read(wasm.pointer(before), 100));
        int large = wasm.call("mine", 10 << 20).i32();
        assertTrue(large > before, "memory grew");
        assertEquals(0, wasm.call("mine", 0x7fffffff).i32(), "no room");
        assertEquals(0, wasm.call("mine", -1).i32(), "more than the address space");
        assertTrue(wasm.call("mine", 16).i32() > large, "a refusal leaves the arena as it was");
        wasm.call("bump_reset");
    }
}
