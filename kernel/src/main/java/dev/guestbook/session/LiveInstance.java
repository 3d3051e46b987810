package dev.guestbook.session;

import dev.guestbook.display.Numbers;
import dev.guestbook.display.Untrusted;
import dev.guestbook.wasm.GuestFunction;
import dev.guestbook.wasm.Instance;
import dev.guestbook.wasm.LinearMemory;
import dev.guestbook.wasm.Trap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One instance that a guest runs on, from instantiation to reload or unload: its memory, its regions, how
 * often it was reset, and who is calling it.
 *
 * <p>One thread at a time may call into it; a second one is refused at once. Reading state is for any thread.
 */
final class LiveInstance {
    /** Further away than this, bytes, a region has nothing to do with an address. */
    private static final long NEAR = 1 << 20;

    /** The fate of an instance that its user closed. */
    static final String CLOSED = "was closed";

    private final Guest guest;
    private final int number;
    private final Instance instance;
    private final Host host;
    private final Meter meter;
    private final AtomicReference<Thread> caller = new AtomicReference<>();
    private final List<String> resets = new ArrayList<>();
    private volatile int resetCount;
    private volatile Optional<Throwable> trap = Optional.empty();
    private volatile String fate = "";
    private final Dump.Shown shown = new Dump.Shown();
    private final Snapshots snapshots = new Snapshots(this);
    private volatile Arena arena;
    private int depth;
    private final long[] outerGlobals;

    LiveInstance(Guest guest, int number, Instance instance, Host host) {
        this.guest = guest;
        this.number = number;
        this.instance = instance;
        this.outerGlobals = instance.saveGlobals();
        this.host = host;
        this.meter = guest.module().meter();
        host.belongsTo(this);
        this.arena = Arena.of(this);
    }

    Guest guest() {
        return guest;
    }

    Meter meter() {
        return meter;
    }

    int number() {
        return number;
    }

    Instance instance() {
        return instance;
    }

    /** Guest and instance in words: {@code guest `twosum` (instance 2)}. */
    String described() {
        return "guest " + guest.quoted() + " (instance " + number + ")";
    }

    /** The Java objects it was given as externref. */
    HostObjects objects() {
        return host.objects();
    }

    LinearMemory memory() {
        return instance.memory().orElseThrow(() -> new Refused("Guest " + guest.quoted() + " has no linear memory."));
    }

    /** Which memory an address is of, as words after it; none where there is one alone. */
    String ofMemory(int index) {
        return instance.memories().size() > 1 ? " of memory " + index : "";
    }

    /** A memory by its index. */
    LinearMemory memory(int index) {
        if (index == 0) {
            return memory();
        }
        List<LinearMemory> memories = instance.memories();
        if (index < 0 || index >= memories.size()) {
            throw new Refused("Guest " + guest.quoted() + " has no memory " + index + "; "
                    + (memories.isEmpty() ? "it has none." : "they go from 0 to " + (memories.size() - 1) + "."));
        }
        return memories.get(index);
    }

    Arena arena() {
        return arena;
    }

    /** What dumps have shown of it. */
    Dump.Shown shown() {
        return shown;
    }

    void use(Arena chosen) {
        arena = chosen;
    }

    /** A pointer to an address a guest or a person named, with the bounds it has there. */
    Ptr pointer(long address) {
        return new Ptr(this, address, arena.boundsOf(address, resets()));
    }

    /** The same in one of its memories, by index; of further ones nothing but their end is known. */
    Ptr pointer(long address, int index) {
        if (index == 0) {
            return pointer(address);
        }
        long end = Math.max(address, memory(index).size());
        return new Ptr(this, address, new Ptr.Bounds(index, address, end, Ptr.Bounds.FOR_EVER, Optional.empty()));
    }

    // Resets.

    /** How many there were; a pointer's birth is told by this number. */
    int resets() {
        return resetCount;
    }

    /** How that ended what was born when the count was {@code reset}: {@code was reset by cell 3}. */
    synchronized String endOf(int reset) {
        return resets.get(reset);
    }

    /** Makes every pointer into the arena that was born until now stale. */
    synchronized void countReset(String how) {
        resets.add(how);
        resetCount = resets.size();
        shown.clear();
    }

    /** What was kept of it by name. */
    Snapshots snapshots() {
        return snapshots;
    }

    /** Puts back a trap, or that there was none. */
    void trapAsIn(Optional<Throwable> kept) {
        trap = kept;
    }

    // Its end.

    boolean isThere() {
        return fate.isEmpty();
    }

    /** How it ended, as in {@code instance 1 of guest `a`, which was reloaded by cell 3}. */
    String fate() {
        return fate;
    }

    /** Takes it for its end, so that no call can begin; refused while one runs. */
    void seize() {
        checkThere();
        if (!caller.compareAndSet(null, Thread.currentThread())) {
            checkThere();
            throw busy(caller.get());
        }
        depth++;
        checkThereOrLeave();
    }

    /** Gives back what {@link #seize} took, where it does not end after all. */
    void release() {
        leave();
    }

    /**
     * Ends it and wipes its memory. Who seized it keeps it for ever; where a call still runs, as at a
     * session's close, memory is wiped again when that call leaves.
     */
    void end(String how) {
        fate = how + " by " + When.now();
        wipe();
    }

    private void wipe() {
        host.close();
        instance.memories().forEach(LinearMemory::wipe);
        shown.clear();
        snapshots.wipe();
    }

    void checkThere() {
        if (!isThere()) {
            throw new Refused("Guest " + guest.quoted() + " " + fate
                    + (fate.startsWith(CLOSED)
                            ? "; take another instance with wasm.module(\"" + guest.shownName() + "\").instance()."
                            : "; load it again, or take the one that is there now: wasm.guest(NAME)."));
        }
    }

