package dev.guestbook.session;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.Facts;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Nearest;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Untrusted;
import dev.guestbook.wasm.GuestFunction;
import dev.guestbook.wasm.LinearMemory;
import dev.guestbook.wasm.WasmModule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * Where a guest's regions come from, and the regions themselves.
 *
 * <p>The thread that allocates or resets holds the guest; looking is for any thread.
 */
public final class Arena implements Displayable {
    /** Regions stand at multiples of this unless told otherwise, bytes. */
    public static final int ALIGNMENT = 8;

    private static final long FIRST_BLOCK = 1024 * 1024;

    /** What magics take for a value before they look for a region. */
    private static final Set<String> FILLS = Set.of("zero", "random");

    private final LiveInstance home;
    private final Allocator allocator;
    private final long firstBlock;
    private final List<Block> blocks = new ArrayList<>();
    private final Map<String, Region> regions = new LinkedHashMap<>();
    private long used;
    private long peak;
    private long lowest = Long.MAX_VALUE;
    private long highest;

    /** A stretch the guest's malloc, or growing, gave; regions are cut from its start on. */
    private static final class Block {
        private final long address;
        private final long size;
        private long used;

        Block(long address, long size) {
            this.address = address;
            this.size = size;
        }

        /** The next free address at this alignment, if {@code length} bytes from there fit. */
        Optional<Long> place(long length, int align) {
            long start = aligned(address + used, align);
            return start + length <= address + size ? Optional.of(start) : Optional.empty();
        }

        void take(long start, long length) {
            used = start + length - address;
        }
    }

    Arena(LiveInstance home, Allocator allocator, long firstBlock) {
        this.home = home;
        this.allocator = allocator;
        this.firstBlock = firstBlock;
    }

    static Arena of(LiveInstance home) {
        return new Arena(home, Allocator.detect(home.instance()), FIRST_BLOCK);
    }

    /** An arena whose first block has so many bytes, from the allocator that is there. */
    static Arena sized(LiveInstance home, long firstBlock) {
        Allocator allocator = Allocator.detect(home.instance());
        if (allocator.kind() == Allocator.Kind.BUMP || allocator.kind() == Allocator.Kind.NONE) {
            throw new Refused("The arena of guest " + home.guest().quoted()
                    + " has no size to choose: its allocator is " + new Arena(home, allocator, 0).allocator() + ".");
        }
        if (firstBlock < 1 || firstBlock > LinearMemory.MAX_BYTES) {
            throw new Refused(Numbers.grouped(firstBlock) + " bytes are no size for an arena.");
        }
        return new Arena(home, allocator, firstBlock);
    }

    /** An arena over functions that a person named: a bump allocator with its reset, or a malloc without. */
    static Arena over(LiveInstance home, String allocate, Optional<String> reset) {
        WasmModule module = home.instance().module();
        if (!Allocator.isAllocate(module, allocate)) {
            throw new Refused("`" + Untrusted.name(allocate) + "` is no allocator of guest "
                    + home.guest().quoted()
                    + "; that is an export (i32) -> i32 or (i32, i32) -> i32. "
                    + candidates(home, allocate, name -> Allocator.isAllocate(module, name)));
        }
        if (reset.isPresent() && !Allocator.isReset(module, reset.get())) {
            throw new Refused("`" + Untrusted.name(reset.get()) + "` is no reset of guest "
                    + home.guest().quoted()
                    + "; that is an export () -> (). "
                    + candidates(home, reset.get(), name -> Allocator.isReset(module, name)));
        }
        Allocator.Kind kind = reset.isPresent() ? Allocator.Kind.BUMP : Allocator.Kind.BLOCKS;
        return new Arena(home, new Allocator(kind, Optional.of(allocate), reset), FIRST_BLOCK);
    }

    private static String candidates(LiveInstance home, String typed, Predicate<String> fits) {
        List<String> names = home.guest().functionNames().stream().filter(fits).toList();
        return Nearest.hint(typed, names, "It exports none.");
    }

