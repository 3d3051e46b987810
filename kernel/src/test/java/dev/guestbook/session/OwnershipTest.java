package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.display.CellInput;
import dev.guestbook.display.CellScope;
import dev.guestbook.wasm.GuestStopped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who owns a pointer, a region and a guest, for how long, and on which thread. */
@Timeout(60)
class OwnershipTest {
    private final Session wasm = OurGuests.session();

    @AfterEach
    void unload() {
        wasm.close();
    }

    private static void inCell(int number, Runnable body) {
        new CellScope(number, output -> {}, CellInput.NONE).run(body);
    }

    private Guest load(String name) {
        return wasm.load(OurGuests.TWO_SUM, LoadOptions.DEFAULT.withName(name));
    }

    @Test
    void a_pointer_follows_its_own_guest_and_is_refused_by_others() {
        load("first");
        Ptr first = wasm.alloc("nums", 8);
        wasm.write(first, new int[] {1, 2});
        load("second");
        Ptr second = wasm.alloc("nums", 8);
        wasm.write(second, new int[] {3, 4});
        assertEquals(first.address(), second.address(), "the same address means another byte in each");
        assertArrayEquals(new int[] {1, 2}, wasm.readInts(first, 2));
        assertEquals("first", first.guest().name());
        ErrorText.refused("another-guest", () -> wasm.call("twosum", first, 2, 3));
        ErrorText.refused("another-guest-written", () -> wasm.write(wasm.alloc("p", 4), first));
        Guest disposable = wasm.module("first").instance();
        ErrorText.refused("another-instance", () -> disposable.call("twosum", first, 2, 3));
        inCell(9, disposable::close);
        ErrorText.refused("closed", () -> disposable.call("bump_reset"));
    }

    @Test
    void a_reload_gives_a_new_instance_and_ends_all_pointers() {
        Guest guest = load("guest");
        Ptr old = wasm.alloc("nums", 8);
        wasm.write(old, 0x11223344);
        Export twosum = wasm.export("twosum");
        inCell(5, wasm::reload);
        assertEquals(2, guest.instanceNumber());
        ErrorText.refused("reloaded", () -> wasm.read(old, 4));
        ErrorText.refused("reloaded-argument", () -> wasm.call("twosum", old, 2, 3));
        assertEquals(0, wasm.regions().size());
        Ptr fresh = wasm.alloc("nums", 8);
        assertEquals(old.address(), fresh.address());
        assertArrayEquals(new byte[8], wasm.read(fresh, 8));
        wasm.write(fresh, new int[] {4, 5});
        assertFalse(twosum.call(fresh, 2, 9).isNull(), "a prepared export follows the reload");
    }

    @Test
    void a_load_of_the_same_name_replaces_and_an_unload_ends() {
        Guest old = load("guest");
        Ptr pointer = wasm.alloc("nums", 8);
        inCell(4, () -> load("guest"));
        ErrorText.refused("replaced", () -> wasm.read(pointer, 4));
        ErrorText.refused("replaced-guest", () -> old.call("bump_reset"));
        Ptr newer = wasm.alloc("nums", 8);
        inCell(6, () -> wasm.unload("guest"));
        ErrorText.refused("unloaded", () -> wasm.read(newer, 4));
        ErrorText.refused("unloaded-none-left", () -> wasm.alloc("nums", 8));
    }

    @Test
    void unloading_the_current_guest_asks_which_is_next() {
        load("first");
        load("second");
        wasm.unload("second");
        ErrorText.refused("unloaded-current", () -> wasm.alloc("nums", 8));
        assertEquals("first", wasm.use("first").name());
        wasm.alloc("nums", 8);
    }

