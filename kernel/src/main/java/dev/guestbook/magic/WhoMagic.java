package dev.guestbook.magic;

import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.display.Values;
import dev.guestbook.eval.Evaluator;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** {@code %who}. */
record WhoMagic() implements Magic {
    private static final int SHOWN = 80;
    private static final Usage USAGE =
            Usage.of("who", "", 0, 0, "Lists the variables: type, size (elements or characters) and value.");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        List<Evaluator.Variable> variables = context.evaluator().variables();
        Table table = context.work(() -> {
            List<List<Object>> rows = variables.stream()
                    .map(v -> List.<Object>of(
                            Span.code(v.name()), shortened(v.type()), size(v.value()), Span.code(brief(v.value()))))
                    .toList();
            return Table.of(
                            Table.Column.left("name"),
                            Table.Column.left("type"),
                            Table.Column.right("size"),
                            Table.Column.prose("value"))
                    .rows(rows);
        });
        context.show(
                table.size() == 0
                        ? Sheet.titled("No variables yet").next("int answer = 42;")
                        : Sheet.titled("Variables").with(table));
    }

    /** Our own types as cells write them, without their package. */
    private static String shortened(String type) {
        return type.replaceAll("\\bdev\\.guestbook\\.[a-z.]+\\.(?=[A-Z])", "");
    }

    /** How many elements, entries or characters; empty for all else. */
    private static Object size(Object value) {
        try {
            return elements(value);
        } catch (RuntimeException | Error e) { // a collection of the user's own class
            return "";
        }
    }

    private static Object elements(Object value) {
        if (value != null && value.getClass().isArray()) {
            return Array.getLength(value);
        }
        if (value instanceof CharSequence text) {
            return text.length();
        }
        if (value instanceof Collection<?> collection) {
            return collection.size();
        }
        return value instanceof Map<?, ?> map ? map.size() : "";
    }

    private static String brief(Object value) {
        String text = Values.textOrFault(value).lines().findFirst().orElse("");
        return text.length() <= SHOWN ? text : text.substring(0, text.offsetByCodePoints(0, SHOWN / 2)) + "…";
    }
}
