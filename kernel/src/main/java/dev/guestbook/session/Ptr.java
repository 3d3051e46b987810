package dev.guestbook.session;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.Facts;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Untrusted;
import dev.guestbook.wasm.LinearMemory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A pointer: an unsigned 32-bit address with its bounds, its guest's instance, and the reset it was born in.
 *
 * <p>To wasm a pointer is an i32, and to the JVM an i32 is signed, so that one in the upper half reads as
 * negative. This is the only place where such an int becomes an address. Prints as {@code 0x00011000
 * (69,632)}. Immutable; only the session makes one.
 */
public final class Ptr implements Displayable {
    /** The last address there is. */
    static final long LAST = 0xffff_ffffL;

    private final LiveInstance home;
    private final long address;
    private final Bounds bounds;

    /**
     * What a pointer may reach.
     *
     * @param memory which memory, by its index; regions and what guests call a pointer are in 0
     * @param start first byte, inclusive
     * @param end last byte, exclusive
     * @param reset the reset count it was born in; -1 where no reset makes it stale, or its region knows
     * @param region the region it points into, if any
     */
    record Bounds(int memory, long start, long end, int reset, Optional<Region> region) {
        static final int FOR_EVER = -1;

        /** Of the first memory. */
        Bounds(long start, long end, int reset) {
            this(0, start, end, reset, Optional.empty());
        }
    }

    Ptr(LiveInstance home, long address, Bounds bounds) {
        this.home = home;
        this.address = address;
        this.bounds = bounds;
    }

    /** The unsigned address that an i32 stands for. */
    static long mask(int raw) {
        return Integer.toUnsignedLong(raw);
    }

    /** An address as {@code 0x00011000 (69,632)}, and as the signed int it looks like where that is negative. */
    static String shown(long address) {
        String unsigned = Numbers.address(address) + " (" + Numbers.grouped(address) + ")";
        return (int) address >= 0 ? unsigned : unsigned + ", as a signed i32 " + (int) address + ",";
    }

    /** The address, 0 to 4,294,967,295. */
    public long address() {
        return address;
    }

    /** Bytes from here to the end of its bounds; 0 for a pointer that may reach nothing. */
    public long size() {
        return bounds.end() - address;
    }

    /** The i32 the guest knows it by, negative for the upper half: to show what a host without a mask sees. */
    public int raw() {
        return (int) address;
    }

    /** Whether it is address 0, which no region has. */
    public boolean isNull() {
        return address == 0;
    }

    /** The guest it belongs to. */
    public Guest guest() {
        return home.guest();
    }

    /** The region it points into, where it came from one. */
    public Optional<Region> region() {
        return bounds.region();
    }

    /** Whether it can still be used: its instance is there and no reset has come between. */
    public boolean isLive() {
        return home.isThere() && !isStale();
    }

    /**
     * The pointer {@code bytes} further on, or back where negative.
     *
     * @throws Refused where that is outside its bounds; their end itself is allowed
     */
    public Ptr plus(long bytes) {
        long moved = address + bytes;
        if (moved < bounds.start() || moved > bounds.end()) {
            throw new Refused(String.format(
                    Locale.ROOT,
                    "%s plus %,d is outside %s, which goes from %s to %s.",
                    this,
                    bytes,
                    described(),
                    Numbers.address(bounds.start()),
                    Numbers.address(bounds.end())));
        }
        return new Ptr(home, moved, bounds);
    }

    Bounds bounds() {
        return bounds;
    }

    LiveInstance home() {
        return home;
    }

    /** The memory it points into. */
    LinearMemory memory() {
        return home.memory(bounds.memory());
    }

    private boolean isStale() {
        return !ended().isEmpty();
    }

    /** How its region, or the arena it points into, ended; empty where neither did. */
    private String ended() {
        if (bounds.region().isPresent()) {
            return bounds.region().get().ended();
        }
        return bounds.reset() == Bounds.FOR_EVER || bounds.reset() == home.resets() ? "" : home.endOf(bounds.reset());
    }