    /** In words: {@code bump_alloc, bump_reset}, {@code blocks from malloc}, {@code pages grown by the host} or {@code none}. */
    public String allocator() {
        String name = allocator.allocate().map(Untrusted::name).orElse("");
        return switch (allocator.kind()) {
            case BUMP -> name + ", " + allocator.release().map(Untrusted::name).orElse("no reset");
            case BLOCKS -> "blocks from " + name;
            case PAGES -> "pages grown by the host";
            case NONE -> "none";
        };
    }

    /** What may go wrong with where regions come from, as a sentence. */
    Optional<String> warning() {
        if (allocator.isBindgen()) {
            return Optional.of(
                    "Functions that wasm-bindgen made free the arrays and texts that they are given: give them what"
                            + " %call " + allocator.allocate().orElseThrow() + " returned, and nothing of a region.");
        }
        return allocator.kind() == Allocator.Kind.PAGES
                        && home.instance().module().looksAtMemorySize()
                ? Optional.of(
                        "Regions and arguments are in pages that the host grew, but its code looks at the size of its"
                                + " memory, and a heap of its own may take these pages too; %wasm arena --alloc F takes"
                                + " them from it.")
                : Optional.empty();
    }

    /** The guest's functions it uses: the one that allocates, and the one that resets or frees if there is one. */
    public List<String> functions() {
        return Stream.concat(allocator.allocate().stream(), allocator.release().stream())
                .toList();
    }

    /** Bytes in live regions. */
    public synchronized long used() {
        return used;
    }

    /** The most bytes that were ever in live regions at once. */
    public synchronized long peak() {
        return peak;
    }

    /** The live regions in the order they were made. */
    public synchronized List<Region> regions() {
        return List.copyOf(regions.values());
    }

    /** The live region of this name. */
    public synchronized Optional<Region> region(String name) {
        return Optional.ofNullable(regions.get(name));
    }

    // Allocating.

    /** A new region; the older one of the same name, if there is one, is renamed and stays live. */
    Region allocate(String name, long size, int align, Optional<MemoryType> type) {
        checkRequest(name, size, align);
        long address = size == 0 ? emptyAt(align) : take(size, align);
        Region region = new Region(home, name, address, size, type);
        synchronized (this) {
            Region older = regions.remove(name);
            if (older != null) {
                older.rename(freeName(name));
                regions.put(older.name(), older);
            }
            regions.put(name, region);
            used += size;
            peak = Math.max(peak, used);
            if (size > 0) {
                lowest = Math.min(lowest, address);
                highest = Math.max(highest, address + size);
            }
        }
        return region;
    }

    private String freeName(String name) {
        int number = 1;
        while (regions.containsKey(name + "#" + number)) {
            number++;
        }
        return name + "#" + number;
    }

    private void checkRequest(String name, long size, int align) {
        if (!isIdentifier(name)) {
            throw new Refused("`" + Untrusted.name(name) + "` is no name for a region; it must be a Java identifier.");
        }
        if (FILLS.contains(name)) {
            throw new Refused("`" + name + "` is no name for a region: to %write it is a value that fills one.");
        }
        if (size < 0 || size > LinearMemory.MAX_BYTES) {
            throw new Refused(String.format(
                    Locale.ROOT,
                    "A region of %,d bytes is not possible; sizes go from 0 to %,d.",
                    size,
                    LinearMemory.MAX_BYTES));
        }
        if (align < 1 || align > LinearMemory.PAGE || Integer.bitCount(align) != 1) {
            throw new Refused("An alignment of " + align + " is not possible; take a power of two from 1 to 65536.");
        }
        if (size > 0) {
            checkThere();
        }
    }

    private void checkThere() {
        if (allocator.kind() == Allocator.Kind.NONE) {
            String memory = home.instance().memories().size() > 1 ? "memory 0" : "memory";
            throw new Refused("Guest " + home.guest().quoted() + " exports no allocator and no " + memory
                    + " that can be grown; name its functions with %wasm arena --alloc F --reset F.");
        }
    }

