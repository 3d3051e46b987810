package dev.guestbook.wasm;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A program for a JVM of its own: a module wants more memory than the heap has, then one guest spins while another's
 * host function fills the heap and holds it full. Prints what that load and that call ended with, then whether the
 * first guest can be stopped after all that.
 */
final class FullHeap {
    /** A memory of 4,000 pages and nothing else. */
    private static final byte[] FULL_OF_MEMORY =
            HexFormat.ofDelimiter(" ").parseHex("00 61 73 6d 01 00 00 00 05 04 01 00 a0 1f");

    private static final int ATTEMPTS = 10;
    private static final long PATIENCE_MILLIS = 20_000;
    private static Object held;

    private FullHeap() {}

    public static void main(String[] args) throws Exception {
        System.out.println(loadOfTooMuch());
        WasmModule module = WasmModule.of(StoppingTest.MODULE, Engine.COMPILED, Limits.DEFAULT);
        CountDownLatch inside = new CountDownLatch(1);
        GuestFunction spin = spin(module, inside::countDown);
        Thread spinner = new Thread(() -> {
            try {
                spin.call();
            } catch (GuestStopped expected) {
                System.out.println("stopped");
            }
        });
        spinner.setDaemon(true);
        spinner.start();
        inside.await();
        RuntimeException end = null;
        try {
            spin(module, FullHeap::fill).call();
        } catch (RuntimeException thrown) {
            end = thrown;
        }
        held = null;
        System.out.println(end == null ? "no exception" : end.getMessage());
        spinner.interrupt();
        spinner.join(PATIENCE_MILLIS);
        System.exit(spinner.isAlive() ? 1 : 0);
    }

    /** What a module is refused with whose memory alone is larger than the heap. */
    private static String loadOfTooMuch() throws BadModule {
        WasmModule module = WasmModule.of(FULL_OF_MEMORY, Engine.COMPILED, Limits.DEFAULT);
        try {
            module.instantiate(List.of());
            return "it loads";
        } catch (BadModule refused) {
            return refused.getMessage();
        }
    }

    private static GuestFunction spin(WasmModule module, Runnable here) throws BadModule {
        Signature none = new Signature(List.of(), List.of());
        HostFunction function = new HostFunction("env", "here", none, (memory, arguments) -> {
            here.run();
            return new long[0];
        });
        return module.instantiate(List.of(function)).function("spin").orElseThrow();
    }

    private static void fill() {
        for (int length = 1 << 20; length > 0; length /= 2) {
            fill(length);
        }
        // Each attempt is a collection, after which every thread has to ask the heap for the next object it makes.
        for (int i = 0; i < ATTEMPTS; i++) {
            fill(1);
        }
        held = new Object[] {held, new byte[1 << 20]};
    }

    private static void fill(int length) {
        try {
            while (true) {
                Object[] next = new Object[length];
                next[0] = held;
                held = next;
            }
        } catch (OutOfMemoryError full) {
            // as wanted
        }
    }
}
