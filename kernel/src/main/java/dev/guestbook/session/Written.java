package dev.guestbook.session;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.HexDump;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Untrusted;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;

/** What a write put where, and which of the first bytes it changed. */
public final class Written implements Displayable {
    /** Bytes of a write that are kept to be shown. */
    static final int SHOWN = 64;

    private final Ptr to;
    private final long bytes;
    private final byte[] before;
    private final byte[] after;
    private final List<Crossed> crossed;

    /** A live region that the write went over, although it was not written to by name, and how much of it. */
    record Crossed(String region, long bytes) {}

    Written(Ptr to, long bytes, byte[] before, byte[] after, List<Crossed> crossed) {
        this.to = to;
        this.bytes = bytes;
        this.before = before;
        this.after = after;
        this.crossed = crossed;
    }

    /** Where the first byte went. */
    public Ptr to() {
        return to;
    }

    /** How many were written. */
    public long bytes() {
        return bytes;
    }

    @Override
    public MimeBundle bundle() {
        BitSet changed = new BitSet();
        for (int i = 0; i < after.length; i++) {
            changed.set(i, before[i] != after[i]);
        }
        String where = to.region().map(Region::name).orElse("memory");
        Sheet sheet = Sheet.titled(
                Span.count(bytes),
                bytes == 1 ? " byte into " : " bytes into ",
                Span.strong(where),
                " at ",
                Span.code(to.toString()));
        if (after.length > 0) {
            sheet = sheet.with(HexDump.of(to.address(), after).changed(changed));
        }
        if (bytes > after.length) {
            sheet = sheet.line(Span.dim("… " + Numbers.grouped(bytes - after.length) + " more bytes; %dump "
                    + to.region().map(Region::name).orElse(Numbers.address(to.address()))));
        }
        if (!crossed.isEmpty()) {
            sheet = sheet.line(
                    Span.bad("Overwritten: "),
                    crossed.stream()
                            .map(one -> Numbers.grouped(one.bytes()) + (one.bytes() == 1 ? " byte" : " bytes")
                                    + " of region " + Untrusted.name(one.region()))
                            .collect(Collectors.joining(", ")));
        }
        return sheet.next("%call EXPORT ARGS").bundle();
    }

    @Override
    public String toString() {
        return Numbers.grouped(bytes) + " bytes written at " + to;
    }
}
