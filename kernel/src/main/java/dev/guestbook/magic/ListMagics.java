package dev.guestbook.magic;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import java.util.List;

/** {@code %lsmagic}. */
record ListMagics(Magics magics) implements Magic {
    private static final Usage USAGE = Usage.of("lsmagic", "", 0, 0, "Lists all magics.");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) {
        context.show(table(magics.usages()));
    }

    static Displayable table(List<Usage> usages) {
        List<List<Object>> rows = usages.stream()
                .map(usage -> List.<Object>of(Span.code(usage.synopsis()), usage.summary()))
                .toList();
        return Sheet.titled("Magics")
                .with(Table.of(Table.Column.prose("how it is written"), Table.Column.prose("what it does"))
                        .rows(rows))
                .next("%NAME? for one of them");
    }
}