    static boolean isIdentifier(String name) {
        return !SourceVersion.isKeyword(name)
                && !name.isEmpty()
                && name.length() <= Untrusted.LIMIT
                && Character.isJavaIdentifierStart(name.charAt(0))
                && name.chars().allMatch(c -> Character.isJavaIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
    }

    /** Where a region without bytes stands: any address will do, as nothing is ever read there. */
    private long emptyAt(int align) {
        return highest > 0 ? Math.min(aligned(highest, align), home.memory().size()) : align;
    }

    private long take(long size, int align) {
        if (allocator.kind() == Allocator.Kind.BUMP) {
            String name = allocator.allocate().orElseThrow();
            boolean aligns = home.instance()
                            .function(name)
                            .orElseThrow()
                            .signature()
                            .parameters()
                            .size()
                    == 2;
            long wanted = aligns || align <= ALIGNMENT ? size : size + align; // room to align it here
            long address = ask(wanted, align);
            checkGiven(name, address, wanted, wanted > size ? ALIGNMENT : align, size);
            return aligned(address, align);
        }
        Block block = blocks.stream()
                .filter(one -> one.place(size, align).isPresent())
                .findFirst()
                .orElseGet(() -> furtherBlock(size, align));
        long address = block.place(size, align).orElseThrow();
        block.take(address, size);
        return address;
    }

    /** A block for at least {@code size} bytes, twice as long as the one before if there is room for that. */
    private Block furtherBlock(long size, int align) {
        long wanted = Math.max(size, blocks.isEmpty() ? firstBlock : 2 * blocks.get(blocks.size() - 1).size);
        long needed = Math.max(align, ALIGNMENT) > ALIGNMENT ? size + align : size;
        Block block = allocator.kind() == Allocator.Kind.PAGES
                ? grownBlock(Math.max(wanted, needed), needed)
                : givenBlock(Math.max(wanted, needed), needed, size);
        blocks.add(block);
        return block;
    }

    private Block grownBlock(long wanted, long needed) {
        LinearMemory memory = home.memory();
        long start = memory.size();
        if (!memory.grow(pages(wanted)) && !memory.grow(pages(needed))) {
            throw new Refused(String.format(
                    Locale.ROOT,
                    "No room for %,d bytes: guest %s's memory has %,d pages and may grow to %,d.",
                    needed,
                    home.guest().quoted(),
                    memory.pages(),
                    memory.maximumPages()));
        }
        // Address 0 is null to a guest, so a memory that was empty gives its first bytes away.
        long first = start == 0 ? ALIGNMENT : start;
        return new Block(first, memory.size() - first);
    }

    static int pages(long bytes) {
        return (int) ((bytes + ALIGNMENT + LinearMemory.PAGE - 1) / LinearMemory.PAGE);
    }

    private Block givenBlock(long wanted, long needed, long asked) {
        String name = allocator.allocate().orElseThrow();
        long address = ask(wanted, ALIGNMENT);
        if (address == 0 && wanted > needed) {
            long smaller = ask(needed, ALIGNMENT);
            checkGiven(name, smaller, needed, ALIGNMENT, asked);
            return new Block(smaller, needed);
        }
        checkGiven(name, address, wanted, ALIGNMENT, asked);
        return new Block(address, wanted);
    }

    /** Calls the guest's allocator: the unsigned address it returns, whatever that is. */
    private long ask(long size, int align) {
        GuestFunction allocate =
                home.instance().function(allocator.allocate().orElseThrow()).orElseThrow();
        int bytes = (int) size;
        long[] answer = allocate.signature().parameters().size() == 1
                ? allocate.call(bytes)
                : allocate.call(bytes, secondArgument(allocate.name(), align));
        if (allocate.name().equals("__new")) {
            // AssemblyScript collects what nothing pins.
            home.instance().function("__pin").ifPresent(pin -> pin.call(answer[0]));
        }
        return Ptr.mask((int) answer[0]);
    }

    /** AssemblyScript's {@code __new} takes a class id, 1 for plain bytes; all others an alignment. */
    private static long secondArgument(String function, int align) {
        return function.equals("__new") ? 1 : align;
    }

    /** Refuses a pointer no honest allocator returns; nothing is bound then. */
    private void checkGiven(String function, long address, long size, int align, long asked) {
        if (address == 0) {
            throw new Refused("`" + Untrusted.name(function) + "` has no room for " + Numbers.grouped(asked)
                    + " bytes: it returned a null pointer; %reset frees what is allocated.");
        }
        LinearMemory memory = home.memory();
        if (!memory.contains(address, size)) {
            throw notTaken(
                    function, address, size, "outside its memory of " + Numbers.grouped(memory.size()) + " bytes");
        }
        if (address % align != 0) {
            throw notTaken(function, address, size, "not aligned to " + align);
        }
        for (Region region : regions()) {
            if (region.overlaps(address, size)) {
                throw notTaken(
                        function, address, size, "overlapping region `" + region.name() + "` at " + region.ptr());
            }
        }
        for (Block block : blocks) {
            if (address < block.address + block.size && block.address < address + size) {
                throw notTaken(function, address, size, "overlapping a block it gave before");
            }
        }
    }

    private static Refused notTaken(String function, long address, long size, String why) {
        return new Refused("`" + Untrusted.name(function) + "` answered " + Ptr.shown(address) + " to a request for "
                + Numbers.grouped(size) + " bytes: " + why + "; nothing was bound.");
    }

    private static long aligned(long address, int align) {
        return (address + align - 1) & -align;
    }

    // Lending.

    /**
     * A stretch for the length of one call, apart from all regions.
     *
     * @param marks how far each block was used before
     */
    record Loan(long address, long size, List<Long> marks) {}

    /** Lends so many bytes, 0 too; refused where giving them back would end regions. The caller holds the guest. */
    Loan lend(long size, int align) {
        if (allocator.kind() == Allocator.Kind.BUMP && !regions().isEmpty()) {
            throw new Refused("Guest " + home.guest().quoted() + " takes all memory back at once with "
                    + allocator.release().map(Untrusted::name).orElse("a reset") + ", and region `"
                    + regions().get(0).name() + "` is live; %reset first, or call on wasm.module(\""
                    + home.guest().shownName() + "\").instance().");
        }
        if (size > 0) {
            checkThere();
        }
        List<Long> marks = blocks.stream().map(block -> block.used).toList();
        return new Loan(size == 0 ? 0 : take(size, align), size, marks);
    }

    /** Zeroes what was lent and takes it back: by a whole reset where there is no region, so that a trap is over too. */
    void giveBack(Loan loan) {
        if (loan.size() > 0) {
            home.memory().zero(loan.address(), loan.size());
        }
        if (regions().isEmpty()) {
            rewind();
            home.clearTrap();
            return;
        }
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            if (block.used == loan.address() + loan.size() - block.address) { // else someone allocated behind it
                block.used = i < loan.marks().size() ? loan.marks().get(i) : 0;
            }
        }
    }

