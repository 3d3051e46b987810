package dev.guestbook.session;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.display.Table.Column;
import java.util.Optional;

/** A named stretch of guest memory that the session handed out. Live until a reset; a restore to a snapshot that has it makes it live again. */
public final class Region implements Displayable {
    private volatile String name;
    private final long address;
    private final long size;
    private final Optional<MemoryType> type;
    private final When made;
    private final LiveInstance home;
    private volatile String ended = "";

    Region(LiveInstance home, String name, long address, long size, Optional<MemoryType> type) {
        this.home = home;
        this.name = name;
        this.address = address;
        this.size = size;
        this.type = type;
        this.made = When.now();
    }

    /** Its name now: where a newer region takes it, it gets a number, as in {@code nums#1}. */
    public String name() {
        return name;
    }

    void rename(String other) {
        name = other;
    }

    /** Its first byte's address, unsigned. */
    public long address() {
        return address;
    }

    /** Bytes. */
    public long size() {
        return size;
    }

    /** The type its values were announced with. */
    public Optional<MemoryType> type() {
        return type;
    }

    /** The cell that made it; 0 where code outside a numbered cell did. */
    public int cell() {
        return made.cell();
    }

    /** A pointer to its first byte, with its bounds. */
    public Ptr ptr() {
        return new Ptr(
                home, address, new Ptr.Bounds(0, address, address + size, Ptr.Bounds.FOR_EVER, Optional.of(this)));
    }

    /** Whether no reset, reload or unload has ended it. */
    public boolean isLive() {
        return home.isThere() && ended.isEmpty();
    }

    /** Makes it stale; {@code how} reads as in {@code was reset by cell 3}. */
    void end(String how) {
        ended = how;
    }

    /** Makes it live again, as a snapshot had it. */
    void revive() {
        ended = "";
    }

    /** How it ended, empty while none of its own did. */
    String ended() {
        return ended;
    }

    boolean contains(long other) {
        return other >= address && other < address + size;
    }

    boolean overlaps(long start, long length) {
        return start < address + size && address < start + length;
    }

    static Table table(Iterable<Region> regions) {
        Table table = Table.of(
                Column.left("region"),
                Column.left("address"),
                Column.right("bytes"),
                Column.left("type"),
                Column.right("cell"),
                Column.left("state"));
        for (Region region : regions) {
            table = table.row(
                    Span.strong(region.name),
                    Span.code(Numbers.address(region.address) + " (" + Numbers.grouped(region.address) + ")"),
                    region.size,
                    region.type.map(Layout::typeName).orElse("bytes"),
                    region.made.cell() == 0 ? "-" : Integer.toString(region.made.cell()),
                    region.isLive() ? Span.good("live") : Span.bad("stale"));
        }
        return table;
    }

    @Override
    public MimeBundle bundle() {
        Sheet sheet = Sheet.titled(
                "region ",
                Span.strong(name),
                " at ",
                Span.code(ptr().toString()),
                ": ",
                Span.count(size),
                size == 1 ? " byte" : " bytes",
                type.map(t -> " of " + t).orElse(""),
                isLive() ? "" : ", stale");
        Optional<String> warning = home.arena().warning();
        if (isLive() && warning.isPresent()) {
            sheet = sheet.line(Span.dim(warning.get()));
        }
        return (isLive() ? sheet.next("%write " + name + " VALUE") : sheet).bundle();
    }

    @Override
    public String toString() {
        return name + " " + ptr() + ", " + Numbers.grouped(size) + " bytes";
    }
}
