package dev.guestbook.session;

import dev.guestbook.contract.Header;
import dev.guestbook.display.Displayable;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.SourceRejected;
import dev.guestbook.display.Untrusted;
import dev.guestbook.source.ModuleSources;
import dev.guestbook.toolchain.Rust;
import dev.guestbook.toolchain.Toolchain;
import dev.guestbook.toolchain.ToolchainException;
import dev.guestbook.wasm.ImportType;
import dev.guestbook.wasm.WasmModule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code wasm}: the guests of a notebook, and everything one does to them. All that a magic does is a call
 * here.
 *
 * <p>Calls without a guest's name go to the current one; a {@link Ptr} follows its own guest whatever is
 * current. Every method refuses with one clear line ({@link Refused}) and then has changed nothing.
 * Methods may be called from any thread; one guest takes one call at a time.
 */
public final class Session implements AutoCloseable {
    private final Guests guests = new Guests();
    private final Imports imports = new Imports();
    private final Layouts layouts = new Layouts();
    private final Meter meter = new Meter();
    private final HostCode hostCode = new HostCode();
    private final TextFormat textFormat = new TextFormat();
    private final Loader loader;
    private final Toolchain toolchain;
    private final Rust rust;
    private final Path folder;
    private volatile Supplier<Map<String, Object>> variables = Map::of;

    /** A session that takes modules from {@code sources}. */
    public Session(ModuleSources sources) {
        this.toolchain = new Toolchain(sources.settings());
        this.rust = new Rust(sources.settings());
        this.folder = sources.settings().folder();
        this.loader = new Loader(sources, imports, meter, hostCode);
    }

    /** For progress that nobody wants to hear of. */
    private static void untold(String step) {}

    // Guests.

    /** Loads a guest with {@link LoadOptions#DEFAULT}. */
    public Guest load(String source) {
        return load(source, LoadOptions.DEFAULT);
    }

    /**
     * Fetches, checks, compiles and instantiates a module, and makes it the current guest. A guest that has
     * the name already is replaced; it stays where the load fails.
     *
     * @param source a file, {@code npm:PACKAGE@VERSION[/FILE]}, or another form of the sources
     * @throws Refused where any step fails; which one is in the message
     */
    public Guest load(String source, LoadOptions options) {
        return load(source, options, Session::untold);
    }

    /** The same; {@code progress} gets words for what begins after the compilation, on the calling thread. */
    public Guest load(String source, LoadOptions options, Consumer<String> progress) {
        return guests.add(loader.load(source, options, progress));
    }

    /**
     * Loads a module that is there as bytes, as {@link #load(String, LoadOptions)} does from a source.
     *
     * @param origin what it was made from, in words, for its card
     */
    public Guest load(byte[] module, String origin, LoadOptions options) {
        Required.notNull(module, "A module's bytes");
        return guests.add(loader.load(module.clone(), origin, "", options, Session::untold));
    }

    /** Assembles WebAssembly's text format and loads it under this name; see {@link #wat(String, LoadOptions)}. */
    public Guest wat(String name, String text) {
        return wat(text, LoadOptions.DEFAULT.withName(name));
    }

    /**
     * Assembles WebAssembly's text format and loads it as {@link #load(String, LoadOptions)} does. Without a name in
     * {@code options} the guest is called as the module calls itself, {@code (module $name}, else {@code guest}. Names of
     * functions, parameters and globals go into the module.
     *
     * @throws SourceRejected where the text is wrong, with every place; nothing has changed then
     * @throws Refused where it neither exports nor imports anything, as an empty text; nothing has changed then
     */
    public Guest wat(String text, LoadOptions options) {
        return wat(text, options, Session::untold);
    }

    /** The same; {@code progress} gets words for what begins after that, on the calling thread. */
    public Guest wat(String text, LoadOptions options, Consumer<String> progress) {
        Loader.check(options);
        Making<byte[]> making = Making.of("assemble", () -> textFormat.assemble(text));
        Guest guest =
                loader.load(making.made(), Making.origin("WebAssembly text", text), making.took(), options, progress);
        WasmModule made = guest.module().wasm();
        if (made.exports().isEmpty() && made.imports().isEmpty()) {
            guest.endAtOnce();
            throw new Refused("The text exports nothing and imports nothing, so nothing could come of it; write what it"
                    + " exports, as in (module (func (export \"one\") (result i32) i32.const 1)).");
        }
        return guests.add(guest);
    }

