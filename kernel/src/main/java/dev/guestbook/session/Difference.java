package dev.guestbook.session;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Nearest;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.display.Table.Column;
import dev.guestbook.display.Untrusted;
import dev.guestbook.wasm.GlobalValue;
import dev.guestbook.wasm.LinearMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What differs between two moments of a guest: bytes by the region they stand in, globals, and the regions themselves. */
public final class Difference implements Displayable {
    /** Stretches that are listed of one region, unless one region alone is asked for. */
    private static final int LISTED = 6;
    /** Bytes of a stretch that are shown. */
    private static final int SHOWN = 8;
    /** Changed bytes no further apart than this are one stretch. */
    private static final int JOINED = 4;

    private static final int MOST_KEPT = 20_000;
    private static final String OUTSIDE = "outside every region";

    private final String title;
    private final Optional<String> only;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final List<String> globals = new ArrayList<>();
    private final List<String> regions = new ArrayList<>();
    private final List<String> sizes = new ArrayList<>();
    private int kept;

    /**
     * Changed bytes close to each other.
     *
     * @param count of the bytes that differ; those between them that do not are not counted
     */
    public record Stretch(String region, long address, long length, long count) {}

    private static final class Place {
        private final String name;
        private final List<Shown> stretches = new ArrayList<>();
        private long changed;
        private long count;

        Place(String name) {
            this.name = name;
        }
    }

    private record Shown(Stretch stretch, long offset, String before, String after) {}

    /** A moment: a snapshot, or now. */
    record Moment(String name, List<Image> images, List<GlobalValue> globals, Map<String, Region> regions) {
        static Moment of(Snapshot snapshot) {
            return new Moment(
                    "snapshot " + snapshot.name(),
                    snapshot.images(),
                    snapshot.globals(),
                    snapshot.arena().regions());
        }

        /** What a region is called then; empty where it is not there. */
        Optional<String> nameOf(Region region) {
            return regions.entrySet().stream()
                    .filter(one -> one.getValue() == region)
                    .map(Map.Entry::getKey)
                    .findFirst();
        }

        /** The guest as it is; the caller holds it. */
        static Moment now(LiveInstance home) {
            return new Moment(
                    "now",
                    Image.ofAll(home.instance()),
                    home.instance().globals(),
                    home.arena().state().regions());
        }
    }

    private Difference(LiveInstance home, Moment from, Moment to, Optional<String> only) {
        this.title =
                "from " + from.name() + " to " + to.name() + ", " + home.guest().shownName();
        this.only = only;
        for (int i = 0; i < to.images().size(); i++) {
            long grown = to.images().get(i).size() - from.images().get(i).size();
            if (grown != 0) {
                sizes.add((to.images().size() == 1 ? "memory" : "memory " + i)
                        + (grown > 0 ? " grew by " : " is less by ")
                        + Numbers.bytes(Math.abs(grown)));
            }
            compareMemory(i, from, to);
        }
        compareGlobals(from, to);
        to.regions().forEach((name, region) -> {
            Optional<String> before = from.nameOf(region);
            if (before.isPresent() && !before.get().equals(name)) {
                regions.add(before.get() + " at " + region.ptr() + " is " + name);
            } else if (before.isEmpty()) {
                regions.add("+ " + name + " at " + region.ptr() + ", " + Numbers.grouped(region.size()) + " bytes");
            }
        });
        from.regions().forEach((name, region) -> {
            if (to.nameOf(region).isEmpty()) {
                regions.add("- " + name + " at " + region.ptr() + ", " + Numbers.grouped(region.size()) + " bytes");
            }
        });
    }

    static Difference between(LiveInstance home, Moment from, Moment to, Optional<String> only) {
        only.ifPresent(name -> checkPlace(home, from, to, name));
        return new Difference(home, from, to, only);
    }

    /** Refuses a place that neither moment has, as nothing would differ there. */
    private static void checkPlace(LiveInstance home, Moment from, Moment to, String name) {
        Set<String> places = new LinkedHashSet<>();
        for (Moment moment : List.of(to, from)) {
            moment.regions().values().forEach(region -> places.add(region.name()));
        }
        for (int i = 1; i < to.images().size(); i++) {
            places.add("memory " + i);
        }
        if (!name.equals(OUTSIDE) && !places.contains(name)) {
            places.add("outside");
            throw new Refused("Neither moment of guest " + home.guest().quoted() + " has a region `"
                    + Untrusted.name(name) + "`. " + Nearest.hint(name, places, ""));
        }
    }

