package dev.guestbook.session;

import dev.guestbook.display.Facts;
import dev.guestbook.display.MemoryMap;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.display.Table.Column;
import dev.guestbook.display.Untrusted;
import dev.guestbook.wasm.DataSegment;
import dev.guestbook.wasm.GlobalValue;
import dev.guestbook.wasm.LinearMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A guest's linear memory in one view: sizes, landmarks, data segments, arena and regions, and a map of it all. */
final class MemoryReport {
    private MemoryReport() {}

    static Sheet of(LiveInstance home) {
        Sheet sheet = Sheet.titled("memory of ", Span.strong(home.guest().name()));
        if (home.instance().memory().isEmpty()) {
            Sheet without = sheet.line("It has no linear memory.");
            List<GlobalValue> globals = home.instance().globals();
            return (globals.isEmpty() ? without : without.with(globals(globals))).next("%wasm exports");
        }
        LinearMemory memory = home.memory();
        Arena arena = home.arena();
        Facts facts = Facts.none()
                .and(
                        "size",
                        Span.count(memory.pages()),
                        memory.pages() == 1 ? " page, " : " pages, ",
                        Span.code(Numbers.bytes(memory.size())))
                .and("limit", Span.count(memory.maximumPages()), " pages, ", Span.code(Numbers.bytes(arena.limit())))
                .and("__heap_base", landmark(home.instance().global("__heap_base")))
                .and("stack pointer", landmark(home.instance().stackPointer()))
                .and(
                        "arena",
                        arena.allocator() + ", " + Numbers.bytes(arena.used()) + " used, " + Numbers.bytes(arena.peak())
                                + " at the peak");
        List<LinearMemory> memories = home.instance().memories();
        for (int i = 1; i < memories.size(); i++) {
            facts = facts.and("memory " + i, further(memories.get(i), i));
        }
        sheet = sheet.with(facts);
        List<DataSegment> segments = home.instance().dataSegments();
        if (!segments.isEmpty()) {
            sheet = sheet.with(segments(segments, memories.size() > 1));
        }
        if (!home.instance().globals().isEmpty()) {
            sheet = sheet.with(globals(home.instance().globals()));
        }
        if (!arena.regions().isEmpty()) {
            sheet = sheet.with(Region.table(arena.regions()));
        }
        return sheet.with(map(home)).next("%dump REGION").next("%alloc NAME SIZE");
    }

    private static Span landmark(OptionalLong value) {
        return value.isPresent()
                ? Span.code(Numbers.address(Ptr.mask((int) value.getAsLong())))
                : Span.dim("not exported");
    }

    private static Object[] further(LinearMemory memory, int index) {
        return new Object[] {
            Span.count(memory.pages()),
            memory.pages() == 1 ? " page, " : " pages, ",
            Span.code(Numbers.bytes(memory.size())),
            ", at most ",
            Span.count(memory.maximumPages()),
            " pages; ",
            Span.code("%dump ADDRESS --memory " + index),
            " shows it; regions and the map are of the first"
        };
    }

    private static Table segments(List<DataSegment> segments, boolean severalMemories) {
        Table table = severalMemories
                ? Table.of(
                        Column.left("data segment"), Column.left("of"), Column.left("address"), Column.right("bytes"))
                : Table.of(Column.left("data segment"), Column.left("address"), Column.right("bytes"));
        List<List<Object>> rows = new ArrayList<>();
        for (DataSegment segment : segments) {
            List<Object> row = new ArrayList<>();
            row.add(Integer.toString(segment.index()));
            if (severalMemories) {
                row.add(segment.address().isPresent() ? "memory " + segment.memory() : "");
            }
            row.add(
                    segment.address().isPresent()
                            ? Span.code(Numbers.address(segment.address().getAsLong()))
                            : Span.dim("passive"));
            row.add(segment.length());
            rows.add(row);
        }
        return table.rows(rows);
    }

    private static Table globals(List<GlobalValue> globals) {
        Table table = Table.of(Column.left("global"), Column.left("type"), Column.left("value"));
        return table.rows(globals.stream()
                .map(global -> List.<Object>of(
                        Span.strong(Untrusted.name(global.name())),
                        Span.code((global.mutable() ? "mut " : "") + global.type()),
                        Span.code(global.text())))
                .toList());
    }

    private static MemoryMap map(LiveInstance home) {
        MemoryMap map = MemoryMap.of(home.memory().size())
                .bands(home.instance().dataSegments().stream()
                        .map(MemoryReport::band)
                        .toList());
        for (Arena.Stretch stretch : home.arena().stretches()) {
            map = map.band(MemoryMap.Kind.ARENA, "block", stretch.address(), stretch.address() + stretch.length());
        }
        for (Region region : home.arena().regions()) {
            map = map.band(MemoryMap.Kind.REGION, region.name(), region.address(), region.address() + region.size());
        }
        map = mark(map, "__heap_base", home.instance().global("__heap_base"));
        return mark(map, "stack pointer", home.instance().stackPointer());
    }

    /** Of another memory, or passive, it stands nowhere on the map. */
    private static MemoryMap.Band band(DataSegment segment) {
        long start = segment.memory() == 0 ? segment.address().orElse(-1) : -1;
        return new MemoryMap.Band(
                MemoryMap.Kind.DATA, Integer.toString(segment.index()), start, start + segment.length());
    }

    private static MemoryMap mark(MemoryMap map, String name, OptionalLong address) {
        return address.isPresent() ? map.mark(name, Ptr.mask((int) address.getAsLong())) : map;
    }
}
