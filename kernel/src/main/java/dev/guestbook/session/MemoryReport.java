package dev.guestbook.session;

import dev.guestbook.display.Facts;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.display.Table.Column;
import dev.guestbook.wasm.DataSegment;
import dev.guestbook.wasm.LinearMemory;
import java.util.List;
import java.util.OptionalLong;

/** A guest's linear memory in one view: sizes, landmarks, data segments, arena and regions, and a map of it all. */
final class MemoryReport {
    private static final int COLUMNS = 64;
    private static final char OTHER = '·';
    private static final char DATA = '░';
    private static final char ARENA = '▒';
    private static final char REGION = '█';

    private MemoryReport() {}

    static Sheet of(LiveInstance home) {
        Sheet sheet = Sheet.titled("memory of ", Span.strong(home.guest().name()));
        if (home.instance().memory().isEmpty()) {
            return sheet.line("It has no linear memory.").next("%wasm exports");
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
        sheet = sheet.with(facts);
        List<DataSegment> segments = home.instance().module().dataSegments();
        if (!segments.isEmpty()) {
            sheet = sheet.with(segments(segments));
        }
        if (!arena.regions().isEmpty()) {
            sheet = sheet.with(Region.table(arena.regions()));
        }
        return sheet.line(Span.code(map(home)))
                .line(Span.dim(REGION + " regions  " + ARENA + " arena  " + DATA + " data  " + OTHER
                        + " other; a sign is " + Numbers.bytes(perSign(memory.size()))))
                .next("%dump REGION")
                .next("%alloc NAME SIZE");
    }

    private static Span landmark(OptionalLong value) {
        return value.isPresent()
                ? Span.code(Numbers.address(Ptr.mask((int) value.getAsLong())))
                : Span.dim("not exported");
    }

    private static Table segments(List<DataSegment> segments) {
        Table table = Table.of(Column.left("data segment"), Column.left("address"), Column.right("bytes"));
        for (DataSegment segment : segments) {
            table = table.row(
                    Integer.toString(segment.index()),
                    segment.address().isPresent()
                            ? Span.code(Numbers.address(segment.address().getAsLong()))
                            : Span.dim("passive, or placed by an import"),
                    segment.length());
        }
        return table;
    }

    private static long perSign(long size) {
        return Math.max(1, (size + COLUMNS - 1) / COLUMNS);
    }

    private static String map(LiveInstance home) {
        long size = home.memory().size();
        char[] map = String.valueOf(OTHER).repeat((int) Math.min(COLUMNS, size)).toCharArray();
        for (DataSegment segment : home.instance().module().dataSegments()) {
            segment.address().ifPresent(address -> draw(map, size, address, segment.length(), DATA));
        }
        home.arena().stretches().forEach(stretch -> draw(map, size, stretch.address(), stretch.length(), ARENA));
        home.arena().regions().forEach(region -> draw(map, size, region.address(), region.size(), REGION));
        return "0x00000000 " + new String(map) + " " + Numbers.address(size);
    }

    private static void draw(char[] map, long size, long address, long length, char sign) {
        long per = perSign(size);
        for (long at = address / per; length > 0 && at <= (address + length - 1) / per && at < map.length; at++) {
            map[(int) at] = sign;
        }
    }
}