    @Test
    void memory_grown_by_the_guest_is_seen_through_every_handle_made_before() {
        Guest guest = wasm.load(OurGuests.LIAR);
        Ptr region = wasm.alloc("kept", 8, DataType.I32);
        wasm.write(region, new int[] {41, 42});
        Export load = wasm.export("load");
        Export store = wasm.export("store");
        Ptr beyond = wasm.pointer(region.address());
        Dump before = wasm.dump(region);
        long size = guest.memorySize();
        assertEquals(size / 65_536, wasm.call("grow", 20).i32());
        assertEquals(size + 20 * 65_536, guest.memorySize());

        store.call(region, 7);
        assertArrayEquals(new int[] {7, 42}, wasm.readInts(region, 2));
        wasm.write(region, 8, 4);
        assertEquals(8, load.call(region.plus(4)).i32());
        assertArrayEquals(new int[] {7, 8}, wasm.readInts(wasm.region("kept").ptr(), 2));
        assertArrayEquals(new int[] {7, 8}, wasm.readInts(beyond, 2));
        assertEquals(2, wasm.dump(region).changed().cardinality(), "7 and 8 were 41 and 42");
        assertEquals(41, before.bytes()[0]);

        Ptr last = wasm.pointer(guest.memorySize() - 4);
        store.call(last, -5);
        assertEquals(-5, wasm.readInts(last, 1)[0]);
        assertEquals(guest.memorySize(), wasm.arena().limit() - (256L << 20) + guest.memorySize());
        assertTrue(
                wasm.memory().bundle().plain().contains("22 pages"),
                () -> wasm.memory().bundle().plain());
    }

