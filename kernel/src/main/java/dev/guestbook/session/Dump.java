package dev.guestbook.session;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.HexDump;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bytes of memory as they were at one moment, with the regions among them and what changed since they were last shown. */
public final class Dump implements Displayable {
    /** Bytes shown where no length is given. */
    public static final int USUAL = 256;
    /** Bytes shown at most. */
    public static final int MOST = 4096;

    private final Ptr from;
    private final byte[] bytes;
    private final List<HexDump.Label> labels;
    private final BitSet changed;
    private final long omitted;

    private Dump(Ptr from, byte[] bytes, List<HexDump.Label> labels, BitSet changed, long omitted) {
        this.from = from;
        this.bytes = bytes;
        this.labels = labels;
        this.changed = changed;
        this.omitted = omitted;
    }

    /** What earlier dumps of an instance showed, byte by byte, or its last snapshot held; dropped at a reset. For any thread. */
    static final class Shown {
        private static final int MOST_KEPT = 1 << 18;
        private final Map<Place, Byte> last = new HashMap<>();
        private Optional<Snapshot> since = Optional.empty();

        private record Place(int memory, long address) {}

        synchronized BitSet update(int memory, long address, byte[] bytes) {
            BitSet changed = new BitSet();
            if (last.size() > MOST_KEPT) {
                last.clear();
            }
            for (int i = 0; i < bytes.length; i++) {
                Byte before = last.put(new Place(memory, address + i), bytes[i]);
                if (before == null && since.isPresent()) {
                    before = since.get().images().get(memory).at(address + i);
                }
                changed.set(i, before != null && before != bytes[i]);
            }
            return changed;
        }

        synchronized void clear() {
            last.clear();
            since = Optional.empty();
        }

        /** Marks are against this snapshot from now on. */
        synchronized void startFrom(Snapshot snapshot) {
            last.clear();
            since = Optional.of(snapshot);
        }

        synchronized void forget(Snapshot snapshot) {
            since = since.filter(kept -> kept != snapshot);
        }
    }

    /** Shows at most {@code most} of {@code length} bytes. */
    static Dump of(Ptr from, long length, int most) {
        from.checkAccess(length);
        LiveInstance home = from.home();
        int memory = from.bounds().memory();
        byte[] bytes = from.memory().read(from.address(), (int) Math.min(length, most));
        List<HexDump.Label> labels = home.arena().regions().stream()
                .filter(region -> memory == 0 && region.overlaps(from.address(), bytes.length))
                .map(region -> new HexDump.Label(region.name(), region.address(), region.address() + region.size()))
                .toList();
        return new Dump(from, bytes, labels, home.shown().update(memory, from.address(), bytes), length - bytes.length);
    }

    /** The bytes that are shown, a copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Which of them are others than when they were last shown, by index. */
    public BitSet changed() {
        return (BitSet) changed.clone();
    }

    @Override
    public MimeBundle bundle() {
        return Sheet.titled(
                        Span.count(bytes.length + omitted),
                        " bytes of ",
                        Span.strong(from.guest().name()),
                        " at ",
                        Span.code(from.toString()))
                .with(HexDump.of(from.address(), bytes)
                        .labels(labels)
                        .changed(changed)
                        .omitted(omitted, further()))
                .bundle();
    }

    /** How to see what was cut: a length where none was given, else the place to go on from. */
    private String further() {
        return bytes.length < MOST
                ? "give %dump a LENGTH to see them"
                : "%dump " + Numbers.address(from.address() + bytes.length) + " " + Math.min(MOST, omitted)
                        + (from.bounds().memory() == 0
                                ? ""
                                : " --memory " + from.bounds().memory()) + " goes on from here";
    }

    @Override
    public String toString() {
        return bundle().plain();
    }
}
