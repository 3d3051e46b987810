package dev.guestbook.session;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.display.Table.Column;
import dev.guestbook.wasm.GuestStopped;
import dev.guestbook.wasm.LinearMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Every address where some bytes stand, in every memory of the guest. */
public final class Search implements Displayable {
    /** Places that are kept; further ones are counted. */
    static final int MOST = 1_000;

    private static final int CHUNK = 1 << 20;
    private static final int SHOWN = 16;

    private final LiveInstance home;
    private final byte[] wanted;
    private final List<Found> found = new ArrayList<>();
    private long searched;
    private long count;

    private record Found(int memory, long address) {}

    private Search(LiveInstance home, byte[] wanted) {
        this.home = home;
        this.wanted = wanted;
        List<LinearMemory> memories = home.instance().memories();
        for (int i = 0; i < memories.size(); i++) {
            scan(i, memories.get(i), memories.get(i).size());
        }
    }

    static Search of(LiveInstance home, byte[] wanted) {
        if (wanted.length == 0) {
            throw new Refused("Nothing stands everywhere; give a value of a byte or more to find.");
        }
        return new Search(home, wanted);
    }

    private void scan(int number, LinearMemory memory, long size) {
        searched += size;
        for (long base = 0; base < size; base += CHUNK) {
            if (Thread.currentThread().isInterrupted()) {
                throw new GuestStopped("The search was interrupted.");
            }
            byte[] bytes = memory.read(base, (int) Math.min(CHUNK + wanted.length - 1L, size - base));
            for (int at = 0; at + wanted.length <= bytes.length && at < CHUNK; at++) {
                if (bytes[at] == wanted[0] && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                    count++;
                    if (found.size() < MOST) {
                        found.add(new Found(number, base + at));
                    }
                }
            }
        }
    }

    /** The first {@value #MOST} places, memory by memory and there by address, overlapping ones too. */
    public List<Ptr> places() {
        return found.stream()
                .map(one -> home.pointer(one.address(), one.memory()))
                .toList();
    }

    /** How many there are in all, in every memory. */
    public long count() {
        return count;
    }

    @Override
    public MimeBundle bundle() {
        byte[] start = Arrays.copyOf(wanted, Math.min(SHOWN, wanted.length));
        String bytes = HexFormat.ofDelimiter(" ").formatHex(start) + (wanted.length > SHOWN ? " …" : "");
        Sheet sheet = Sheet.titled(
                Span.code(bytes),
                count == 1 ? " stands at 1 place in " : " stands at " + Numbers.grouped(count) + " places in ",
                Span.code(Numbers.bytes(searched)),
                " of ",
                Span.strong(home.guest().name()));
        if (found.isEmpty()) {
            return sheet.bundle();
        }
        Table table = Table.of(Column.left("address"), Column.left("in"), Column.right("offset"));
        for (Found one : found.subList(0, Math.min(Table.ROW_LIMIT, found.size()))) {
            table = one.memory() == 0
                    ? row(table, one.address())
                    : table.row(Span.code(Ptr.shown(one.address())), "memory " + one.memory(), "");
        }
        sheet = sheet.with(table);
        if (count > Table.ROW_LIMIT) {
            sheet = sheet.line(Span.dim("… " + Numbers.grouped(count - Table.ROW_LIMIT)
                    + " more places; look for a longer value, or with --as for a wider one"));
        }
        Found first = found.get(0);
        return sheet.next("%dump " + Numbers.address(first.address())
                        + (first.memory() == 0 ? "" : " --memory " + first.memory()))
                .bundle();
    }

    private Table row(Table table, long address) {
        Optional<Region> region = home.arena().regions().stream()
                .filter(one -> one.contains(address))
                .findFirst();
        return table.row(
                Span.code(Ptr.shown(address)),
                region.isPresent() ? Span.strong(region.get().name()) : Remains.place(address, home),
                region.isPresent() ? Span.count(address - region.get().address()) : "");
    }

    @Override
    public String toString() {
        return bundle().plain();
    }
}
