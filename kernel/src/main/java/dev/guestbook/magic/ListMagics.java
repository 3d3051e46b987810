package dev.guestbook.magic;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code %lsmagic}. */
record ListMagics(Magics magics) implements Magic {
    private static final List<String> GROUPS = List.of("Guests", "Memory and calls", "The notebook", "Whole cells");
    private static final Set<String> NOTEBOOK =
            Set.of("bench", "classpath", "load", "lsmagic", "maven", "time", "trace", "who");
    private static final Usage USAGE = Usage.of("lsmagic", "", 0, 0, "Lists all magics.");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) {
        Map<String, List<Usage>> groups = new LinkedHashMap<>();
        GROUPS.forEach(group -> groups.put(group, new ArrayList<>()));
        magics.usages().forEach(usage -> groups.get(group(usage)).add(usage));
        Sheet sheet = Sheet.titled("Magics");
        for (Map.Entry<String, List<Usage>> group : groups.entrySet()) {
            sheet = sheet.line(Span.strong(group.getKey())).with(rows(group.getValue()));
        }
        context.show(sheet.next("%NAME? for one of them"));
    }

    private static String group(Usage usage) {
        String first = usage.name().split(" ")[0];
        return GROUPS.get(
                first.equals("wasm") ? 0 : usage.name().startsWith("%") ? 3 : NOTEBOOK.contains(first) ? 2 : 1);
    }

    static Displayable table(List<Usage> usages) {
        return Sheet.titled("Magics").with(rows(usages)).next("%NAME? for one of them");
    }

    private static Table rows(List<Usage> usages) {
        return Table.of(Table.Column.prose("how it is written"), Table.Column.prose("what it does"))
                .rows(usages.stream()
                        .map(usage -> List.<Object>of(Span.code(usage.synopsis()), usage.summary()))
                        .toList());
    }
}