    // Calls.

    /** The trap or stop that no reset has cleared yet. */
    Optional<Throwable> trap() {
        return trap;
    }

    void clearTrap() {
        trap = Optional.empty();
    }

    /**
     * Runs a call into the guest, alone. Globals are put back where it fails, so that the guest's stack
     * pointer is right again; memory is left for inspection.
     */
    <T> T exclusively(Optional<Duration> limit, Supplier<T> call) {
        return exclusively(limit, call, Function.identity());
    }

    /** The same, then {@code afterwards} while no other thread may call; what that throws is no failure of the guest. */
    <T, R> R exclusively(Optional<Duration> limit, Supplier<T> call, Function<T, R> afterwards) {
        enter();
        try {
            return afterwards.apply(guarded(limit, call));
        } catch (HostRefusal inside) {
            throw inside.refused();
        } finally {
            leave();
        }
    }

    /** The same, then {@code last} in any case while no other thread may call; what fails there comes second. */
    <T> T exclusively(Optional<Duration> limit, Supplier<T> call, Runnable last) {
        enter();
        try {
            T result = finished(limit, call, last);
            last.run();
            return result;
        } finally {
            leave();
        }
    }

    private <T> T finished(Optional<Duration> limit, Supplier<T> call, Runnable last) {
        try {
            return guarded(limit, call);
        } catch (HostRefusal inside) {
            runAfter(inside.refused(), last);
            throw inside.refused();
        } catch (RuntimeException | Error thrown) {
            runAfter(thrown, last);
            throw thrown;
        }
    }

    private static void runAfter(Throwable thrown, Runnable last) {
        try {
            last.run();
        } catch (RuntimeException further) {
            thrown.addSuppressed(further);
        }
    }

    /** Calls a function, alone; what {@link #exclusively} does, with one callee that the JIT knows. */
    long[] call(Optional<Duration> limit, GuestFunction function, long[] arguments) {
        if (limit.isPresent()) {
            return exclusively(limit, () -> function.call(arguments));
        }
        enter();
        try {
            return guarded(function, arguments);
        } catch (HostRefusal inside) {
            throw inside.refused();
        } finally {
            leave();
        }
    }

    private long[] guarded(GuestFunction function, long[] arguments) {
        long[] globals = saveGlobals();
        boolean finished = false;
        try {
            long[] results = function.call(arguments);
            finished = true;
            return results;
        } catch (RuntimeException | Error thrown) {
            throw kept(thrown);
        } finally {
            ended(finished, globals);
        }
    }

    /** A call that a host function makes is guarded too: what it throws may be caught there, and is half way all the same. */
    private <T> T guarded(Optional<Duration> limit, Supplier<T> call) {
        long[] globals = saveGlobals();
        boolean finished = false;
        try {
            T result = limit.isPresent() && depth == 1
                    ? Deadline.within(limit.get(), guest.module().hostCode(), call::get)
                    : call.get();
            finished = true;
            return result;
        } catch (RuntimeException | Error thrown) {
            throw kept(thrown);
        } finally {
            ended(finished, globals);
        }
    }

    /** Into the same array for every call of the host, as there is one at a time. */
    private long[] saveGlobals() {
        return depth == 1 ? instance.saveGlobals(outerGlobals) : instance.saveGlobals();
    }

    /** Remembers how a call failed, and says it as the host should hear it. */
    private RuntimeException kept(Throwable thrown) {
        if (thrown instanceof Refused refused) {
            return refused;
        }
        Throwable told = thrown instanceof Trap outside ? nearRegion(outside) : thrown;
        trap = Optional.of(told instanceof HostRefusal inside ? inside.refused() : told);
        if (told instanceof Error error) {
            throw error;
        }
        return (RuntimeException) told;
    }

    private void ended(boolean finished, long[] globals) {
        if (depth == 1) {
            host.flush();
        }
        if (!finished) {
            instance.restoreGlobals(globals);
        }
    }

    /** The same with the region that was most likely left, where an address was outside memory by little. */
    private Trap nearRegion(Trap thrown) {
        Trap.Access access = thrown.access().orElse(null);
        if (access == null
                || access.memory() > 0
                || trap.filter(told -> told == thrown).isPresent()) {
            return thrown;
        }
        Region nearest = null;
        for (Region region : arena.regions()) {
            if (region.address() <= access.address()
                    && access.address() - region.address() - region.size() <= NEAR
                    && (nearest == null || region.address() > nearest.address())) {
                nearest = region;
            }
        }
        return nearest == null
                ? thrown
                : thrown.with("The nearest region before it is `" + Untrusted.name(nearest.name()) + "` at "
                        + Ptr.shown(nearest.address()) + ", " + Numbers.grouped(nearest.size()) + " bytes long.");
    }

    private void enter() {
        checkThere();
        Thread me = Thread.currentThread();
        if (caller.get() != me && !caller.compareAndSet(null, me)) {
            checkThere();
            throw busy(caller.get());
        }
        depth++;
        checkThereOrLeave();
    }

    /** It may have ended between the first look and the taking. */
    private void checkThereOrLeave() {
        if (!isThere()) {
            leave();
            checkThere();
        }
    }

    private Refused busy(Thread holder) {
        return new Refused("Guest " + guest.quoted() + " is busy: thread `"
                + (holder == null ? "another" : holder.getName())
                + "` is calling it; wait for that, or give this thread an instance of its own with wasm.module(\""
                + guest.shownName() + "\").instance().");
    }

    private void leave() {
        if (--depth == 0) {
            if (!isThere()) {
                wipe();
            }
            // Enough for the next caller to see what this one did, and without the fence a short call would wait for.
            caller.setRelease(null);
        }
    }
}
