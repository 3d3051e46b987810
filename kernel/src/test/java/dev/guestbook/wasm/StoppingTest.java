package dev.guestbook.wasm;

import static dev.guestbook.wasm.ModuleBytes.part;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An interrupt stops the guest of its own thread, and no other, in compiled and interpreted code. */
class StoppingTest {
    private static final long PATIENCE_SECONDS = 60;

    /** {@code spin () -> ()} calls the imported {@code env.here () -> ()} in an endless loop; {@code quick () -> ()} returns. */
    static final byte[] MODULE = HexFormat.ofDelimiter(" ")
            .parseHex("00 61 73 6d 01 00 00 00 01 04 01 60 00 00 02 0c 01 03 65 6e 76 04 68 65 72 65 00 00 "
                    + "03 03 02 00 00 07 10 02 04 73 70 69 6e 00 01 05 71 75 69 63 6b 00 02 "
                    + "0a 0e 02 09 00 10 00 03 40 0c 00 0b 0b 02 00 0b");

    /** {@code nest (i32 n) -> ()} counts to n, n times, which calls {@code env.here} before it where n is large. */
    private static byte[] nest() {
        return new ModuleBytes()
                .section(1, "02 60 00 00 60 01 7f 00")
                .section(2, "01 03 65 6e 76 04 68 65 72 65 00 00")
                .section(3, "01 01")
                .section(6, "01 7f 01 41 00 0b")
                .section(7, part().hex("01").name("nest").hex("00 01"))
                .section(
                        10,
                        part().hex("01")
                                .sized(part().hex("01 03 7f 20 00 41 e8 07 4a 04 40 10 00 0b")
                                        .hex("03 40 41 00 21 02 03 40 20 03 41 1f 6c 20 02 6a 21 03")
                                        .hex("20 02 41 01 6a 22 02 20 00 48 0d 00 0b")
                                        .hex("20 01 41 01 6a 22 01 20 00 48 0d 00 0b 20 03 24 00 0b")))
                .bytes();
    }

    /** A guest on a thread of its own, in its loop. */
    private static final class Spinner {
        private final Instance instance;
        private final AtomicReference<Throwable> end = new AtomicReference<>();
        private final CountDownLatch inside = new CountDownLatch(1);
        private final Thread thread;

