package dev.guestbook.session;

import dev.guestbook.wasm.LinearMemory;
import java.util.ArrayList;
import java.util.List;

/** Copies of the live regions from before a call, to say which bytes it changed. */
record Before(LinearMemory memory, List<Copy> copies) {
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
        return new Before(memory, copies);
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
