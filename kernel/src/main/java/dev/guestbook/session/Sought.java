package dev.guestbook.session;

import dev.guestbook.display.Numbers;
import dev.guestbook.wasm.GuestStopped;
import dev.guestbook.wasm.LinearMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a checked reset looks for: copies of what the regions held, and an open hash of every eight bytes in
 * a row in them, at most half full. One search, then the copies are wiped.
 */
final class Sought {
    /** Bytes of all regions together that are looked for; the hash takes eight times that. */
    private static final long MOST_KEPT = 1 << 26;

    private static final int WINDOW = Long.BYTES;
    private static final int CHUNK = 1 << 16;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** A guest that knows the hash could fill one stretch of it. */
    private final long salt = ThreadLocalRandom.current().nextLong();

    private final List<String> names = new ArrayList<>();
    private final List<byte[]> contents = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private byte[] kept = {};
    private int[] ends = {};
    /** 1 more than where in {@code kept} a window stands; 0 where a slot is free. */
    private int[] slots = {};

    private Sought() {}

    /** Copies of what the regions hold, made before they are zeroed. */
    static Sought of(List<Region> regions, LiveInstance home) {
        Sought sought = new Sought();
        long total = 0;
        for (Region region : regions) {
            if (total + region.size() > MOST_KEPT) {
                sought.skipped.add(region.name() + " (" + Numbers.bytes(region.size()) + ")");
            } else if (sought.add(region.name(), home.memory().read(region.address(), (int) region.size()))) {
                total += region.size();
            }
        }
        return sought;
    }

    private boolean add(String name, byte[] content) {
        if (content.length < WINDOW) {
            skipped.add(name + " (" + content.length + (content.length == 1 ? " byte)" : " bytes)"));
            return false;
        }
        if (isPlain(content)) {
            skipped.add(name + " (one byte repeated)");
            return false;
        }
        names.add(name);
        contents.add(content);
        return true;
    }

    private static boolean isPlain(byte[] content) {
        for (byte b : content) {
            if (b != content[0]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Searches all memories, and the variables.
     *
     * @throws GuestStopped where the thread was interrupted
     */
    Remains searchIn(LiveInstance home, Map<String, Object> variables) {
        try {
            if (contents.isEmpty()) {
                return new Remains(List.of(), 0, 0, skipped, List.of(), List.of());
            }
            index();
            Stretches stretches = new Stretches(home);
            long size = 0;
            for (LinearMemory memory : home.instance().memories()) {
                scan(memory, memory.size(), stretches);
                stretches.nextMemory();
                size += memory.size();
            }
            return new Remains(stretches.found, stretches.unlisted, size, skipped, holders(variables), snapshots(home));
        } finally {
            wipe();
        }
    }

    void wipe() {
        contents.forEach(content -> Arrays.fill(content, (byte) 0));
        Arrays.fill(kept, (byte) 0);
    }

    private List<String> holders(Map<String, Object> variables) {
        List<String> holders = new ArrayList<>();
        variables.forEach((name, value) -> {
            if (Encoded.formsOf(value).anyMatch(this::holds)) {
                holders.add(name);
            }
        });
        return holders;
    }

    private List<String> snapshots(LiveInstance home) {
        List<String> holders = new ArrayList<>();
        for (Snapshot snapshot : home.snapshots().all()) {
            if (snapshot.images().stream().anyMatch(this::holds)) {
                holders.add(snapshot.name());
            }
        }
        return holders;
    }

    private boolean holds(Image image) {
        for (long base = 0; base < image.size(); base += CHUNK) {
            if (holds(image.read(base, (int) Math.min(CHUNK + WINDOW - 1, image.size() - base)))) {
                return true;
            }
        }
        return false;
    }

    private boolean holds(byte[] bytes) {
        for (int at = 0; at + WINDOW <= bytes.length; at++) {
            checkInterrupt(at);
            if (find((long) LONG.get(bytes, at)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private void index() {
        kept = new byte[contents.stream().mapToInt(content -> content.length).sum()];
        ends = new int[contents.size()];
        slots = new int[Integer.highestOneBit(kept.length) << 2];
        int start = 0;
        for (int i = 0; i < ends.length; i++) {
            byte[] content = contents.get(i);
            System.arraycopy(content, 0, kept, start, content.length);
            ends[i] = start + content.length;
            for (int at = start; at + WINDOW <= ends[i]; at++) {
                checkInterrupt(at);
                put(at);
            }
            start = ends[i];
        }
    }

    private void put(int at) {
        long window = (long) LONG.get(kept, at);
        if (isUniform(window)) {
            return;
        }
        int slot = slot(window);
        if (slots[slot] == 0) {
            slots[slot] = at + 1;
        }
    }

    /** Where in {@code kept} this window stands; -1 where it does not. */
    private int find(long window) {
        return isUniform(window) ? -1 : slots[slot(window)] - 1;
    }

    private static boolean isUniform(long window) {
        return window == Long.rotateLeft(window, 8);
    }

    /** The slot that holds this window, else the free one where it would go. */
    private int slot(long window) {
        long mixed = (window ^ salt) * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xd6e8feb86659fd93L;
        int mask = slots.length - 1;
        int slot = (int) (mixed >>> 32) & mask;
        while (slots[slot] != 0 && (long) LONG.get(kept, slots[slot] - 1) != window) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** The region that a place in {@code kept} belongs to. */
    private int owner(int at) {
        int found = Arrays.binarySearch(ends, at + 1);
        return found >= 0 ? found : -found - 1;
    }

    private void scan(LinearMemory memory, long size, Stretches stretches) {
        for (long base = 0; base + WINDOW <= size; base += CHUNK) {
            checkInterrupt(0);
            byte[] bytes = memory.read(base, (int) Math.min(CHUNK + WINDOW - 1, size - base));
            for (int at = 0; at + WINDOW <= bytes.length; at++) {
                int here = find((long) LONG.get(bytes, at));
                if (here >= 0) {
                    stretches.add(base + at, owner(here));
                }
            }
        }
        stretches.end();
    }

    private static void checkInterrupt(int at) {
        if ((at & (CHUNK - 1)) == 0 && Thread.currentThread().isInterrupted()) {
            throw new GuestStopped("The search was interrupted; the reset itself is done.");
        }
    }

    /** Windows found one after the other, joined to stretches. */
    private final class Stretches {
        private final LiveInstance home;
        private final List<Remains.Found> found = new ArrayList<>();
        private long unlisted;
        private long start = -1;
        private long last;
        private int owner;
        private int memory;

        Stretches(LiveInstance home) {
            this.home = home;
        }

        void add(long address, int region) {
            if (start >= 0 && (region != owner || address > last + 1)) {
                end();
            }
            start = start < 0 ? address : start;
            last = address;
            owner = region;
        }

        void nextMemory() {
            memory++;
        }

        void end() {
            if (start >= 0 && found.size() < Remains.MOST) {
                String where = memory == 0 ? Remains.place(start, home) : "memory " + memory;
                found.add(new Remains.Found(start, last + WINDOW - start, names.get(owner), where));
            } else if (start >= 0) {
                unlisted++;
            }
            start = -1;
        }
    }
}