        Spinner(WasmModule module) throws BadModule, InterruptedException {
            Signature none = new Signature(List.of(), List.of());
            HostFunction here = new HostFunction("env", "here", none, (memory, arguments) -> {
                inside.countDown();
                return new long[0];
            });
            instance = module.instantiate(List.of(here));
            GuestFunction spin = instance.function("spin").orElseThrow();
            thread = new Thread(() -> {
                try {
                    spin.call();
                } catch (GuestStopped stopped) {
                    end.set(stopped);
                }
            });
            thread.setDaemon(true);
            thread.start();
            assertTrue(inside.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }

        void interruptAndSeeItEnd() throws InterruptedException {
            thread.interrupt();
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            assertFalse(thread.isAlive(), "the loop goes on");
            assertInstanceOf(GuestStopped.class, end.get());
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void one_of_two_threads_in_the_same_module(Engine engine) throws Exception {
        WasmModule module = WasmModule.of(MODULE, engine, Limits.DEFAULT);
        Spinner first = new Spinner(module);
        Spinner second = new Spinner(module);
        first.interruptAndSeeItEnd();
        assertTrue(second.thread.isAlive());
        second.interruptAndSeeItEnd();
    }

    @Test
    void again_and_again_and_the_module_stays_usable() throws Exception {
        WasmModule module = WasmModule.of(MODULE, Engine.COMPILED, Limits.DEFAULT);
        for (int i = 0; i < 10; i++) {
            Spinner spinner = new Spinner(module);
            spinner.interruptAndSeeItEnd();
            assertEquals(0, spinner.instance.function("quick").orElseThrow().call().length);
        }
    }

    @Test
    void a_loop_that_a_host_function_came_back_to_from_another_guest() throws Exception {
        WasmModule inner = WasmModule.of(MODULE, Engine.COMPILED, Limits.DEFAULT);
        WasmModule outer = WasmModule.of(MODULE, Engine.COMPILED, Limits.DEFAULT);
        Signature none = new Signature(List.of(), List.of());
        Instance other =
                inner.instantiate(List.of(new HostFunction("env", "here", none, (memory, arguments) -> new long[0])));
        GuestFunction quick = other.function("quick").orElseThrow();
        CountDownLatch looping = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        Instance spinning = outer.instantiate(List.of(new HostFunction("env", "here", none, (memory, arguments) -> {
            quick.call();
            calls.incrementAndGet();
            looping.countDown();
            return new long[0];
        })));
        GuestFunction spin = spinning.function("spin").orElseThrow();
        Thread thread = new Thread(() -> {
            try {
                spin.call();
            } catch (GuestStopped expected) {
                calls.set(-1);
            }
        });
        thread.setDaemon(true);
        thread.start();
        assertTrue(looping.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        assertEquals(-1, calls.get());
    }

    @Test
    void loops_that_count_within_loops_that_count() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        HostFunction here =
                new HostFunction("env", "here", new Signature(List.of(), List.of()), (memory, arguments) -> {
                    inside.countDown();
                    return new long[0];
                });
        GuestFunction nest = WasmModule.of(nest(), Engine.COMPILED, Limits.DEFAULT)
                .instantiate(List.of(here))
                .function("nest")
                .orElseThrow();
        for (int i = 0; i < 2_000; i++) {
            nest.call(300); // until the JIT has done its best
        }
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                nest.call(150_000);
            } catch (GuestStopped stopped) {
                end.set(stopped);
            }
        });
        thread.setDaemon(true);
        thread.start();
        assertTrue(inside.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        assertInstanceOf(GuestStopped.class, end.get());
    }

    @Test
    void one_that_spins_as_it_starts() throws Exception {
        byte[] spinsAtStart = HexFormat.ofDelimiter(" ")
                .parseHex(
                        "00 61 73 6d 01 00 00 00 01 04 01 60 00 00 03 02 01 00 08 01 00 0a 09 01 07 00 03 40 0c 00 0b 0b");
        WasmModule module = WasmModule.of(spinsAtStart, Engine.COMPILED, Limits.DEFAULT);
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                module.instantiate(List.of());
            } catch (GuestStopped | BadModule stopped) {
                end.set(stopped);
            }
        });
        thread.setDaemon(true);
        thread.start();
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        assertInstanceOf(GuestStopped.class, end.get());
    }

    @Test
    void a_module_that_is_being_made() {
        Thread.currentThread().interrupt();
        GuestStopped stopped =
                assertThrows(GuestStopped.class, () -> WasmModule.of(MODULE, Engine.COMPILED, Limits.DEFAULT));
        assertTrue(Thread.interrupted());
        assertEquals("Interrupted while the module was compiled; that ends in the background.", stopped.getMessage());
    }

    @Test
    void a_module_that_nobody_waits_for_is_not_compiled_to_the_end() throws Exception {
        CountDownLatch parsed = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        AtomicReference<Thread> making = new AtomicReference<>();
        AtomicInteger kept = new AtomicInteger();
        CodeCache cache = new CodeCache() {
            @Override
            public Optional<byte[]> read(String key) {
                return Optional.empty();
            }

            @Override
            public void keep(String key, byte[] code) {
                kept.incrementAndGet();
            }
        };
        Thread waiting = new Thread(() -> assertThrows(
                GuestStopped.class,
                () -> WasmModule.of(MODULE, Engine.COMPILED, Limits.DEFAULT, cache, imports -> {
                    making.set(Thread.currentThread());
                    parsed.countDown();
                    try {
                        left.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })));
        waiting.start();
        assertTrue(parsed.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        waiting.interrupt();
        waiting.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        left.countDown();
        making.get().join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        assertFalse(making.get().isAlive());
        assertEquals(0, kept.get());
    }
}
