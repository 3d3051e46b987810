package dev.guestbook.wasm;

import com.dylibso.chicory.runtime.ExportFunction;
import dev.guestbook.wasm.code.GuestThread;
import dev.guestbook.wasm.code.Poll;

/** An exported function of one instance, prepared for calls. */
public final class GuestFunction {
    private static final long[] NOTHING = {};

    private final ExportType export;
    private final ExportFunction function;
    private final Poll poll;
    private final Failures failures;
    private GuestThread lastCaller = GuestThread.current();

    GuestFunction(ExportType export, ExportFunction function, Poll poll, Failures failures) {
        this.export = export;
        this.function = function;
        this.poll = poll;
        this.failures = failures;
    }

    /** Its export's name. */
    public String name() {
        return export.name();
    }

    public Signature signature() {
        return export.signature().orElseThrow();
    }

    /**
     * Calls it. The caller has checked count and types.
     *
     * @param arguments one raw value a parameter: an i32 sign-extended, floats as their bits
     * @return one raw value a result; an i32 sign-extended
     * @throws Trap where the guest trapped
     * @throws GuestStopped where the thread was interrupted
     */
    public long[] call(long... arguments) {
        GuestThread thread = lastCaller;
        if (!thread.isCurrent()) {
            thread = GuestThread.current();
            lastCaller = thread;
        }
        Poll outer = thread.enter(poll);
        try {
            long[] results = function.apply(arguments);
            return results == null ? NOTHING : results;
        } catch (RuntimeException | Error thrown) {
            throw failures.explain(thrown, export.name());
        } finally {
            thread.leave(outer);
        }
    }
}
