package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.wasm.GuestStopped;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a checked reset finds, how fast, and what it says where it stops. */
class RemainsTest {
    private final Session wasm = OurGuests.session();

    @TempDir
    private Path folder;

    @BeforeEach
    void load() {
        wasm.load(TestModules.write(folder, "memory.wasm", TestModules.MEMORY_ONLY));
    }

    @AfterEach
    void unload() {
        wasm.close();
    }

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private Ptr noisy(String name, int size) {
        Ptr region = wasm.alloc(name, size);
        wasm.write(region, noise(size));
        return region;
    }

    @Test
    void a_size_just_below_a_power_of_two_is_searched_as_fast_as_any() {
        noisy("large", (1 << 21) - 1);
        Remains remains = assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> wasm.reset(true).remains().orElseThrow());
        assertEquals(List.of(), remains.found());
        assertEquals(wasm.guest().memorySize(), remains.searched());
    }

    @Test
    void an_interrupt_ends_the_search_and_leaves_the_guest_free_and_reset() {
        Ptr region = noisy("large", 1 << 20);
        Thread.currentThread().interrupt();
        GuestStopped stopped = assertThrows(GuestStopped.class, () -> wasm.reset(true));
        assertTrue(Thread.interrupted());
        assertEquals("The search was interrupted; the reset itself is done.", stopped.getMessage());
        assertThrows(Refused.class, () -> wasm.read(region, 1));
        assertEquals(8, wasm.alloc("next", 8).size(), "neither busy nor trapped");
    }

    @Test
    void stretches_beyond_those_listed_are_counted() {
        noisy("secret", 16);
        for (int i = 0; i < 250; i++) {
            wasm.guest().live().memory().write(1024 + 32L * i, noise(16));
        }
        ResetReport report = wasm.reset(true);
        Remains remains = report.remains().orElseThrow();
        assertEquals(Remains.MOST, remains.found().size());
        assertEquals(50, remains.unlisted());
        assertTrue(report.toString().contains("And 50 more, not listed."), report::toString);
    }

    @Test
    void variables_of_every_kind_are_compared_in_every_width_they_fit() {
        byte[] secret = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        wasm.write(wasm.alloc("secret", 16), secret);
        ByteBuffer view = ByteBuffer.wrap(secret).order(ByteOrder.LITTLE_ENDIAN);
        short[] shorts = new short[8];
        view.asShortBuffer().get(shorts);
        char[] chars = new char[8];
        view.asCharBuffer().get(chars);
        float[] floats = new float[4];
        view.asFloatBuffer().get(floats);
        int[] ints = new int[4];
        view.asIntBuffer().get(ints);
        int[] u16 = new int[8];
        Arrays.setAll(u16, i -> shorts[i]);
        Map<String, Object> variables = new HashMap<>();
        variables.put("shorts", shorts);
        variables.put("chars", chars);
        variables.put("floats", floats);
        variables.put("u16", u16);
        variables.put("u32", Arrays.stream(ints).asLongStream().toArray());
        variables.put("listed", Arrays.stream(ints).boxed().toList());
        variables.put("boxed", Arrays.stream(ints).boxed().toArray(Integer[]::new));
        variables.put("one", view.getLong(0));
        Set<String> holders = new TreeSet<>(variables.keySet());
        variables.put("others", new int[] {1, 2, 3, 4});
        variables.put("mixed", Arrays.asList(1, null, "x"));
        variables.put("nothing", null);
        wasm.variables(() -> variables);
        assertEquals(
                holders, new TreeSet<>(wasm.reset(true).remains().orElseThrow().variables()));
    }

    @Test
    void a_cut_dump_says_where_to_go_on() {
        Ptr large = noisy("large", 10_000);
        String next = String.format("%%dump 0x%08x 4096", large.address() + 4096);
        assertTrue(wasm.dump(large, 9_000).toString().contains("more bytes; " + next));
        assertTrue(wasm.dump(large).toString().contains("give %dump a LENGTH"));
    }
}