    // Resetting.

    /** Zeroes every region it handed out; returns how many bytes that were. */
    synchronized long wipeRegions() {
        long wiped = 0;
        for (Region region : regions.values()) {
            home.memory().zero(region.address(), region.size());
            wiped += region.size();
        }
        return wiped;
    }

    /** Forgets the regions, then lets the guest reset, or rewinds the blocks and keeps the first. */
    void rewind() {
        String how = "was reset by " + When.now();
        synchronized (this) {
            regions.values().forEach(region -> region.end(how));
            regions.clear();
            used = 0;
            highest = 0;
            home.countReset(how);
        }
        if (allocator.kind() == Allocator.Kind.BUMP) {
            allocator.release().flatMap(home.instance()::function).ifPresent(GuestFunction::call);
            return;
        }
        blocks.forEach(block -> block.used = 0);
        Optional<GuestFunction> free = allocator.release().flatMap(home.instance()::function);
        while (free.isPresent() && blocks.size() > 1) {
            Block last = blocks.remove(blocks.size() - 1);
            free.get().call(last.address);
        }
    }

    // Time travel.

    /** What it was at one moment; regions by the names they had then. */
    record State(Arena arena, List<Kept> blocks, Map<String, Region> regions, long used, long lowest, long highest) {
        /** A block, and how much of it was used. */
        private record Kept(Block block, long used) {}