    /** Compiles C and loads it under this name; see {@link #c(String, LoadOptions, String...)}. */
    public Guest c(String name, String source, String... clangArguments) {
        return c(source, LoadOptions.DEFAULT.withName(name), clangArguments);
    }

    /**
     * Compiles a text of C with the toolchain's clang and loads it as {@link #load(String, LoadOptions)} does, named
     * {@code guest} where {@code options} have no name. {@code guestbook.h} is on the include path. The prototypes of what
     * it exports become its contract, where they can be one.
     *
     * @param options with WASI, it is compiled against a C library for WASI
     * @param clangArguments further ones, as clang takes them
     * @throws SourceRejected where the text is wrong, with every place; nothing has changed then
     * @throws Refused where there is no compiler, or it could not do its work; nothing has changed then
     */
    public Guest c(String source, LoadOptions options, String... clangArguments) {
        return c(source, 1, options, List.of(clangArguments), Session::untold);
    }

    /** The same; remarks count lines from {@code firstLine}, and {@code progress} is as for a text of WebAssembly. */
    public Guest c(
            String source, int firstLine, LoadOptions options, List<String> clangArguments, Consumer<String> progress) {
        LoadOptions named = named(options);
        CSource text = new CSource(source, folder, firstLine, clangArguments);
        return compiled(text.compile(toolchain, named), named, CSource.EXPORTING, progress);
    }

    /** Compiles Rust and loads it under this name; see {@link #rust(String, LoadOptions, String...)}. */
    public Guest rust(String name, String source, String... rustcArguments) {
        return rust(source, LoadOptions.DEFAULT.withName(name), rustcArguments);
    }

    /**
     * Compiles a text of Rust with the rustc on the PATH, for {@code wasm32-unknown-unknown}, and loads it as {@link
     * #load(String, LoadOptions)} does, named {@code guest} where {@code options} have no name. What is {@code #[no_mangle]
     * pub extern "C"} is exported, and becomes its contract where C has such a prototype.
     *
     * @param rustcArguments further ones, as rustc takes them
     * @throws SourceRejected where the text is wrong, with every place; nothing has changed then
     * @throws Refused where there is no rustc with that target, or it could not do its work; nothing has changed then
     */
    public Guest rust(String source, LoadOptions options, String... rustcArguments) {
        return rust(source, 1, options, List.of(rustcArguments), Session::untold);
    }

    /** The same; remarks count lines from {@code firstLine}, and {@code progress} is as for a text of WebAssembly. */
    public Guest rust(
            String source, int firstLine, LoadOptions options, List<String> rustcArguments, Consumer<String> progress) {
        LoadOptions named = named(options);
        RustSource text = new RustSource(source, firstLine, rustcArguments);
        return compiled(text.compile(rust, named), named, RustSource.EXPORTING, progress);
    }

    private static LoadOptions named(LoadOptions options) {
        LoadOptions named = options.as().isPresent() ? options : options.withName(Loader.UNNAMED);
        Loader.check(named);
        return named;
    }

    /**
     * The guest that a text was compiled to, with what it says of itself for a contract; refused where nobody could call it.
     *
     * @param exporting what to write that would export a function
     */
    private Guest compiled(CompiledSource made, LoadOptions named, String exporting, Consumer<String> progress) {
        Guest guest = loader.load(made.module(), made.origin(), made.making(), named, progress);
        if (Set.of("_initialize").containsAll(guest.functionNames())) { // which the load has called already
            guest.endAtOnce();
            throw new Refused("The cell exports no function, so nothing could call it; write " + exporting + ".");
        }
        guests.add(guest);
        Remarks remarks = made.agree(guest, layouts);
        guest.card().ifPresent(card -> guest.show(card.with(remarks)));
        return guest;
    }

    /** Which C compiler {@link #c(String, String, String...)} uses, and why; what was passed over. */
    public Displayable toolchain() {
        try {
            return toolchain.find();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("Looking for a C compiler was interrupted.", e);
        }
    }

