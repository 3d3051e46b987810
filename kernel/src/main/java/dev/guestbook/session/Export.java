package dev.guestbook.session;

import dev.guestbook.display.Untrusted;
import dev.guestbook.wasm.GuestFunction;
import dev.guestbook.wasm.Signature;
import java.time.Duration;
import java.util.Optional;

/**
 * A guest's exported function, prepared for hot loops. Follows its guest through growing, reset and reload.
 *
 * <pre>{@code
 * Export f = wasm.export("twosum");
 * Result r = f.call(nums, 4, 9);
 * }</pre>
 */
public final class Export {
    private final Guest guest;
    private final String name;
    private final Signature signature;
    private volatile Prepared prepared;

    private record Prepared(LiveInstance home, Terms terms, GuestFunction function, Arguments arguments) {}

    Export(Guest guest, String name, Signature signature) {
        this.guest = guest;
        this.name = name;
        this.signature = signature;
        this.prepared = prepare(guest.live());
    }

    private Prepared prepare(LiveInstance home) {
        GuestFunction function = home.instance().function(name).orElseThrow();
        Terms terms = guest.module().terms();
        return new Prepared(
                home,
                terms,
                function,
                new Arguments(name, signature, home, terms.prototype(name).orElse(null)));
    }

    /** As the guest spells it; escape before showing. */
    public String name() {
        return name;
    }

    public Signature signature() {
        return signature;
    }

    public Guest guest() {
        return guest;
    }

    /**
     * Calls it with one value a parameter: {@link Ptr}, int, long, float or double.
     *
     * @throws Refused where count or types do not fit, a pointer is stale or another guest's, or the guest is busy
     * @throws dev.guestbook.wasm.Trap where the guest trapped
     */
    public Result call(Object... arguments) {
        Prepared current = current();
        LiveInstance home = current.home();
        long[] raw = current.arguments().checked(arguments);
        int reset = home.resets();
        long begun = home.meter().begin();
        long[] values = home.call(guest.timeout(), current.function(), raw);
        home.meter().called(begun);
        return new Result(this, home, reset, values, Optional.empty());
    }

    /** Calls it with raw values of the right number and types, and returns raw values. */
    long[] raw(long[] values) {
        Prepared current = current();
        LiveInstance home = current.home();
        long begun = home.meter().begin();
        long[] results = home.call(guest.timeout(), current.function(), values);
        home.meter().called(begun);
        return results;
    }

    /** Calls it as a visible step: the result also knows how long it took and which regions it changed. */
    public Result step(Object... arguments) {
        Prepared current = current();
        LiveInstance home = current.home();
        long[] raw = current.arguments().checked(arguments);
        int reset = home.resets();
        return home.exclusively(guest.timeout(), () -> {
            Before before = Before.of(home);
            long start = System.nanoTime();
            long[] values = current.function().call(raw);
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            return new Result(
                    this,
                    home,
                    reset,
                    values,
                    Optional.of(new Result.Observed(time, before.changes(), before.elsewhere())));
        });
    }

    private Prepared current() {
        LiveInstance home = guest.live();
        Prepared current = prepared;
        if (current.home() != home || current.terms() != guest.module().terms()) {
            current = prepare(home);
            prepared = current;
        }
        guest.checkCallable(home);
        return current;
    }

    @Override
    public String toString() {
        return Untrusted.name(name) + " " + signature;
    }
}
