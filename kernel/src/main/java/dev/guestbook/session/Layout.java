package dev.guestbook.session;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Nearest;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.display.Table.Column;
import dev.guestbook.display.Untrusted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the fields of a C struct stand in memory, by wasm32's C ABI: each at the next multiple of its
 * alignment, the whole rounded up to the largest of them; packed, one right after the other. Immutable.
 *
 * <pre>{@code
 * Layout pair = wasm.layout("pair", "{ i32 i; i32 j; u8 tag[4]; }");
 * List<Row> rows = wasm.readRows(pairs, "pair", 10);
 * }</pre>
 */
public final class Layout implements MemoryType, Displayable {
    private final String name;
    private final boolean packed;
    private final List<Field> fields;
    private final int size;
    private final int alignment;

    /**
     * A field.
     *
     * @param count its elements where it is an array, else empty
     * @param offset of its first byte in the layout
     */
    public record Field(String name, MemoryType type, OptionalInt count, int offset) {
        /** Bytes, those of all its elements. */
        public int size() {
            return type.size() * count.orElse(1);
        }

        /** As it is declared: {@code u8[4]}. */
        String typeText() {
            return typeName(type) + (count.isPresent() ? "[" + count.getAsInt() + "]" : "");
        }
    }

    Layout(String name, boolean packed, List<Field> fields, int size, int alignment) {
        this.name = name;
        this.packed = packed;
        this.fields = List.copyOf(fields);
        this.size = size;
        this.alignment = alignment;
    }

    public String name() {
        return name;
    }

    /** Whether its fields stand without padding. */
    public boolean isPacked() {
        return packed;
    }

    /** In the order they were declared. */
    public List<Field> fields() {
        return fields;
    }

    /** The field of this name; refused where there is none. */
    public Field field(String wanted) {
        return fields.stream()
                .filter(field -> field.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new Refused("Layout `" + name + "` has no field `" + Untrusted.name(wanted) + "`. "
                        + Nearest.hint(wanted, fields.stream().map(Field::name).toList(), "")));
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int alignment() {
        return alignment;
    }

    /** A type as tables show it. */
    static String typeName(MemoryType type) {
        return type instanceof Layout layout ? layout.name : type.toString();
    }

    @Override
    public MimeBundle bundle() {
        Table table =
                Table.of(Column.right("offset"), Column.left("field"), Column.left("type"), Column.right("bytes"));
        for (List<Object> row : rows(0, "")) {
            table = table.row(row.toArray());
        }
        return Sheet.titled(
                        "layout ",
                        Span.strong(name),
                        ": ",
                        Span.count(size),
                        size == 1 ? " byte, aligned to " : " bytes, aligned to ",
                        Span.count(alignment),
                        packed ? ", packed" : "")
                .with(table)
                .next("%alloc NAME N*" + name)
                .next("%read REGION --as " + name)
                .bundle();
    }

    /** A row for each field, those of nested layouts below theirs, and one for each gap between them. */
    private List<List<Object>> rows(int base, String prefix) {
        List<List<Object>> rows = new ArrayList<>();
        int end = 0;
        for (Field field : fields) {
            addGap(rows, base + end, field.offset() - end);
            rows.add(List.of(
                    base + field.offset(),
                    Span.strong(prefix + field.name()),
                    Span.code(field.typeText()),
                    field.size()));
            if (field.type() instanceof Layout nested && field.count().isEmpty()) {
                rows.addAll(nested.rows(base + field.offset(), prefix + field.name() + "."));
            }
            end = field.offset() + field.size();
        }
        addGap(rows, base + end, size - end);
        return rows;
    }

    private static void addGap(List<List<Object>> rows, int offset, int bytes) {
        if (bytes > 0) {
            rows.add(List.of(offset, Span.dim("padding"), "", bytes));
        }
    }

    /** The layout of this name among several. */
    static Optional<Layout> named(String name, List<Layout> layouts) {
        return layouts.stream().filter(layout -> layout.name.equals(name)).findFirst();
    }

    @Override
    public String toString() {
        return name;
    }
}