    /**
     * Fetches a clang into the cache, for Guestbook alone; nothing happens where it is there.
     *
     * @param progress gets a line on how far it is, from any thread
     * @return the toolchain then
     */
    public Displayable installToolchain(Consumer<String> progress) {
        try {
            toolchain.kit().install(step -> progress.accept(step.toString()));
            return toolchain.find();
        } catch (ToolchainException e) {
            throw new Refused(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("The install was interrupted; the next one goes on with what was fetched.", e);
        }
    }

    /** Takes the clang that was fetched away again; whether there was one. */
    public boolean removeToolchain() {
        try {
            return toolchain.kit().remove();
        } catch (ToolchainException e) {
            throw new Refused(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("The removal was interrupted while an install was at it.", e);
        }
    }

    /** The current guest. */
    public Guest guest() {
        return guests.current();
    }

    public Guest guest(String name) {
        return guests.named(name);
    }

    /** All loaded guests in the order of their names' first load. */
    public List<Guest> guests() {
        return guests.all();
    }

    /** The loaded guests as a table. */
    public Displayable list() {
        return guests.table();
    }

    /** Makes a guest the current one. */
    public Guest use(String name) {
        return guests.use(name);
    }

    /** A new instance of the current guest's module under the same name; old pointers are refused from now on. */
    public Guest reload() {
        return guests.reload(guests.current());
    }

    public Guest reload(String name) {
        return guests.reload(guests.named(name));
    }

    /**
     * Lets a loaded guest's exported functions stand for the imports of a module name, in guests loaded from
     * now on. Memory is not shared.
     */
    public Link link(String importModule, Guest guest) {
        guest.live().checkThere();
        return imports.link(importModule, guest);
    }

    public Link link(String importModule, String guest) {
        return link(importModule, guests.named(guest));
    }

    /** Runs the current guest's {@code _start} once, on a fresh instance; see {@link Guest#run}. */
    public Run run(String... arguments) {
        return guest().run(arguments);
    }

    /** Ends a guest and wipes its memory; refused while a call runs on it. */
    public void unload(String name) {
        guests.remove(name);
    }

    /** Ends all guests and wipes their memory; refused while a call runs on one. */
    public void unloadAll() {
        guests.removeAll();
    }

    /** The compiled module of a loaded guest, for instances of one's own. */
    public GuestModule module(String name) {
        return guests.named(name).module();
    }

    // Looking.

    /** Host functions for the guests loaded from now on. */
    public Imports imports() {
        return imports;
    }

    /** What the current guest needed from its host, what is given for its like now, and stubs for the rest. */
    public Displayable guestImports() {
        return imports.wantedBy(guest().name(), guest().module().wasm().imports());
    }

    /** What a module would need from its host, what is given, and stubs for the rest; it is not instantiated. */
    public Displayable importsOf(String source) {
        WasmModule module = loader.read(source);
        List<ImportType> wanted = module.imports();
        Sheet sheet = imports.wantedBy(source, wanted);
        return !module.isRunnable()
                ? sheet.line(ModuleReport.NOT_RUN)
                : sheet.next("%wasm load " + Untrusted.name(source) + (imports.needWasi(wanted) ? " --wasi" : ""));
    }

    /** What a module exports, without compiling or instantiating it; {@code pattern} as for {@link #exports(String)}. */
    public Displayable exportsOf(String source, String pattern) {
        return ModuleReport.of(source, loader.read(source)).exports(pattern);
    }

    /** Its sections, without compiling or instantiating it. */
    public Displayable sectionsOf(String source) {
        return ModuleReport.of(source, loader.read(source)).sections();
    }

    /**
     * One of its functions as structured text, without compiling or instantiating it.
     *
     * @param function an export, a name of the name section, or a number
     * @param from the offset in the module to begin at; 0 for the function's start
     */
    public Displayable disassemblyOf(String source, String function, int from) {
        return ModuleReport.of(source, loader.read(source)).disassembly(function, from);
    }

    /** The current guest's exports as a table. */
    public Displayable exports() {
        return exports("");
    }

    /** Those whose name holds {@code pattern}; {@code *} and {@code ?} are wildcards. */
    public Displayable exports(String pattern) {
        return guest().exports(pattern);
    }

    /** The sections of the current guest's module as a table. */
    public Displayable sections() {
        return guest().sections();
    }

    /** The tables of the current guest as they are now: which index calls which function. */
    public Displayable tables() {
        return ModuleReport.tables(guest(), guest().tables());
    }

    /** One function of the current guest as structured text: an export, a name of its name section, or a number. */
    public Displayable disassembly(String function) {
        return guest().disassembly(function, 0);
    }

    /** The current guest's linear memory: sizes, landmarks, data segments, arena, regions and a map. */
    public Displayable memory() {
        return guest().memory();
    }

    /** The first {@value Dump#USUAL} bytes from a pointer to the end of its bounds, as a hex dump. */
    public Dump dump(Ptr from) {
        return Dump.of(from, from.size(), Dump.USUAL);
    }

    /** So many bytes as a hex dump; more than {@value Dump#MOST} are cut. */
    public Dump dump(Ptr from, long length) {
        return Dump.of(from, length, Dump.MOST);
    }

    /** So many bytes from an address of the current guest on, whatever regions stand there; a negative int is masked. */
    public Dump dump(long address, long length) {
        return Dump.of(guest().place(address), length, Dump.MOST);
    }

    // Regions.

    /** A region of {@code size} bytes of the current guest, 8-aligned; an older one of that name is renamed. */
    public Ptr alloc(String name, long size) {
        return guest().alloc(name, size);
    }

    /**
     * A region for {@code count} elements of a type, which later writes and reads take their width from; of a layout that is
     * open at its end, for one struct with so many elements there.
     */
    public Ptr alloc(String name, long count, MemoryType type) {
        return guest().alloc(name, count, type);
    }

    /** A region at a multiple of {@code align} bytes, a power of two. */
    public Ptr alloc(String name, long size, int align) {
        return guest().alloc(name, size, align, Optional.empty());
    }

    /** The live region of this name in the current guest. */
    public Region region(String name) {
        return guest().region(name);
    }

    /** The current guest's live regions. */
    public List<Region> regions() {
        return guest().regions();
    }

    /** Where the current guest's regions come from. */
    public Arena arena() {
        return guest().arena();
    }

    /** Takes the current guest's regions from blocks of which the first has so many bytes. */
    public Arena arena(long firstBlock) {
        return guest().arena(firstBlock);
    }

    /** Takes them from a bump allocator the guest exports, {@code reset} ending them all. */
    public Arena arena(String allocate, String reset) {
        return guest().arena(allocate, reset);
    }

    /** An address of the current guest as a pointer; a negative int is masked. */
    public Ptr pointer(long address) {
        return guest().pointer(address);
    }

    /** The same in one of its memories, by index; regions, and what guests call a pointer, are in 0. */
    public Ptr pointer(long address, int memory) {
        return guest().pointer(address, memory);
    }

    /** The first byte of the current guest's memory, for guests that keep data at address 0, which a pointer takes for null. */
    public Ptr memoryStart() {
        return guest().memoryStart();
    }

    // Reading and writing.

    /**
     * Copies a value into memory: {@code byte[]}, {@code short[]}, {@code int[]}, {@code long[]}, {@code
     * float[]}, {@code double[]}, {@code boolean[]} as bytes of 0 and 1, a number, a list of numbers, rows of these that
     * are equally long ({@code int[][]}), a String as UTF-8, or pointers. A typed region decides the width, else the Java
     * type does; nothing is truncated.
     */
    public Written write(Ptr to, Object value) {
        return Access.write(to, 0, value);
    }

    /** The same, {@code offset} bytes further on. */
    public Written write(Ptr to, Object value, long offset) {
        return Access.write(to, offset, value);
    }

    // Reads are copies. Those that take an array fill it and return it: for loops, as to make one costs more than to
    // fill it.

    /** A copy of {@code length} bytes. */
    public byte[] read(Ptr from, int length) {
        return Access.read(from, length);
    }

    public byte[] read(Ptr from, byte[] target) {
        return Access.read(from, target);
    }

    public short[] readShorts(Ptr from, int count) {
        return Access.readShorts(from, count);
    }

    public short[] readShorts(Ptr from, short[] target) {
        return Access.readShorts(from, target);
    }

    public int[] readInts(Ptr from, int count) {
        return Access.readInts(from, count);
    }

    public int[] readInts(Ptr from, int[] target) {
        return Access.readInts(from, target);
    }

    public long[] readLongs(Ptr from, int count) {
        return Access.readLongs(from, count);
    }

    public long[] readLongs(Ptr from, long[] target) {
        return Access.readLongs(from, target);
    }

    public float[] readFloats(Ptr from, int count) {
        return Access.readFloats(from, count);
    }

    public float[] readFloats(Ptr from, float[] target) {
        return Access.readFloats(from, target);
    }

    public double[] readDoubles(Ptr from, int count) {
        return Access.readDoubles(from, count);
    }

    public double[] readDoubles(Ptr from, double[] target) {
        return Access.readDoubles(from, target);
    }

    /** {@code bytes} bytes as UTF-8; what is malformed becomes U+FFFD. */
    public String readUtf8(Ptr from, int bytes) {
        return Access.readUtf8(from, bytes);
    }

    /** The text up to the next zero byte, which must stand within the pointer's bounds. */
    public String readCString(Ptr from) {
        return Access.readCString(from);
    }

    /**
     * Memory as a Java value that also knows how to be shown.
     *
     * @param count elements; all that are left in bounds where empty
     * @param as the type; the region's, else bytes, where empty
     */
    public Reading reading(Ptr from, OptionalLong count, Optional<MemoryType> as) {
        return Access.reading(from, count, as);
    }

    /**
     * Structs of a layout, one after the other; {@link #layout(String)} knows its name.
     *
     * @param count structs, not bytes; of a layout that is open at its end, elements there, as of such there is one
     */
    public List<Row> readRows(Ptr from, String layout, int count) {
        return Access.readRows(from, layouts.named(layout), count);
    }

    public List<Row> readRows(Ptr from, Layout layout, int count) {
        return Access.readRows(from, layout, count);
    }

    // Layouts.

    /** Defines a layout, or defines it again: {@code "{ i32 i; u8 tag[4]; other o; ptr next; }"}. */
    public Layout layout(String name, String fields) {
        return layouts.define(name, fields, false);
    }

    /** The same without padding, as {@code __attribute__((packed))} has it, where {@code packed}. */
    public Layout layout(String name, String fields, boolean packed) {
        return layouts.define(name, fields, packed);
    }

    /** The layout of this name. */
    public Layout layout(String name) {
        return layouts.named(name);
    }

    /** All layouts in the order of their first definition. */
    public List<Layout> layouts() {
        return layouts.all();
    }

    /** The type spelled so: {@code u32} or a layout's name; refused where there is none. */
    public MemoryType type(String spelling) {
        return layouts.type(spelling);
    }

    // Contracts.

    /** The current guest's contract; refused where it has none. */
    public Contract contract() {
        return guest().contract();
    }

    /**
     * Adds C prototypes, as a header has them, to the current guest's contract; one of a name that is there already
     * replaces it. Structs they define become layouts. A declaration that a contract cannot hold, or that fits no export,
     * is left out, with its line and why. What another run of the same cell said is taken back, where the front end tells
     * cells apart. Shown as a table of what was understood.
     *
     * @throws Refused where that leaves no prototype, naming the first reason; then nothing has changed
     */
    public Contract contract(String prototypes) {
        return contract(prototypes, 1);
    }

    /** The same; messages count lines from {@code firstLine}. */
    public Contract contract(String prototypes, int firstLine) {
        Guest guest = guest();
        Header header = Terms.read(prototypes, firstLine, guest.module(), layouts.all());
        header.structs().forEach(struct -> layouts.define(struct.name(), Terms.fields(struct), false));
        Terms before = guest.module().terms();
        Terms terms = before.and(header, layouts.all(), Telling.now());
        guest.module().agree(terms);
        List<String> takenBack = before.prototypes().keySet().stream()
                .filter(export -> !terms.prototypes().containsKey(export))
                .toList();
        return new Contract(guest, terms, header.prototypes(), header.leftOut(), takenBack);
    }

    /** Takes back what the current guest's contract says of an export; refused where it says nothing. Gives the rest. */
    public Contract dropPrototype(String export) {
        Guest guest = guest();
        guest.contract().prototype(Required.notNull(export, "An export's name"));
        Terms terms = guest.module().terms().without(export);
        guest.module().agree(terms);
        return new Contract(guest, terms, terms.prototypes().values(), List.of(), List.of(export));
    }

    // Calls.

    /** Calls an exported function of the current guest; see {@link Export#call}. */
    public Result call(String function, Object... arguments) {
        return guest().call(function, arguments);
    }

    /** Calls it as a visible step: the result also knows how long it took and which regions it changed. */
    public Result step(String function, Object... arguments) {
        return guest().step(function, arguments);
    }

    /** An exported function of the current guest, prepared for hot loops. */
    public Export export(String function) {
        return guest().export(function);
    }

    // Finding, and time travel.

    /** Every address of the current guest's memory where this value's bytes stand; see {@link #write} for values. */
    public Search find(Object value) {
        return find(value, Optional.empty());
    }

    /** The same, the value in memory of this type. */
    public Search find(Object value, MemoryType as) {
        return find(value, Optional.of(as));
    }

    private Search find(Object value, Optional<MemoryType> as) {
        LiveInstance home = guest().live();
        home.checkThere();
        return Search.of(home, Encoded.of(value, as.orElse(null), home).toBytes());
    }

    /**
     * Keeps the current guest's linear memory, globals, arena and regions under a name; an older snapshot of
     * that name is dropped. Ends with the guest's instance.
     */
    public Snapshot snapshot(String name) {
        return guest().live().snapshots().take(name);
    }

    /** The current guest's snapshots in the order they were taken. */
    public List<Snapshot> snapshots() {
        return guest().live().snapshots().all();
    }

    /** The same as a table. */
    public Displayable snapshotTable() {
        return guest().live().snapshots().table();
    }

    /** Overwrites and forgets a snapshot of the current guest. */
    public void dropSnapshot(String name) {
        guest().live().snapshots().drop(name);
    }

    /** What differs between a snapshot and now. */
    public Difference diff(String from) {
        return diff(from, Optional.empty(), Optional.empty());
    }

    /** What differs between two snapshots. */
    public Difference diff(String from, String to) {
        return diff(from, Optional.of(to), Optional.empty());
    }

    /** The same to a snapshot or to now, in one region alone where one is named; {@code outside} is what is in none. */
    public Difference diff(String from, Optional<String> to, Optional<String> region) {
        LiveInstance home = guest().live();
        home.checkThere();
        Difference.Moment first = Difference.Moment.of(home.snapshots().named(from));
        Optional<Snapshot> second = to.map(home.snapshots()::named);
        return home.exclusively(
                Optional.empty(),
                () -> Difference.between(
                        home,
                        first,
                        second.map(Difference.Moment::of).orElseGet(() -> Difference.Moment.now(home)),
                        region.map(Difference::place)));
    }

    /**
     * Makes the current guest what it was: memory, globals, arena. Regions of that moment are live again,
     * later ones stale; memory that was grown since stays, zeroed; a trap that came since is forgotten.
     */
    public Restored restore(String name) {
        return guest().live().snapshots().restore(name);
    }

    // Stopping.

    /**
     * How Java code of cells is stopped on a thread, for a time limit that passes in a host function. Given the thread,
     * {@code stop} ends what cells run on it until the returned work lets go of it.
     */
    public void stopping(Function<Thread, Runnable> stop) {
        hostCode.stoppedBy(stop);
    }

    // Measuring.

    /**
     * Runs {@code work} so many times and says where the time of one run went: copies in, the guest, copies out, and
     * Java around them. What looking at the clock takes is left out, as far as that is known. Measure warm code: the first runs
     * that are looked at are slower.
     */
    public Split split(Callable<?> work, int times) throws Exception {
        if (times < 1) {
            throw new Refused("A run that is split up happens at least once, not " + times + " times.");
        }
        return meter.split(work, times);
    }

    // Resetting.

    /** Where the notebook's variables come from, so that a checked reset can say which still hold a region's bytes. */
    public void variables(Supplier<Map<String, Object>> source) {
        variables = source;
    }

    /** Zeroes every region of the current guest, then resets its arena; all its regions are stale from now on. */
    public ResetReport reset() {
        return reset(false);
    }

    /** The same, and with {@code check} searches all of linear memory for what the regions held. */
    public ResetReport reset(boolean check) {
        return guest().reset(check, check ? variables.get() : Map.of());
    }

    @Override
    public String toString() {
        int count = guests().size();
        return "the session, " + (count == 0 ? "no guest" : count == 1 ? "1 guest" : count + " guests") + " loaded";
    }

    /** Ends all guests and wipes their memory, without waiting for calls that run: what these leave is wiped when they end. */
    @Override
    public void close() {
        guests.close();
    }
}
