package dev.guestbook.session;

import dev.guestbook.display.Numbers;
import dev.guestbook.wasm.DataSegment;
import dev.guestbook.wasm.LinearMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Copies of the live regions from before a call, and of small memories as a whole, to say what it changed.
 *
 * @param memory the first memory; null where there is none
 * @param pages of memory there were
 * @param whole all of memory; empty where it is too large to be looked at for each call
 */
record Before(LiveInstance home, LinearMemory memory, long pages, Optional<Image> whole, List<Copy> copies) {
    /** Bytes of memory up to which all of it is copied and compared, which takes a millisecond or two. */
    static final long WHOLE = 16 << 20;

    /** Changes nearer than this are one: a byte may be written with the value it had. */
    private static final int APART = 16;

    /** More ranges than anybody looks at; the last one then reaches to the end. */
    private static final int MOST = 1_000;

    private static final class Copy {
        private final Region region;
        private final byte[] bytes;

        Copy(Region region, byte[] bytes) {
            this.region = region;
            this.bytes = bytes;
        }
    }

    /** Copies every live region; nothing where the guest has none. */
    static Before of(LiveInstance home) {
        List<Copy> copies = new ArrayList<>();
        List<Region> regions = home.arena().regions();
        LinearMemory memory = home.instance().memory().orElse(null);
        for (Region region : regions) {
            copies.add(new Copy(region, memory.read(region.address(), (int) region.size())));
        }
        return new Before(
                home,
                memory,
                memory == null ? 0 : memory.pages(),
                memory == null || memory.size() > WHOLE ? Optional.empty() : Optional.of(Image.of(memory)),
                copies);
    }

    /** What changed outside every live region, as a sentence's words; empty where nothing did that is known. */
    String elsewhere() {
        if (memory == null) {
            return "";
        }
        List<String> told = new ArrayList<>();
        long grown = memory.pages() - pages;
        if (grown > 0) {
            told.add("memory grew by " + Numbers.grouped(grown) + (grown == 1 ? " page" : " pages"));
        }
        if (whole.isPresent()) {
            outside(whole.get()).ifPresent(told::add);
        } else {
            told.add("outside regions not looked at, as memory has more than " + Numbers.binary(WHOLE));
        }
        int memories = home.instance().memories().size();
        if (memories > 1) {
            told.add((memories == 2 ? "memory 1" : "memories 1 to " + (memories - 1))
                    + " not looked at, which %wasm snapshot and %wasm diff do");
        }
        return String.join("; ", told);
    }

    /**
     * Bytes of data and heap that a call changed beside its regions. Below the stack pointer, where one is known, only
     * data segments are looked at: what calls leave of their frames there says nothing.
     */
    private Optional<String> outside(Image image) {
        OptionalLong known = home.instance().stackPointer();
        long stack = known.isPresent() ? Ptr.mask((int) known.getAsLong()) : 0;
        List<Region> regions = home.arena().regions();
        List<DataSegment> segments = home.instance().dataSegments();
        long first = -1;
        long count = 0;
        for (long base = 0; base < image.size(); base += LinearMemory.PAGE) {
            byte[] was = image.page((int) (base / LinearMemory.PAGE));
            int at = memory.mismatch(base, was);
            if (at < 0) {
                continue;
            }
            byte[] now = memory.read(base, LinearMemory.PAGE);
            long start = base;
            List<Region> here = regions.stream()
                    .filter(region -> region.overlaps(start, LinearMemory.PAGE))
                    .toList();
            for (int i = at; i < now.length; i++) {
                long address = base + i;
                if (now[i] != was[i]
                        && (address >= stack || isData(segments, address))
                        && (here.isEmpty() || here.stream().noneMatch(region -> region.contains(address)))) {
                    first = first < 0 ? address : first;
                    count++;
                }
            }
        }
        return count == 0
                ? Optional.empty()
                : Optional.of(Numbers.grouped(count) + (count == 1 ? " byte" : " bytes")
                        + " outside every region, the first at " + Numbers.address(first));
    }

    private static boolean isData(List<DataSegment> segments, long address) {
        for (DataSegment segment : segments) {
            long start = segment.memory() == 0 ? segment.address().orElse(Long.MAX_VALUE) : Long.MAX_VALUE;
            if (address >= start && address - start < segment.length()) {
                return true;
            }
        }
        return false;
    }

    /** The regions whose bytes are others now, in the order they were made. */
    List<Result.Change> changes() {
        List<Result.Change> changes = new ArrayList<>();
        for (Copy copy : copies) {
            int first = memory.mismatch(copy.region.address(), copy.bytes);
            if (first >= 0) {
                changes.add(change(copy, first));
            }
        }
        return List.copyOf(changes);
    }

    private Result.Change change(Copy copy, int first) {
        byte[] now = memory.read(copy.region.address(), copy.bytes.length);
        List<Result.Range> ranges = new ArrayList<>();
        long count = 0;
        int start = first;
        int end = first;
        for (int i = first; i < now.length; i++) {
            if (now[i] != copy.bytes[i]) {
                if (i - end >= APART && ranges.size() < MOST) {
                    ranges.add(new Result.Range(start, end - start));
                    start = i;
                }
                end = i + 1;
                count++;
            }
        }
        ranges.add(new Result.Range(start, end - start));
        return new Result.Change(copy.region.name(), first, count, ranges);
    }
}