    /** Refuses a pointer that cannot be used at all. */
    void checkLive() {
        if (!home.isThere()) {
            throw new Refused(capitalized() + " at " + this + " belongs to instance " + home.number() + " of guest "
                    + home.guest().quoted() + ", which " + home.fate() + "; take a new pointer.");
        }
        if (isStale()) {
            throw new Refused("Stale pointer: " + described() + " at " + this + " " + ended() + "; allocate it again.");
        }
    }

    /** Refuses a pointer into another instance than {@code there}. */
    void checkBelongs(LiveInstance there) {
        checkLive();
        if (home != there) {
            throw new Refused(capitalized() + " at " + this + " belongs to " + home.described() + ", not to "
                    + there.described() + "; allocate it there and copy.");
        }
    }

    /** Refuses an access of {@code length} bytes from here unless all of them are in bounds. */
    void checkAccess(long length) {
        checkLive();
        if (isNull() && size() == 0 && bounds.region().isEmpty()) {
            throw new Refused(
                    "Null pointer: nothing is read or written through it; what a guest keeps at address 0 is there for %read 0"
                            + " and %write 0, and at wasm.memoryStart().");
        }
        long memory = memory().size();
        if (address >= memory && size() == 0 && bounds.region().isEmpty()) {
            throw new Refused("Address " + shown(address) + " is outside "
                    + home.guest().quoted() + "'s " + memoryName() + " of " + Numbers.grouped(memory) + " bytes.");
        }
        if (length < 0 || length > size()) {
            throw new Refused(String.format(
                    Locale.ROOT,
                    "%,d %s not fit: from %s on, %s has %,d.",
                    length,
                    length == 1 ? "byte does" : "bytes do",
                    this,
                    bounds.region().isEmpty() && bounds.end() >= memory ? memoryName() : described(),
                    size()));
        }
    }

    private String capitalized() {
        String words = described();
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** {@code region `nums`}, {@code the arena} or {@code memory}. */
    String described() {
        if (bounds.region().isPresent()) {
            return "region `" + Untrusted.name(bounds.region().get().name()) + "`";
        }
        return bounds.reset() == Bounds.FOR_EVER ? memoryName() : "the arena";
    }

    private String memoryName() {
        return "memory" + (bounds.memory() == 0 ? "" : " " + bounds.memory());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ptr ptr && ptr.home == home && ptr.address == address && ptr.bounds.equals(bounds);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(address) * 31 + System.identityHashCode(home);
    }

    @Override
    public String toString() {
        return Numbers.address(address) + " (" + Numbers.grouped(address) + ")" + home.ofMemory(bounds.memory());
    }

    @Override
    public MimeBundle bundle() {
        if (bounds.region().isPresent() && bounds.region().get().address() == address) {
            return bounds.region().get().bundle();
        }
        boolean outside = isLive() && isOutside();
        String state = isNull() ? "null" : outside ? "outside memory" : isLive() ? "live" : "stale";
        Facts facts = Facts.none().and("signed i32", Span.code(Integer.toString(raw())));
        if (outside) {
            facts = facts.and("in", "nothing: memory ends at ", Span.code(Numbers.address(memory().size())));
        } else {
            facts = facts.and(
                    "in", described(), ", ", Span.count(size()), size() == 1 ? " byte" : " bytes", " to its end");
            Region further = isLive() && !isNull() ? nextRegion() : null;
            if (further != null) {
                facts = facts.and(
                        "but",
                        "region `" + Untrusted.name(further.name()) + "` begins ",
                        Span.count(further.address() - address),
                        " bytes further on");
            }
        }
        return Sheet.titled(Span.code(toString()))
                .with(facts.and("guest", guest().name()).and("state", state))
                .bundle();
    }

    private boolean isOutside() {
        return bounds.region().isEmpty() && address >= memory().size();
    }

    /** The first live region that stands after it within its bounds; null where there is none, or it points into one. */
    private Region nextRegion() {
        Region next = null;
        for (Region region : bounds.region().isPresent() || bounds.memory() > 0
                ? List.<Region>of()
                : home.arena().regions()) {
            if (region.size() > 0
                    && region.address() > address
                    && region.address() < bounds.end()
                    && (next == null || region.address() < next.address())) {
                next = region;
            }
        }
        return next;
    }
}
