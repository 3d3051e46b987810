package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.wasm.Engine;
import dev.guestbook.wasm.Trap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The hot spot guest against the same search in Java, whose sums are exact. */
class TwoSumTest {
    /** Smallest j, then smallest i, with an exact sum; empty where there is none. */
    private static int[] reference(int[] nums, int target) {
        Map<Long, Integer> firstAt = new HashMap<>();
        for (int j = 0; j < nums.length; j++) {
            Integer i = firstAt.get((long) target - nums[j]);
            if (i != null) {
                return new int[] {i, j};
            }
            firstAt.putIfAbsent((long) nums[j], j);
        }
        return new int[0];
    }

    private static int[] guest(Session wasm, Guest guest, int[] nums, int target) {
        Ptr list = guest.alloc("nums", 4L * nums.length);
        wasm.write(list, nums);
        Result found = guest.call("twosum", list, nums.length, target);
        int[] pair = found.isNull() ? new int[0] : wasm.readInts(found.ptr(), 2);
        guest.reset(false);
        return pair;
    }

    private static int[] smallCase(Random random) {
        int[] nums = new int[random.nextInt(12)];
        int spread = 1 << (1 + random.nextInt(31));
        for (int i = 0; i < nums.length; i++) {
            nums[i] = spread > 0 ? random.nextInt(spread) - spread / 2 : random.nextInt();
        }
        return nums;
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void equals_the_reference_on_10_000_small_cases(Engine engine) {
        try (Session wasm = OurGuests.session()) {
            Guest guest = wasm.load(OurGuests.TWO_SUM, LoadOptions.DEFAULT.withEngine(engine));
            Random random = new Random(20260101);
            int pairs = 0;
            for (int n = 0; n < 10_000; n++) {
                int[] nums = smallCase(random);
                int target = nums.length > 1 && random.nextBoolean()
                        ? nums[random.nextInt(nums.length)] + nums[random.nextInt(nums.length)]
                        : random.nextInt();
                int[] expected = reference(nums, target);
                pairs += expected.length / 2;
                assertArrayEquals(expected, guest(wasm, guest, nums, target), () -> Arrays.toString(nums));
            }
            assertTrue(pairs > 2_000 && pairs < 8_000, "both answers occur: " + pairs);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void knows_duplicates_negatives_overflow_and_short_lists(Engine engine) {
        try (Session wasm = OurGuests.session()) {
            Guest guest = wasm.load(OurGuests.TWO_SUM, LoadOptions.DEFAULT.withEngine(engine));
            assertArrayEquals(new int[] {0, 1}, guest(wasm, guest, new int[] {3, 3}, 6));
            assertArrayEquals(new int[] {0, 2}, guest(wasm, guest, new int[] {-5, 1, -7}, -12));
            int max = Integer.MAX_VALUE;
            int min = Integer.MIN_VALUE;
            assertArrayEquals(new int[0], guest(wasm, guest, new int[] {max, 1, max, 1}, min));
            assertArrayEquals(new int[0], guest(wasm, guest, new int[] {1 << 30, 1 << 30}, min));
            assertArrayEquals(new int[] {1, 3}, guest(wasm, guest, new int[] {max, 0, 1, min}, min));
            assertArrayEquals(new int[0], guest(wasm, guest, new int[] {}, 0));
            assertArrayEquals(new int[0], guest(wasm, guest, new int[] {0}, 0));
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void traps_on_a_null_list(Engine engine) {
        try (Session wasm = OurGuests.session()) {
            Guest guest = wasm.load(OurGuests.TWO_SUM, LoadOptions.DEFAULT.withEngine(engine));
            assertThrows(Trap.class, () -> guest.call("twosum", 0, 2, 0));
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void equals_the_reference_on_500_000_random_ints(Engine engine) {
        try (Session wasm = OurGuests.session()) {
            Guest guest = wasm.load(OurGuests.TWO_SUM, LoadOptions.DEFAULT.withEngine(engine));
            Random random = new Random(7);
            int[] nums = random.ints(500_000).toArray();
            for (int n = 0; n < 3; n++) {
                int target = random.nextInt();
                assertArrayEquals(reference(nums, target), guest(wasm, guest, nums, target));
            }
            int[] even = random.ints(500_000).map(i -> i & ~1).toArray();
            assertArrayEquals(new int[0], guest(wasm, guest, even, 77), "no sum is odd, so the whole list is walked");
        }
    }

    @Test
    void two_threads_work_on_two_instances_of_one_module() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Session wasm = OurGuests.session()) {
            wasm.load(OurGuests.TWO_SUM);
            GuestModule module = wasm.module("twosum");
            Future<?>[] done = IntStream.range(0, 2)
                    .mapToObj(seed -> threads.submit(() -> {
                        Guest own = module.instance();
                        Random random = new Random(seed);
                        for (int n = 0; n < 2_000; n++) {
                            int[] nums = smallCase(random);
                            int target = random.nextInt(64) - 32;
                            assertArrayEquals(reference(nums, target), guest(wasm, own, nums, target));
                        }
                    }))
                    .toArray(Future<?>[]::new);
            for (Future<?> one : done) {
                one.get();
            }
            assertEquals(1, wasm.guests().size(), "disposable instances are not listed");
        } finally {
            threads.shutdown();
        }
    }
}