    /** Regions stand in the first memory; in any other, all is of that memory. */
    private void compareMemory(int memory, Moment from, Moment to) {
        Image before = from.images().get(memory);
        Image after = to.images().get(memory);
        long size = Math.max(before.size(), after.size());
        List<Region> all = new ArrayList<>(memory == 0 ? to.regions().values() : List.of());
        (memory == 0 ? from.regions() : Map.<String, Region>of())
                .values().stream().filter(region -> !all.contains(region)).forEach(all::add);
        long start = -1;
        long last = -1;
        long count = 0;
        Optional<Region> owner = Optional.empty();
        for (int page = 0; page < size / LinearMemory.PAGE; page++) {
            byte[] a = before.page(page);
            byte[] b = after.page(page);
            int at = a == b ? -1 : Arrays.mismatch(a, b);
            while (at >= 0) {
                long address = (long) page * a.length + at;
                Optional<Region> here =
                        owner.filter(region -> region.contains(address)).isPresent()
                                ? owner
                                : all.stream()
                                        .filter(region -> region.contains(address))
                                        .findFirst();
                if (start >= 0 && (address > last + JOINED || !here.equals(owner))) {
                    add(owner, start, last + 1 - start, count, memory, before, after);
                    start = -1;
                }
                if (start < 0) {
                    start = address;
                    count = 0;
                    owner = here;
                }
                last = address;
                count++;
                int next = Arrays.mismatch(a, at + 1, a.length, b, at + 1, b.length);
                at = next < 0 ? -1 : at + 1 + next;
            }
        }
        if (start >= 0) {
            add(owner, start, last + 1 - start, count, memory, before, after);
        }
    }

    private void add(
            Optional<Region> owner, long address, long length, long count, int memory, Image before, Image after) {
        String name = memory == 0 ? owner.map(Region::name).orElse(OUTSIDE) : "memory " + memory;
        if (only.isPresent() && !only.get().equals(name)) {
            return;
        }
        Place place = places.computeIfAbsent(name, Place::new);
        place.changed += count;
        place.count++;
        if (kept < MOST_KEPT) {
            kept++;
            int shown = (int) Math.min(SHOWN, length);
            place.stretches.add(new Shown(
                    new Stretch(name, address, length, count),
                    address - owner.map(Region::address).orElse(0L),
                    hex(before.read(address, shown), length),
                    hex(after.read(address, shown), length)));
        }
    }

    private void compareGlobals(Moment from, Moment to) {
        for (int i = 0; i < to.globals().size(); i++) {
            GlobalValue before = from.globals().get(i);
            GlobalValue after = to.globals().get(i);
            if (before.bits() != after.bits()) {
                globals.add(Untrusted.name(after.name()) + ": " + before.text() + " → " + after.text());
            }
        }
    }

    /** The stretches that differ, by region, by address; at most 20,000. */
    public List<Stretch> stretches() {
        return places.values().stream()
                .flatMap(place -> place.stretches.stream().map(Shown::stretch))
                .toList();
    }

    /** Bytes of linear memory that differ. */
    public long changedBytes() {
        return places.values().stream().mapToLong(place -> place.changed).sum();
    }

    /** Whether nothing differs. */
    public boolean isEmpty() {
        return places.isEmpty() && globals.isEmpty() && regions.isEmpty() && sizes.isEmpty();
    }

    @Override
    public MimeBundle bundle() {
        Sheet sheet = Sheet.titled(title);
        if (isEmpty() || (only.isPresent() && places.isEmpty())) {
            return sheet.line(only.isPresent() ? "Nothing differs there." : "Nothing differs.")
                    .bundle();
        }
        if (!places.isEmpty()) {
            sheet = memory(sheet);
        }
        if (only.isPresent()) {
            return sheet.bundle();
        }
        for (String global : globals) {
            sheet = sheet.line("global ", Span.code(global));
        }
        for (String region : regions) {
            sheet = sheet.line("region ", Span.code(region));
        }
        for (String size : sizes) {
            sheet = sheet.line(size);
        }
        return sheet.next("%wasm restore NAME").bundle();
    }

    private Sheet memory(Sheet sheet) {
        Table table = Table.of(
                        Column.left("region"),
                        Column.right("offset"),
                        Column.left("address"),
                        Column.right("changed"),
                        Column.left("before"),
                        Column.left("after"))
                .cutHint("%dump shows memory as it is");
        List<String> cut = new ArrayList<>();
        for (Place place : places.values()) {
            int limit = only.isPresent() ? Table.ROW_LIMIT : LISTED;
            for (Shown one : place.stretches.subList(0, Math.min(limit, place.stretches.size()))) {
                boolean outside = place.name.equals(OUTSIDE) || place.name.startsWith("memory ");
                table = table.row(
                        Span.strong(place.name),
                        outside ? "" : Span.count(one.offset()),
                        Span.code(Numbers.address(one.stretch().address())),
                        one.stretch().count(),
                        Span.code(one.before()),
                        Span.code(one.after()));
            }
            if (place.count > limit) {
                cut.add("… " + Numbers.grouped(place.count - limit) + " more stretches "
                        + (place.name.equals(OUTSIDE)
                                ? OUTSIDE + "; %wasm diff ... --in outside lists more"
                                : "in " + place.name + "; %wasm diff ... --in " + typed(place.name) + " lists more"));
            }
        }
        Sheet shown = sheet.line(
                        Span.count(changedBytes()),
                        changedBytes() == 1 ? " byte of memory differs" : " bytes of memory differ")
                .with(table);
        for (String line : cut) {
            shown = shown.line(Span.dim(line));
        }
        return shown;
    }

    private static String typed(String place) {
        return place.contains(" ") ? "\"" + place + "\"" : place;
    }

    private static String hex(byte[] bytes, long length) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes) + (length > bytes.length ? " …" : "");
    }

    /** The name that {@code --in} has for what is in no region. */
    static String place(String typed) {
        return typed.equals("outside") ? OUTSIDE : typed;
    }

    @Override
    public String toString() {
        return bundle().plain();
    }
}
