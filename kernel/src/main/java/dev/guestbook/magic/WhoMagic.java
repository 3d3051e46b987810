package dev.guestbook.magic;

import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.display.Values;
import dev.guestbook.eval.Evaluator;
import java.util.List;

/** {@code %who}. */
record WhoMagic() implements Magic {
    private static final int SHOWN = 80;
    private static final Usage USAGE = Usage.of("who", "", 0, 0, "Lists the variables with their types and values.");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        List<Evaluator.Variable> variables = context.evaluator().variables();
        Table table = context.work(() -> {
            List<List<Object>> rows = variables.stream()
                    .map(v -> List.<Object>of(Span.code(v.name()), v.type(), Span.code(brief(v.value()))))
                    .toList();
            return Table.of(Table.Column.left("name"), Table.Column.left("type"), Table.Column.prose("value"))
                    .rows(rows);
        });
        context.show(
                table.size() == 0
                        ? Sheet.titled("No variables yet").next("int answer = 42;")
                        : Sheet.titled("Variables").with(table));
    }

    private static String brief(Object value) {
        String text = Values.text(value).lines().findFirst().orElse("");
        return text.length() <= SHOWN ? text : text.substring(0, text.offsetByCodePoints(0, SHOWN / 2)) + "…";
    }
}
