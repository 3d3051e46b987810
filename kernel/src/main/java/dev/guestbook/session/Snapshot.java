package dev.guestbook.session;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.Facts;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.wasm.GlobalValue;
import dev.guestbook.wasm.LinearMemory;
import java.util.List;
import java.util.Optional;

/**
 * A guest as it was at one moment: linear memory, globals, arena and regions, and whether it was trapped.
 * Tables, and segments that the guest has dropped, are not part of it. It ends with its instance.
 */
public final class Snapshot implements Displayable {
    private final String name;
    private final LiveInstance home;
    private final List<Image> images;
    private final List<GlobalValue> globals;
    private final long[] saved;
    private final Optional<Arena.State> arena;
    private final Optional<Throwable> trap;
    private final When taken;

    private Snapshot(String name, LiveInstance home, List<Image> images) {
        this.name = name;
        this.home = home;
        this.images = images;
        this.globals = home.instance().globals();
        this.saved = home.instance().saveGlobals();
        this.arena = Optional.of(home.arena().state());
        this.trap = home.trap();
        this.taken = When.now();
    }

    /** The caller holds the guest. */
    static Snapshot of(String name, LiveInstance home) {
        try {
            return new Snapshot(name, home, Image.ofAll(home.instance()));
        } catch (OutOfMemoryError e) {
            throw new Refused(
                    "The JVM has no room for a copy of "
                            + Numbers.bytes(home.guest().memorySize())
                            + "; drop a snapshot with %wasm snapshot --drop NAME, or start the JVM with a larger -Xmx.",
                    e);
        }
    }

    public String name() {
        return name;
    }

    /** Bytes of linear memory it has a copy of, all memories together. */
    public long size() {
        return images.stream().mapToLong(Image::size).sum();
    }

    /** Bytes of the JVM's heap that it takes. */
    long held() {
        return images.stream().mapToLong(Image::held).sum();
    }

    /** The cell that took it; 0 where code outside a numbered cell did. */
    public int cell() {
        return taken.cell();
    }

    /** Its memories by index. */
    List<Image> images() {
        return images;
    }

    /** The first memory; one without bytes where the guest has none. */
    Image image() {
        return images.isEmpty() ? Image.empty() : images.get(0);
    }

    List<GlobalValue> globals() {
        return globals;
    }

    Arena.State arena() {
        return arena.orElseThrow();
    }

    /** Puts everything back; the caller holds the guest. */
    Restored restore() {
        String how = "was taken back by the restore of `" + name + "` in " + When.now();
        List<Region> before = home.arena().regions();
        List<LinearMemory> memories = home.instance().memories();
        long grown = memories.stream().mapToLong(LinearMemory::size).sum() - size();
        for (int i = 0; i < memories.size(); i++) {
            images.get(i).restore(memories.get(i));
        }
        home.instance().restoreGlobals(saved);
        if (home.arena() != arena().arena()) {
            home.arena().end(how);
        }
        arena().restore(how);
        home.trapAsIn(trap);
        home.shown().startFrom(this);
        List<String> ended = before.stream()
                .filter(region -> !region.isLive())
                .map(Region::name)
                .toList();
        return new Restored(this, home.guest(), grown, ended, home.arena().regions());
    }

    void wipe() {
        images.forEach(Image::wipe);
    }

    @Override
    public MimeBundle bundle() {
        return Sheet.titled(
                        "snapshot ",
                        Span.strong(name),
                        " of ",
                        Span.strong(home.guest().name()))
                .with(Facts.none()
                        .and("memory", Span.code(Numbers.bytes(size())))
                        .and("held", Span.code(Numbers.bytes(held())), Span.dim("; pages of zeros take no room"))
                        .and("globals", Span.count(globals.size()))
                        .and("regions", Span.count(arena().regions().size()))
                        .and("not part of it", "tables, and segments that the guest has dropped"))
                .next("%wasm diff " + name)
                .next("%wasm restore " + name)
                .bundle();
    }

    @Override
    public String toString() {
        return "snapshot " + name;
    }
}
