package dev.guestbook.session;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.Facts;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.display.Table.Column;
import dev.guestbook.wasm.LinearMemory;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a reset did, and where anything of the dropped regions was found afterwards if that was asked for. */
public final class ResetReport implements Displayable {
    private final Guest guest;
    private final int regions;
    private final long wiped;
    private final long memory;
    private final Optional<Remains> remains;

    private ResetReport(Guest guest, int regions, long wiped, long memory, Optional<Remains> remains) {
        this.guest = guest;
        this.regions = regions;
        this.wiped = wiped;
        this.memory = memory;
        this.remains = remains;
    }

    /** A reset that is done, with what is still to be searched for. */
    record Dropped(int regions, long wiped, Optional<Sought> sought) {
        /** Searches, which an interrupt ends; the caller still holds the guest. */
        ResetReport report(LiveInstance home, Map<String, Object> variables) {
            long size = home.instance().memory().map(LinearMemory::size).orElse(0L);
            return new ResetReport(
                    home.guest(), regions, wiped, size, sought.map(found -> found.searchIn(home, variables)));
        }
    }

    /** Resets; the caller holds the guest. The regions are stale even where the guest's own reset traps. */
    static Dropped drop(LiveInstance home, boolean check) {
        Arena arena = home.arena();
        List<Region> dropped = arena.regions();
        Optional<Sought> sought = check ? Optional.of(Sought.of(dropped, home)) : Optional.empty();
        boolean done = false;
        try {
            long wiped = arena.wipeRegions();
            home.clearTrap();
            arena.rewind();
            done = true;
            return new Dropped(dropped.size(), wiped, sought);
        } finally {
            if (!done) {
                sought.ifPresent(Sought::wipe);
            }
        }
    }

    /** How many regions were dropped. */
    public int regions() {
        return regions;
    }

    /** How many bytes the host zeroed. */
    public long wiped() {
        return wiped;
    }

    /** What a check found; empty where none was asked for. */
    public Optional<Remains> remains() {
        return remains;
    }

    @Override
    public MimeBundle bundle() {
        Facts facts = Facts.none()
                .and("dropped", Span.count(regions), regions == 1 ? " region" : " regions")
                .and("zeroed", Span.code(Numbers.bytes(wiped)))
                .and(
                        guest.memoryCount() > 1 ? "memory 0" : "memory",
                        Span.code(Numbers.bytes(memory)),
                        Span.dim("; what was grown stays grown"));
        Sheet sheet = Sheet.titled("reset of ", Span.strong(guest.name()));
        if (remains.isEmpty()) {
            return sheet.with(facts)
                    .next("%reset --check")
                    .next("%alloc NAME SIZE")
                    .bundle();
        }
        return remains.get().addTo(sheet.with(facts)).next("%alloc NAME SIZE").bundle();
    }

    static Table table(List<Remains.Found> found) {
        Table table = Table.of(
                Column.left("address"), Column.right("bytes"), Column.left("of region"), Column.prose("where"));
        for (Remains.Found one : found) {
            table = table.row(
                    Span.code(Numbers.address(one.address())), one.length(), Span.strong(one.region()), one.where());
        }
        return table;
    }

    @Override
    public String toString() {
        return bundle().plain();
    }
}
