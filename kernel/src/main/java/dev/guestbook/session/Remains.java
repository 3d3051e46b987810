package dev.guestbook.session;

import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Untrusted;
import dev.guestbook.wasm.DataSegment;
import dev.guestbook.wasm.LinearMemory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Where anything of the dropped regions still stands after a reset.
 *
 * <p>Any eight bytes in a row that a region held are looked for, at every address of linear memory; eight
 * times the same byte says nothing and is not.
 *
 * @param found each stretch that is left, by address; at most {@value #MOST}
 * @param searched bytes of memory that were searched
 * @param skipped regions too short, or too plain, to be looked for
 * @param variables Java variables that hold eight such bytes in a row themselves
 */
public record Remains(List<Found> found, long searched, List<String> skipped, List<String> variables) {
    /** Stretches that are listed. */
    static final int MOST = 200;

    private static final int WINDOW = Long.BYTES;
    private static final int CHUNK = 1 << 20;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /**
     * A stretch of what a region held.
     *
     * @param where what stands at this place in the guest, as far as the host can tell
     */
    public record Found(long address, long length, String region, String where) {}

    public Remains {
        found = List.copyOf(found);
        skipped = List.copyOf(skipped);
        variables = List.copyOf(variables);
    }

    /** Copies of what the regions hold, made before they are zeroed. */
    static Sought seek(List<Region> regions, LiveInstance home) {
        Sought sought = new Sought();
        for (Region region : regions) {
            sought.add(region.name(), home.memory().read(region.address(), (int) region.size()));
        }
        return sought;
    }

    /** What to look for: an open hash of every eight bytes in a row. Wiped when the search is done. */
    static final class Sought {
        private final List<String> names = new ArrayList<>();
        private final List<byte[]> contents = new ArrayList<>();
        private final List<String> skipped = new ArrayList<>();
        private long[] windows = {};
        private int[] owners = {};

        void add(String name, byte[] content) {
            if (content.length < WINDOW) {
                skipped.add(name + " (" + content.length + (content.length == 1 ? " byte)" : " bytes)"));
            } else if (isPlain(content)) {
                skipped.add(name + " (one byte repeated)");
            } else {
                names.add(name);
                contents.add(content);
            }
        }

        private static boolean isPlain(byte[] content) {
            for (byte b : content) {
                if (b != content[0]) {
                    return false;
                }
            }
            return true;
        }

        Remains searchIn(LiveInstance home, Map<String, Object> variables) {
            if (contents.isEmpty()) {
                return new Remains(List.of(), 0, skipped, List.of());
            }
            index();
            List<Found> found = new ArrayList<>();
            LinearMemory memory = home.memory();
            long size = memory.size();
            scan(memory, size, found, home);
            List<String> holders = holders(variables);
            contents.forEach(content -> Arrays.fill(content, (byte) 0));
            Arrays.fill(windows, 0);
            return new Remains(found, size, skipped, holders);
        }

        private List<String> holders(Map<String, Object> variables) {
            List<String> holders = new ArrayList<>();
            variables.forEach((name, value) -> {
                byte[] bytes = Encoded.bytesOf(value);
                for (int at = 0; at + WINDOW <= bytes.length; at++) {
                    if (owner((long) LONG.get(bytes, at)) != 0) {
                        holders.add(name);
                        return;
                    }
                }
            });
            return holders;
        }

        private void index() {
            long total = contents.stream().mapToLong(content -> content.length).sum();
            int capacity = Integer.highestOneBit((int) Math.min(1 << 29, Math.max(16, total))) << 1;
            windows = new long[capacity];
            owners = new int[capacity];
            for (int i = 0; i < contents.size(); i++) {
                byte[] content = contents.get(i);
                for (int at = 0; at + WINDOW <= content.length; at++) {
                    put((long) LONG.get(content, at), i + 1);
                }
            }
        }

        private void put(long window, int owner) {
            if (window == Long.rotateLeft(window, 8)) {
                return;
            }
            int slot = slot(window);
            while (owners[slot] != 0) {
                if (windows[slot] == window) {
                    return;
                }
                slot = (slot + 1) & (owners.length - 1);
            }
            windows[slot] = window;
            owners[slot] = owner;
        }

        /** 1 more than the index of the region that held this window; 0 where none did. */
        private int owner(long window) {
            int slot = slot(window);
            while (owners[slot] != 0 && windows[slot] != window) {
                slot = (slot + 1) & (owners.length - 1);
            }
            return owners[slot];
        }

        private int slot(long window) {
            long mixed = window * 0x9e3779b97f4a7c15L;
            return (int) (mixed >>> 33) & (owners.length - 1);
        }

        private void scan(LinearMemory memory, long size, List<Found> found, LiveInstance home) {
            long start = -1;
            long last = -1;
            int owner = 0;
            for (long base = 0; base + WINDOW <= size; base += CHUNK) {
                byte[] bytes = memory.read(base, (int) Math.min(CHUNK + WINDOW - 1, size - base));
                for (int at = 0; at < CHUNK && at + WINDOW <= bytes.length; at++) {
                    int here = owner((long) LONG.get(bytes, at));
                    if (here == 0) {
                        continue;
                    }
                    if (start >= 0 && (here != owner || base + at > last + 1)) {
                        report(start, last, owner, found, home);
                        start = -1;
                    }
                    start = start < 0 ? base + at : start;
                    last = base + at;
                    owner = here;
                }
            }
            if (start >= 0) {
                report(start, last, owner, found, home);
            }
        }

        private void report(long start, long last, int owner, List<Found> found, LiveInstance home) {
            if (found.size() < MOST) {
                found.add(new Found(start, last + WINDOW - start, names.get(owner - 1), place(start, home)));
            }
        }
    }

    /** What the host knows of an address: never a guess. */
    private static String place(long address, LiveInstance home) {
        OptionalLong stack = home.instance().stackPointer();
        for (DataSegment segment : home.instance().module().dataSegments()) {
            long from = segment.address().orElse(Long.MAX_VALUE);
            if (address >= from && address < from + segment.length()) {
                return "data segment " + segment.index() + " of the module";
            }
        }
        OptionalLong heap = home.instance().global("__heap_base");
        if (stack.isPresent() && address < stack.getAsLong()) {
            return "below the stack pointer: the guest's stack, left by a call that returned";
        }
        if (heap.isPresent()) {
            return address < heap.getAsLong() ? "the guest's own data or stack" : "the guest's heap";
        }
        return "the guest's own memory, outside every region";
    }

    Sheet addTo(Sheet sheet) {
        Sheet shown = sheet;
        if (found.isEmpty()) {
            shown = searched == 0
                    ? shown.line("Nothing was searched for.")
                    : shown.line(
                            Span.good("Nothing is left"),
                            ": of what the regions held, no eight bytes in a row stand anywhere in "
                                    + Numbers.bytes(searched) + " of linear memory.");
        } else {
            shown = shown.line(Span.bad("Left in linear memory:")).with(ResetReport.table(found));
        }
        if (!variables.isEmpty()) {
            shown = shown.line("Java variables that still hold some of it: "
                    + String.join(", ", variables.stream().map(Untrusted::name).toList()) + ".");
        }
        if (!skipped.isEmpty()) {
            shown = shown.line("Not searched for, too short or too plain: "
                    + String.join(", ", skipped.stream().map(Untrusted::name).toList()) + ".");
        }
        return shown;
    }
}
