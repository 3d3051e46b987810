package dev.guestbook.wasm.code;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;

/**
 * Where a module's compiled code can be stopped: at each call and each jump back.
 *
 * <p>Costs nothing while nobody is interrupted, as the JIT sees an empty method. {@link Watch} arms it when
 * a thread that runs the module is interrupted; compiled code is then thrown away, and the poll stops
 * those threads that are interrupted, and no others.
 */
public final class Poll {
    private static final MethodHandle NOTHING = MethodHandles.empty(MethodType.methodType(void.class));
    private static final MethodHandle CHECK = checkHandle();

    private final MutableCallSite site = new MutableCallSite(NOTHING);
    private final MutableCallSite[] sites = {site};
    private boolean armed;
    private long wantedAt;

    Poll() {}

    /** One for code that looks for interrupts by itself. */
    public static Poll unused() {
        return new Poll();
    }

    /** Links the poll of the module whose code asks; the JVM calls this. */
    public static CallSite link(MethodHandles.Lookup caller, String name, MethodType type) {
        if (caller.lookupClass().getClassLoader() instanceof GuestLoader loader) {
            return loader.poll().site;
        }
        throw new LinkageError(name + type + " is for compiled guests");
    }

    // The watcher alone calls these.

    void arm() {
        target(CHECK);
        armed = true;
    }

    void disarm() {
        target(NOTHING);
        armed = false;
    }

    boolean isArmed() {
        return armed;
    }

    /** Remembers in which look a thread was there to be stopped. */
    void want(long look) {
        wantedAt = look;
    }

    long wantedAt() {
        return wantedAt;
    }

    private void target(MethodHandle target) {
        site.setTarget(target);
        MutableCallSite.syncAll(sites);
    }

    @SuppressWarnings("UnusedMethod") // through CHECK
    private static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw new ChicoryInterruptedException("Thread interrupted");
        }
    }

    private static MethodHandle checkHandle() {
        try {
            return MethodHandles.lookup().findStatic(Poll.class, "check", MethodType.methodType(void.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
