package dev.guestbook.wasm;

import java.util.concurrent.CancellationException;

/** Makes a module on a thread of its own, as the engine's parser and compiler look at no interrupt. */
final class Making {
    /** As the compiler goes down into nested blocks, whoever calls. */
    private static final long STACK_BYTES = 16L << 20;

    private final Work work;
    private WasmModule made;
    private Throwable failure;

    /** What may take long. */
    interface Work {
        WasmModule make() throws BadModule;
    }

    private Making(Work work) {
        this.work = work;
    }

    /**
     * Makes it and waits; an interrupt leaves the thread behind. It ends at the next {@link #goesOn}: the engine's parser
     * has none, its compiler one each thousand functions or so.
     *
     * @throws GuestStopped where this thread was interrupted
     */
    static WasmModule apart(Work work) throws BadModule {
        Making making = new Making(work);
        Thread thread = new Thread(null, making::run, "guest-compiler", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thread.interrupt();
            throw new GuestStopped("Interrupted while the module was compiled; that ends in the background.");
        }
        return making.result();
    }

    /**
     * A step of the work begins.
     *
     * @throws CancellationException where nobody waits for it any more
     */
    static void goesOn() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("nobody waits for this module any more");
        }
    }

    private void run() {
        try {
            made = work.make();
        } catch (Throwable thrown) {
            failure = thrown;
        }
    }

    private WasmModule result() throws BadModule {
        if (failure instanceof BadModule bad) {
            throw bad;
        }
        if (failure instanceof RuntimeException thrown) {
            throw thrown;
        }
        if (failure instanceof Error thrown) {
            throw thrown;
        }
        return made;
    }
}
