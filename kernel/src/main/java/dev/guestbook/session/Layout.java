package dev.guestbook.session;

import dev.guestbook.contract.Dimensions;
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
     * @param type of one element where it is an array
     * @param offset of its first byte in the layout
     */
    public record Field(String name, MemoryType type, Dimensions dimensions, int offset) {
        /** Bytes, those of all its elements; 0 where it is open. */
        public int size() {
            return Math.toIntExact(type.size() * dimensions.elements());
        }

        /** How far apart the elements of its outermost dimension are, in bytes; it is an array. */
        int step() {
            return Math.toIntExact(dimensions.stride(type.size()));
        }

        /** As it is declared: {@code u8[4]}. */
        String typeText() {
            return typeName(type) + dimensions;
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

    /** Whether its last field is an array whose length is open; its size is that of what stands before. */
    public boolean isOpen() {
        return last().dimensions().isOpen();
    }

    Field last() {
        return fields.get(fields.size() - 1);
    }

    @Override
    public int size() {
        return size;
    }

    /** Where so many elements of its open end end. */
    long end(long count) {
        return Math.addExact(last().offset(), Math.multiplyExact(count, (long) last().step()));
    }

    @Override
    public long bytes(long count) {
        return isOpen() ? Math.max(size, end(count)) : MemoryType.super.bytes(count);
    }

    @Override
    public long count(long bytes) {
        return isOpen() ? Math.max(0, bytes - last().offset()) / last().step() : MemoryType.super.count(bytes);
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
                        packed ? ", packed" : "",
                        isOpen() ? ", open at its end" : "")
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
                    field.dimensions().isOpen() ? Span.dim("open") : field.size()));
            if (field.type() instanceof Layout nested && !field.dimensions().isArray()) {
                rows.addAll(nested.rows(base + field.offset(), prefix + field.name() + "."));
            }
            end = field.offset() + field.size();
        }
        if (!isOpen()) {
            addGap(rows, base + end, size - end);
        }
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
