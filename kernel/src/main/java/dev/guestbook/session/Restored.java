package dev.guestbook.session;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.Facts;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import java.util.List;

/** What a restore put back. */
public final class Restored implements Displayable {
    private final Snapshot snapshot;
    private final Guest guest;
    private final long grown;
    private final List<String> ended;
    private final List<String> live;

    Restored(Snapshot snapshot, Guest guest, long grown, List<String> ended, List<Region> live) {
        this.snapshot = snapshot;
        this.guest = guest;
        this.grown = grown;
        this.ended = ended;
        this.live = live.stream().map(Region::name).toList();
    }

    /** Bytes that memory was grown by since the snapshot: they stay, zeroed, as wasm memory cannot shrink. */
    public long grown() {
        return grown;
    }

    /** The regions that are live now. */
    public List<String> live() {
        return live;
    }

    /** Regions made since the snapshot, stale now. */
    public List<String> ended() {
        return ended;
    }

    @Override
    public MimeBundle bundle() {
        Facts facts = Facts.none()
                .and("memory", Span.code(Numbers.bytes(snapshot.size())), " as it was")
                .and("globals", Span.count(snapshot.globals().size()), " as they were")
                .and("live regions", live.isEmpty() ? "none" : String.join(", ", live));
        if (!ended.isEmpty()) {
            facts = facts.and("stale now", String.join(", ", ended));
        }
        if (grown > 0) {
            facts = facts.and(
                    "grown since",
                    Span.code(Numbers.bytes(grown)),
                    "; wasm memory cannot shrink, so they stay, zeroed");
        }
        if (guest.isTrapped()) {
            facts = facts.and("state", guest.state(), ", as it was then");
        }
        return Sheet.titled(Span.strong(guest.name()), " is as in snapshot ", Span.strong(snapshot.name()))
                .with(facts)
                .next("%wasm memory")
                .bundle();
    }

    @Override
    public String toString() {
        return bundle().plain();
    }
}
