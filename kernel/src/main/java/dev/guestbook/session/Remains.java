package dev.guestbook.session;

import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Untrusted;
import dev.guestbook.wasm.DataSegment;
import java.util.List;
import java.util.OptionalLong;

/**
 * Where anything of the dropped regions still stands after a reset.
 *
 * <p>Any eight bytes in a row that a region held are looked for, at every address of linear memory; eight
 * times the same byte says nothing and is not.
 *
 * @param found each stretch that is left, by address; at most {@value #MOST}
 * @param unlisted how many stretches are left beyond those
 * @param searched bytes of memory that were searched
 * @param skipped regions too short, too plain or too large to be looked for
 * @param variables Java variables that hold eight such bytes in a row themselves
 * @param snapshots of the guest that hold such bytes
 */
public record Remains(
        List<Found> found,
        long unlisted,
        long searched,
        List<String> skipped,
        List<String> variables,
        List<String> snapshots) {
    /** Stretches that are listed. */
    static final int MOST = 200;

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
        snapshots = List.copyOf(snapshots);
    }

    /** What the host knows of an address: never a guess. */
    static String place(long address, LiveInstance home) {
        OptionalLong stack = home.instance().stackPointer();
        for (DataSegment segment : home.instance().dataSegments()) {
            long from = segment.memory() == 0 ? segment.address().orElse(Long.MAX_VALUE) : Long.MAX_VALUE;
            if (address >= from && address < from + segment.length()) {
                return "data segment " + segment.index() + " of the module";
            }
        }
        OptionalLong heap = home.instance().global("__heap_base");
        if (stack.isPresent() && address < stack.getAsLong()) {
            return "the guest's stack or static data, below the stack pointer";
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
            if (unlisted > 0) {
                shown = shown.line(Span.bad("And " + Numbers.grouped(unlisted) + " more"), ", not listed.");
            }
        }
        if (!variables.isEmpty()) {
            shown = shown.line("Java variables that still hold some of it: "
                    + String.join(", ", variables.stream().map(Untrusted::name).toList()) + ".");
        }
        if (!snapshots.isEmpty()) {
            shown = shown.line("Snapshots that still hold some of it: " + String.join(", ", snapshots)
                    + "; drop one with %wasm snapshot --drop NAME.");
        }
        if (!skipped.isEmpty()) {
            shown = shown.line("Not searched for, too short, too plain or too large: "
                    + String.join(", ", skipped.stream().map(Untrusted::name).toList()) + ".");
        }
        return shown;
    }
}
