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

/** Every address of linear memory where some bytes stand. */
public final class Search implements Displayable {
    /** Places that are kept; further ones are counted. */
    static final int MOST = 1_000;

    private static final int CHUNK = 1 << 20;
    private static final int SHOWN = 16;

    private final LiveInstance home;
    private final byte[] wanted;
    private final long searched;
    private final List<Ptr> places = new ArrayList<>();
    private long count;

    private Search(LiveInstance home, byte[] wanted) {
        this.home = home;
        this.wanted = wanted;
        this.searched = home.memory().size();
        scan(home.memory());
    }

    static Search of(LiveInstance home, byte[] wanted) {
        if (wanted.length == 0) {
            throw new Refused("Nothing stands everywhere; give a value of a byte or more to find.");
        }
        return new Search(home, wanted);
    }

    private void scan(LinearMemory memory) {
        for (long base = 0; base < searched; base += CHUNK) {
            if (Thread.currentThread().isInterrupted()) {
                throw new GuestStopped("The search was interrupted.");
            }
            byte[] bytes = memory.read(base, (int) Math.min(CHUNK + wanted.length - 1L, searched - base));
            for (int at = 0; at + wanted.length <= bytes.length && at < CHUNK; at++) {
                if (bytes[at] == wanted[0] && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                    count++;
                    if (places.size() < MOST) {
                        places.add(home.pointer(base + at));
                    }
                }
            }
        }
    }

    /** The first {@value #MOST} places by address, overlapping ones too. */
    public List<Ptr> places() {
        return List.copyOf(places);
    }

    /** How many there are in all. */
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
        if (places.isEmpty()) {
            return sheet.bundle();
        }
        Table table = Table.of(Column.left("address"), Column.left("in"), Column.right("offset"));
        for (Ptr place : places.subList(0, Math.min(Table.ROW_LIMIT, places.size()))) {
            Optional<Region> region = home.arena().regions().stream()
                    .filter(one -> one.contains(place.address()))
                    .findFirst();
            table = table.row(
                    Span.code(place.toString()),
                    region.isPresent() ? Span.strong(region.get().name()) : Remains.place(place.address(), home),
                    region.isPresent()
                            ? Span.count(place.address() - region.get().address())
                            : "");
        }
        sheet = sheet.with(table);
        if (count > Table.ROW_LIMIT) {
            sheet = sheet.line(Span.dim("… " + Numbers.grouped(count - Table.ROW_LIMIT)
                    + " more places; look for a longer value, or with --as for a wider one"));
        }
        return sheet.next("%dump " + Numbers.address(places.get(0).address())).bundle();
    }

    @Override
    public String toString() {
        return bundle().plain();
    }
}
