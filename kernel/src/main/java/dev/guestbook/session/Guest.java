package dev.guestbook.session;

import dev.guestbook.contract.Prototype;
import dev.guestbook.display.Displayable;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Nearest;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Span;
import dev.guestbook.display.Untrusted;
import dev.guestbook.wasm.BadModule;
import dev.guestbook.wasm.ExportType;
import dev.guestbook.wasm.ExternKind;
import dev.guestbook.wasm.GuestExit;
import dev.guestbook.wasm.Instance;
import dev.guestbook.wasm.TableContents;
import dev.guestbook.wasm.Trap;
import dev.guestbook.wasm.WasiGrants;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A loaded guest: a module and the instance it runs on now. A reload gives it a new instance; the object
 * stays the same.
 *
 * <p>One thread at a time may call it; a second one is refused at once, naming the first. A thread that
 * needs a guest of its own takes {@link GuestModule#instance()}. Shown as the card of its load.
 */
public final class Guest implements Displayable, AutoCloseable {
    private static final String START = "_start";

    private final String name;
    private final GuestModule module;
    private final Map<String, Export> prepared = new ConcurrentHashMap<>();
    private volatile LiveInstance live;
    private volatile Optional<Card> card = Optional.empty();

    /** Makes its first instance and runs the start function and {@code _initialize}. */
    Guest(String name, GuestModule module) throws BadModule {
        this.name = name;
        this.module = module;
        this.live = instantiate();
    }

    private LiveInstance instantiate() throws BadModule {
        return instantiate(module.options().wasi());
    }

    private LiveInstance instantiate(Optional<WasiGrants> grants) throws BadModule {
        Host host = new Host(name, grants);
        Instance instance = timeout().isPresent()
                ? Deadline.within(timeout().get(), module.hostCode(), () -> module.instantiate(host))
                : module.instantiate(host);
        LiveInstance fresh = new LiveInstance(this, module.nextInstance(), instance, host);
        fresh.instance()
                .function("_initialize")
                .filter(function -> function.signature().parameters().isEmpty())
                .ifPresent(function -> fresh.exclusively(timeout(), function::call));
        return fresh;
    }

    public String name() {
        return name;
    }

    /** The compiled module, for instances of one's own. */
    public GuestModule module() {
        return module;
    }

    /** Its name in messages, escaped. */
    String shownName() {
        return Untrusted.name(name);
    }

    String quoted() {
        return "`" + shownName() + "`";
    }

    LiveInstance live() {
        return live;
    }

    Optional<Duration> timeout() {
        return module.options().timeout();
    }

    /** Which of its module's instances it runs on now, counted from 1; a reload takes the next. */
    public int instanceNumber() {
        return live.number();
    }

    /** Whether a trap, an interrupt or a failure of the host ended a call, and no reset has come since. */
    public boolean isTrapped() {
        return live.trap().isPresent();
    }

    /** In a word: {@code ready}, or how its last call ended. */
    Span state() {
        return live.trap().map(cause -> new Ending(cause).state()).orElseGet(() -> Span.good("ready"));
    }

    /** Bytes of linear memory now; 0 where it has none. */
    public long memorySize() {
        return live.instance().memory().map(memory -> memory.size()).orElse(0L);
    }

    /** How many linear memories it has, own and imported ones: mostly 1. */
    public int memoryCount() {
        return live.instance().memories().size();
    }

    // Calls.

    /** The exported function of this name, prepared for hot loops. */
    public Export export(String function) {
        Export export = prepared.get(Required.notNull(function, "An export's name"));
        return export != null ? export : prepared.computeIfAbsent(function, this::prepare);
    }

    private Export prepare(String function) {
        Optional<ExportType> found = module.wasm().export(function);
        if (found.isEmpty()) {
            throw new Refused("Guest " + quoted() + " exports no `" + Untrusted.name(function) + "`. "
                    + Nearest.hint(function, functionNames(), "It exports no function."));
        }
        if (found.get().kind() != ExternKind.FUNCTION) {
            throw new Refused("Export `" + Untrusted.name(function) + "` of guest " + quoted() + " is a "
                    + found.get().kind() + ", not a function.");
        }
        return new Export(this, function, found.get().signature().orElseThrow());
    }

    /** The names of its exported functions, in the module's order; escape before showing. */
    public List<String> functionNames() {
        return module.wasm().exports().stream()
                .filter(export -> export.kind() == ExternKind.FUNCTION)
                .map(ExportType::name)
                .toList();
    }

    /** Calls an exported function; see {@link Export#call}. */
    public Result call(String function, Object... arguments) {
        return export(function).call(arguments);
    }

    /** Calls a function for another guest, with raw values. */
    long[] linked(String function, long[] raw) {
        return export(function).raw(raw);
    }

    /** Calls it as a visible step: the result also knows how long it took and which regions it changed. */
    public Result step(String function, Object... arguments) {
        return export(function).step(arguments);
    }

    void checkCallable(LiveInstance home) {
        home.checkThere();
        if (home.trap().isPresent()) {
            throw new Refused("Guest " + quoted() + " "
                    + new Ending(home.trap().get()).told()
                    + " and may be half way through something; look at its memory, then %reset, %wasm restore or"
                    + " %wasm reload.");
        }
    }

    // Memory.

    /** A region of so many bytes; see {@link Session#alloc(String, long)}. */
    public Ptr alloc(String region, long size) {
        return alloc(region, size, Arena.ALIGNMENT, Optional.empty());
    }

    /** A region for {@code count} elements of a type, which later writes and reads take their width from. */
    public Ptr alloc(String region, long count, MemoryType type) {
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw new Refused(count + " elements are no size for a region.");
        }
        return alloc(region, type.bytes(count), Arena.ALIGNMENT, Optional.of(type));
    }

    /** A region at a multiple of {@code align} bytes, a power of two. */
    public Ptr alloc(String region, long size, int align, Optional<MemoryType> type) {
        Required.notNull(region, "A region's name");
        LiveInstance home = live;
        checkCallable(home);
        return home.exclusively(timeout(), () -> home.arena().allocate(region, size, align, type))
                .ptr();
    }

    /** The live region of this name. */
    public Region region(String region) {
        live.checkThere();
        return live.arena().region(region).orElseThrow(() -> {
            List<String> names = regions().stream().map(Region::name).toList();
            return new Refused("Guest " + quoted() + " has no live region `" + Untrusted.name(region) + "`. "
                    + Nearest.hint(region, names, "It has none; make one with %alloc NAME SIZE."));
        });
    }

    /** The live regions in the order they were made. */
    public List<Region> regions() {
        return live.arena().regions();
    }

    public Arena arena() {
        return live.arena();
    }

    /** Takes regions from blocks of which the first has so many bytes. Refused while there are regions. */
    public Arena arena(long firstBlock) {
        return choose(Arena.sized(live, firstBlock));
    }

    /** Takes regions from a bump allocator the guest exports, {@code reset} ending them all. */
    public Arena arena(String allocate, String reset) {
        return choose(Arena.over(live, allocate, Optional.of(reset)));
    }

    /** Takes regions from blocks that an exported malloc gives. */
    public Arena arena(String allocate) {
        return choose(Arena.over(live, allocate, Optional.empty()));
    }

    private Arena choose(Arena chosen) {
        live.checkThere();
        if (!regions().isEmpty()) {
            throw new Refused(
                    "Guest " + quoted() + " has live regions from " + arena().allocator() + "; %reset first.");
        }
        live.use(chosen);
        return chosen;
    }

    // Looking.

    /** Its exports as a table; all where the pattern is empty. */
    public Displayable exports(String pattern) {
        return ModuleReport.of(this).exports(pattern);
    }

    /** The sections of its module as a table. */
    public Displayable sections() {
        return ModuleReport.of(this).sections();
    }

    /**
     * One function as structured text.
     *
     * @param function an export, a name of the name section, or a number
     * @param from the offset in the module to begin at; 0 for the function's start
     */
    public Displayable disassembly(String function, int from) {
        return ModuleReport.of(this).disassembly(function, from);
    }

    /** Its tables as they are now. */
    public List<TableContents> tables() {
        live.checkThere();
        return live.instance().tables();
    }

    /**
     * The Java object at an index of a table of externref; null where a null reference stands there.
     *
     * @param table its index in the module
     */
    public Object ref(int table, int index) {
        List<TableContents> tables = tables();
        if (table < 0 || table >= tables.size() || !tables.get(table).isOfObjects()) {
            throw new Refused(
                    "Guest " + quoted() + " has no table " + table + " of externref; %wasm tables lists them.");
        }
        TableContents contents = tables.get(table);
        if (index < 0 || index >= contents.size()) {
            throw new Refused("Table " + table + " of guest " + quoted() + " has " + Numbers.grouped(contents.size())
                    + (contents.size() == 1 ? " entry" : " entries") + "; " + index + " is none of them.");
        }
        return contents.entries().stream()
                .filter(entry -> entry.index() == index)
                .findFirst()
                .map(this::object)
                .orElse(null);
    }

    /** What an entry of such a table stands for. */
    Object object(TableContents.Entry entry) {
        return live.objects().object(entry.reference());
    }

    /** Its linear memory: sizes, landmarks, data segments, arena, regions and a map. */
    public Displayable memory() {
        live.checkThere();
        return MemoryReport.of(live);
    }

    /** An address as a pointer into this guest; a negative int, as an unmasked i32 gives, is masked. */
    public Ptr pointer(long address) {
        return live.pointer(masked(address));
    }

    /** The same in one of its memories, by index, bounded by that memory alone where it is not the first. */
    public Ptr pointer(long address, int memory) {
        return live.pointer(masked(address), memory);
    }

    /**
     * The first byte of its memory, bounded by memory alone. Some guests keep data at address 0, which as a {@link
     * #pointer pointer} is null: nothing is read or written there.
     */
    public Ptr memoryStart() {
        return place(0);
    }

    /** An address of the first memory, but bounded by memory alone: to look across regions. */
    Ptr place(long address) {
        long masked = masked(address);
        long memory = live.memory().size();
        return masked < memory
                ? new Ptr(live, masked, new Ptr.Bounds(masked, memory, Ptr.Bounds.FOR_EVER))
                : live.pointer(masked);
    }

    private long masked(long address) {
        live.checkThere();
        long masked = address < 0 && address >= Integer.MIN_VALUE ? Ptr.mask((int) address) : address;
        if (masked < 0 || masked > Ptr.LAST) {
            throw new Refused(address + " is no address; addresses have 32 bits.");
        }
        return masked;
    }

    // Its contract.

    /** What C prototypes say about its exports; refused where it has none. */
    public Contract contract() {
        Terms terms = module.terms();
        if (terms.isEmpty()) {
            throw new Refused("Guest " + quoted() + " has no contract; give it C prototypes with %%contract.");
        }
        return new Contract(this, terms, terms.prototypes().values(), List.of(), List.of());
    }

    /** The prototype its contract has of an exported function. */
    public Optional<Prototype> prototype(String function) {
        return module.terms().prototype(function);
    }

    /** What is known of an exported function: its prototype, else its signature; empty where there is none. */
    public Optional<Displayable> about(String function) {
        return Contract.about(this, function);
    }

    // Its life.

    /** Zeroes and drops every region; see {@link Session#reset()}. */
    public ResetReport reset() {
        return reset(false);
    }

    /** The same, with a search for what is left if {@code check}; see {@link Session#reset(boolean)}. */
    public ResetReport reset(boolean check) {
        return reset(check, Map.of());
    }

    ResetReport reset(boolean check, Map<String, Object> variables) {
        live.checkThere();
        LiveInstance home = live;
        return home.exclusively(
                timeout(), () -> ResetReport.drop(home, check), dropped -> dropped.report(home, variables));
    }

    /** Replaces its instance by a fresh one of the same module, and wipes the old one's memory. Refused while a call runs. */
    void reload() throws BadModule {
        reload(module.options().wasi(), "was reloaded");
    }

    private void reload(Optional<WasiGrants> grants, String how) throws BadModule {
        LiveInstance old = live;
        old.seize();
        boolean replaced = false;
        try {
            long start = System.nanoTime();
            live = instantiate(grants);
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            card = card.map(first -> first.again(taken));
            replaced = true;
        } finally {
            if (!replaced) {
                old.release();
            }
        }
        old.end(how);
    }

    /**
     * Runs its {@code _start} once, on a fresh instance that replaces the one it had, with the arguments of
     * its load where none are given here.
     *
     * @throws Refused where it has no {@code _start}, or arguments are given and it was loaded without WASI
     * @throws Trap where it trapped
     */
    public Run run(String... arguments) {
        checkStart();
        Optional<WasiGrants> grants = module.options().wasi();
        if (arguments.length > 0) {
            if (grants.isEmpty()) {
                throw new Refused("Guest " + quoted()
                        + " was loaded without --wasi, so that nothing can take arguments; load it again with it.");
            }
            grants = grants.map(granted -> granted.withArguments(List.of(arguments)));
        }
        try {
            reload(grants, "was run anew");
        } catch (BadModule e) {
            throw new Refused(e.getMessage() + " The old instance stays.", e);
        }
        long start = System.nanoTime();
        int code = 0;
        try {
            export(START).call();
        } catch (GuestExit exit) {
            code = exit.code();
        }
        return new Run(this, List.of(arguments), code, Duration.ofNanos(System.nanoTime() - start));
    }

    private void checkStart() {
        boolean there = module.wasm()
                .export(START)
                .flatMap(ExportType::signature)
                .filter(signature ->
                        signature.parameters().isEmpty() && signature.results().isEmpty())
                .isPresent();
        if (!there) {
            throw new Refused("Guest " + quoted() + " has no _start to run; it is a library. "
                    + Nearest.hint(START, functionNames(), "It exports no function.") + " Call one with %call.");
        }
    }

    /** Ends it: memory is wiped, and every pointer and region is refused from now on. Refused while a call runs. */
    @Override
    public void close() {
        end(LiveInstance.CLOSED);
    }

    void end(String how) {
        LiveInstance home = live;
        if (home.isThere()) {
            home.seize();
            home.end(how);
        }
    }

    /** Ends it even where a call runs; memory is wiped now, and again when that call leaves. */
    void endAtOnce() {
        LiveInstance home = live;
        if (home.isThere()) {
            home.end("was unloaded");
        }
    }

    Optional<Card> card() {
        return card;
    }

    void show(Card made) {
        card = Optional.of(made);
    }

    @Override
    public MimeBundle bundle() {
        return Card.sheet(this, card).bundle();
    }

    @Override
    public String toString() {
        return "guest " + shownName();
    }
}