    @Test
    void a_second_call_at_once_fails_naming_the_thread(@TempDir Path folder) throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        wasm.imports().func("env", "wait", "() -> ()", a -> {
            inside.countDown();
            return goOn.await(30, TimeUnit.SECONDS);
        });
        wasm.load(TestModules.write(folder, "waits.wasm", TestModules.CALLS_BACK));
        FutureTask<Result> first = new FutureTask<>(() -> wasm.call("go"));
        Thread thread = new Thread(first, "first-caller");
        thread.start();
        assertTrue(inside.await(30, TimeUnit.SECONDS));
        ErrorText.refused("busy", () -> wasm.call("go"));
        ErrorText.refused("busy", wasm::reset);
        ErrorText.refused("busy", wasm::reload);
        ErrorText.refused("busy", () -> wasm.unload("waits"));
        ErrorText.refused("busy", wasm::unloadAll);
        ErrorText.refused("busy", wasm.guest()::close);
        ErrorText.refused("busy", () -> wasm.load(folder.resolve("waits.wasm").toString()));
        Guest own = wasm.module("waits").instance();
        goOn.countDown();
        assertTrue(own.call("go").isVoid(), "an instance of one's own is free");
        assertTrue(first.get().isVoid());
        assertTrue(wasm.call("go").isVoid(), "and so is the guest again");
    }

    @Test
    void a_session_closes_at_once_and_what_a_running_call_leaves_is_wiped(@TempDir Path folder) throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        wasm.imports().func("env", "wait", "() -> ()", a -> {
            inside.countDown();
            return goOn.await(30, TimeUnit.SECONDS);
        });
        Guest guest = wasm.load(TestModules.write(folder, "stores.wasm", TestModules.CALLS_BACK_AND_STORES));
        FutureTask<Result> first = new FutureTask<>(() -> guest.call("go"));
        new Thread(first, "first-caller").start();
        assertTrue(inside.await(30, TimeUnit.SECONDS));
        wasm.close();
        goOn.countDown();
        first.get();
        assertArrayEquals(new byte[4], guest.live().memory().read(0, 4));
        assertThrows(Refused.class, () -> guest.call("go"));
    }

    @Test
    void a_refusal_of_a_host_function_leaves_the_guest_trapped(@TempDir Path folder) {
        wasm.imports().func("env", "wait", "() -> ()", a -> a.i32(0));
        Guest guest = wasm.load(TestModules.write(folder, "waits.wasm", TestModules.CALLS_BACK));
        Refused refused = assertThrows(Refused.class, () -> wasm.call("go"));
        assertEquals("Host function `env.wait` () -> () has no i32 at position 0.", refused.getMessage());
        assertTrue(guest.isTrapped());
        wasm.reset();
        assertFalse(guest.isTrapped());
    }

    @Test
    void a_host_function_may_call_the_guest_that_called_it(@TempDir Path folder) {
        int[] depth = new int[1];
        wasm.imports().func("env", "wait", "() -> ()", a -> ++depth[0] < 5 ? wasm.call("go") : null);
        wasm.load(TestModules.write(folder, "waits.wasm", TestModules.CALLS_BACK));
        wasm.call("go");
        assertEquals(5, depth[0]);
    }

    @Test
    void an_interrupt_ends_a_loop_and_leaves_the_guest_to_be_reset(@TempDir Path folder) throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        wasm.imports().func("env", "wait", "() -> ()", a -> {
            inside.countDown();
            return null;
        });
        Guest guest = wasm.load(TestModules.write(folder, "spins.wasm", TestModules.CALLS_BACK_AND_SPINS));
        FutureTask<GuestStopped> stopped =
                new FutureTask<>(() -> assertThrows(GuestStopped.class, () -> wasm.call("go")));
        Thread thread = new Thread(stopped, "spinner");
        thread.start();
        assertTrue(inside.await(30, TimeUnit.SECONDS));
        long start = System.nanoTime();
        thread.interrupt();
        assertEquals(
                "The guest was interrupted in the middle of its call.",
                stopped.get(30, TimeUnit.SECONDS).getMessage());
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 1_000);
        assertTrue(guest.isTrapped());
        ErrorText.refused("stopped", () -> wasm.call("go"));
        wasm.reset();
        assertFalse(guest.isTrapped());
    }

    @Test
    void a_time_limit_ends_a_start_function_too(@TempDir Path folder) {
        String module = TestModules.write(folder, "spins.wasm", TestModules.SPINS_AT_START);
        GuestStopped stopped = assertThrows(
                GuestStopped.class, () -> wasm.load(module, LoadOptions.DEFAULT.withTimeout(Duration.ofMillis(50))));
        assertEquals(
                module + ": The guest was stopped after its time limit of 50 ms; a longer one is --timeout of its load."
                        + " Nothing was loaded.",
                stopped.getMessage());
        assertFalse(Thread.currentThread().isInterrupted());
        assertTrue(wasm.guests().isEmpty());
    }

    @Test
    void a_time_limit_ends_a_call_and_leaves_no_interrupt_behind() {
        wasm.load(OurGuests.LIAR, LoadOptions.DEFAULT.withTimeout(Duration.ofMillis(50)));
        GuestStopped stopped = assertThrows(GuestStopped.class, () -> wasm.call("spin"));
        assertEquals(
                "The guest was stopped after its time limit of 50 ms; a longer one is --timeout of its load.",
                stopped.getMessage());
        assertFalse(Thread.currentThread().isInterrupted());
        wasm.reset();
        assertEquals(3, wasm.call("echo_i32", 3).i32());
    }

    @Test
    void regions_of_one_name_stay_apart_and_live() {
        load("guest");
        Ptr older = wasm.alloc("nums", 8);
        wasm.write(older, 1L);
        Ptr newer = wasm.alloc("nums", 8);
        wasm.write(newer, 2L);
        assertEquals(1L, wasm.readLongs(older, 1)[0]);
        assertEquals(
                "[nums#1, nums]",
                wasm.regions().stream().map(Region::name).toList().toString());
        assertEquals(newer, wasm.region("nums").ptr());
        assertEquals(16, wasm.reset().wiped());
    }

    @Test
    void a_region_of_no_bytes_never_calls_the_guest() {
        wasm.load(OurGuests.LIAR);
        wasm.call("set_mode", 5);
        Ptr empty = wasm.alloc("empty", 0);
        assertEquals(0, empty.size());
        assertEquals(0, wasm.read(empty, 0).length);
        assertEquals(0, wasm.write(empty, new byte[0]).bytes());
        ErrorText.refused("empty-region", () -> wasm.read(empty, 1));
        assertEquals(
                0,
                ((byte[]) wasm.reading(empty, OptionalLong.empty(), Optional.empty())
                                .value())
                        .length);
    }
}