        /** Puts it back, also as the arena that its instance uses. Regions made since are stale. */
        void restore(String how) {
            arena.home.use(arena);
            arena.become(this, how);
        }
    }

    synchronized State state() {
        return new State(
                this,
                blocks.stream().map(block -> new State.Kept(block, block.used)).toList(),
                new LinkedHashMap<>(regions),
                used,
                lowest,
                highest);
    }

    private synchronized void become(State state, String how) {
        regions.values().forEach(region -> region.end(how));
        regions.clear();
        state.regions().forEach((name, region) -> {
            region.rename(name);
            region.revive();
            regions.put(name, region);
        });
        blocks.clear();
        state.blocks().forEach(kept -> {
            kept.block().used = kept.used();
            blocks.add(kept.block());
        });
        used = state.used();
        lowest = state.lowest();
        highest = state.highest();
        home.countReset(how);
    }

    /** Ends its regions where another arena takes its place. */
    synchronized void end(String how) {
        regions.values().forEach(region -> region.end(how));
    }

    // Pointers that a guest returned.

    /** The bounds of a pointer the guest made: its region's, else the arena's used end, else memory's. */
    Ptr.Bounds boundsOf(long address, int reset) {
        long memory = home.memory().size();
        if (address == 0 || address >= memory) {
            return new Ptr.Bounds(address, address, Ptr.Bounds.FOR_EVER);
        }
        if (reset == home.resets()) {
            for (Region region : regions()) {
                if (region.contains(address)) {
                    return region.ptr().bounds();
                }
            }
        }
        return arenaEnd(address, memory)
                .map(end -> new Ptr.Bounds(address, end, reset))
                .orElseGet(() -> new Ptr.Bounds(address, memory, Ptr.Bounds.FOR_EVER));
    }

    /**
     * Where the arena around {@code address} ends, if that is inside it. A guest's own bump allocator also
     * serves the guest, so past the last region only memory's end is known.
     */
    private synchronized Optional<Long> arenaEnd(long address, long memory) {
        if (allocator.kind() == Allocator.Kind.BUMP) {
            return address < lowest ? Optional.empty() : Optional.of(address < highest ? highest : memory);
        }
        for (Block block : blocks) {
            if (address >= block.address && address < block.address + block.size) {
                long end = block.address + block.used;
                return Optional.of(address < end ? end : block.address + block.size);
            }
        }
        return Optional.empty();
    }

    /** A part of memory that belongs to the arena. */
    record Stretch(long address, long length) {}

    synchronized List<Stretch> stretches() {
        return blocks.stream()
                .map(block -> new Stretch(block.address, block.size))
                .toList();
    }

    @Override
    public MimeBundle bundle() {
        Facts facts = Facts.none()
                .and("allocator", allocator(), home.instance().memories().size() > 1 ? ", in memory 0" : "")
                .and("used", Span.code(Numbers.bytes(used())))
                .and("peak", Span.code(Numbers.bytes(peak())))
                .and("limit", Span.code(Numbers.bytes(limit())));
        if (!blocks.isEmpty()) {
            long total = blocks.stream().mapToLong(block -> block.size).sum();
            facts = facts.and("blocks", blocks.size(), ", ", Span.code(Numbers.bytes(total)));
        }
        Sheet sheet =
                Sheet.titled("arena of ", Span.strong(home.guest().name())).with(facts);
        if (!regions().isEmpty()) {
            sheet = sheet.with(Region.table(regions()));
        }
        Optional<String> warning = warning();
        if (warning.isPresent()) {
            sheet = sheet.line(Span.bad(warning.get()));
        }
        return sheet.next(regions().isEmpty() ? "%alloc NAME SIZE" : "%reset").bundle();
    }

    /** Bytes the memory it lives in may grow to. */
    public long limit() {
        return home.instance()
                .memory()
                .map(memory -> (long) memory.maximumPages() * LinearMemory.PAGE)
                .orElse(0L);
    }

    @Override
    public String toString() {
        return bundle().plain();
    }
}
