package dev.guestbook.session;

import dev.guestbook.contract.Dimensions;
import dev.guestbook.display.Nearest;
import dev.guestbook.display.Untrusted;
import dev.guestbook.wasm.LinearMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a layout's fields as C writes them, with our names for types or C's, and places them. */
final class LayoutText {
    private static final int MOST_FIELDS = 1_000;
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);
    private static final Pattern DECLARATION = Pattern.compile(
            "((?:[A-Za-z_]\\w*\\s+)*[A-Za-z_]\\w*\\b)\\s*(\\**)\\s*\\b([A-Za-z_]\\w*)\\s*(.*)", Pattern.DOTALL);
    private static final Pattern COUNT = Pattern.compile("\\[\\s*(0[xX][0-9a-fA-F]+|\\d+|)\\s*]\\s*");

    private final String name;
    private final boolean packed;
    private final List<Layout> known;
    private final List<Layout.Field> fields = new ArrayList<>();
    private long end;
    private int alignment = 1;

    private LayoutText(String name, boolean packed, List<Layout> known) {
        this.name = name;
        this.packed = packed;
        this.known = known;
    }

    /** The layout that {@code text} declares, with or without braces around it; it may use those that are known. */
    static Layout parse(String name, String text, boolean packed, List<Layout> known) {
        if (!Arena.isIdentifier(name)
                || DataType.of(name).isPresent()
                || CType.of(name).isPresent()) {
            throw new Refused("`" + Untrusted.name(name)
                    + "` is no name for a layout; it must be a Java identifier and no type's name.");
        }
        LayoutText reader = new LayoutText(name, packed, known);
        String inside = COMMENT.matcher(text).replaceAll(" ").strip();
        if (inside.startsWith("{")
                && inside.replaceFirst(";$", "").stripTrailing().endsWith("}")) {
            inside = inside.substring(1, inside.lastIndexOf('}'));
        }
        if (inside.contains("{") || inside.contains("}")) {
            throw new Refused("Fields of layout `" + name
                    + "` stand in one pair of braces; give a struct inside it a layout of its own and name that.");
        }
        for (String declaration : inside.split(";")) {
            if (!declaration.isBlank()) {
                reader.declare(declaration.strip());
            }
        }
        return reader.layout();
    }

    private Layout layout() {
        if (fields.isEmpty()) {
            throw new Refused(
                    "Layout `" + name + "` has no field; write it as %layout " + name + " { i32 i; u8 tag[4]; }.");
        }
        if (fields.size() == 1) {
            checkNotOpen(fields.stream());
        }
        return new Layout(name, packed, fields, (int) aligned(end, alignment), alignment);
    }

    private void declare(String declaration) {
        String[] declarators = declaration.split(",");
        Matcher first = match(declarators[0].strip(), declaration);
        String type = first.group(1).replaceAll("\\s+", " ");
        field(type, first.group(2), first.group(3), first.group(4), declaration);
        for (String further : List.of(declarators).subList(1, declarators.length)) {
            Matcher next = match(type + " " + further.strip(), declaration);
            if (!next.group(1).replaceAll("\\s+", " ").equals(type)) {
                throw unreadable(declaration);
            }
            field(type, next.group(2), next.group(3), next.group(4), declaration);
        }
    }

    private Matcher match(String declarator, String declaration) {
        Matcher matcher = DECLARATION.matcher(declarator);
        if (!matcher.matches()) {
            throw unreadable(declaration);
        }
        return matcher;
    }

    private Refused unreadable(String declaration) {
        return new Refused("`" + Untrusted.name(declaration) + "` in layout `" + name
                + "` is no field; one reads TYPE NAME; or TYPE NAME[COUNT]; such as u8 tag[4];.");
    }

    private void field(String type, String stars, String fieldName, String rest, String declaration) {
        if (rest.startsWith(":")) {
            throw new Refused("`" + Untrusted.name(declaration) + "` in layout `" + name
                    + "` is a bit-field, which layouts do not have; read its whole word and mask it.");
        }
        if (fields.stream().anyMatch(field -> field.name().equals(fieldName))) {
            throw new Refused("Layout `" + name + "` has two fields `" + fieldName + "`; rename one.");
        }
        if (fields.size() == MOST_FIELDS) {
            throw new Refused("Layout `" + name + "` has more than 1,000 fields; nest layouts, or use arrays.");
        }
        checkNotOpen(fields.stream());
        Dimensions dimensions = dimensions(rest, declaration);
        MemoryType element = stars.isEmpty() ? type(type, dimensions.isArray()) : DataType.PTR;
        if (element instanceof Layout nested && nested.isOpen()) {
            throw new Refused("Layout `" + nested.name() + "` is open at its end, so it stands in no other; take `ptr "
                    + fieldName + ";` in `" + name + "`.");
        }
        int align = packed ? 1 : element.alignment();
        long offset = aligned(end, align);
        end = offset + element.size() * dimensions.elements();
        alignment = Math.max(alignment, align);
        long step = dimensions.isArray() ? dimensions.stride(element.size()) : 0;
        if (Math.max(step, aligned(end, alignment)) > LinearMemory.MAX_BYTES) {
            throw new Refused(
                    "Layout `" + name + "` is larger than any memory, from its field `" + fieldName + "` on.");
        }
        fields.add(new Layout.Field(fieldName, element, dimensions, (int) offset));
    }

    private Dimensions dimensions(String rest, String declaration) {
        List<Integer> counts = new ArrayList<>();
        Matcher matcher = COUNT.matcher(rest.strip());
        while (matcher.lookingAt()) {
            counts.add(count(matcher.group(1), counts.isEmpty(), declaration));
            matcher.region(matcher.end(), matcher.regionEnd());
        }
        if (matcher.regionStart() < matcher.regionEnd()) {
            throw unreadable(declaration);
        }
        long elements = 1;
        for (int count : counts) {
            elements *= Math.max(1, count);
            if (elements > Integer.MAX_VALUE) {
                throw impossible(declaration);
            }
        }
        return new Dimensions(counts);
    }

    /** @param first whether it is the outermost one, which may be left open */
    private int count(String digits, boolean first, String declaration) {
        try {
            int count = digits.isEmpty() ? 0 : Integer.decode(digits.replaceFirst("^0+(?=\\d)", ""));
            if (count > 0 || first) {
                return count;
            }
        } catch (NumberFormatException tooLarge) {
            // said below
        }
        throw impossible(declaration);
    }

    private Refused impossible(String declaration) {
        return new Refused("`" + Untrusted.name(declaration) + "` in layout `" + name
                + "` has no possible count; an array has 1 to 2,147,483,647 elements.");
    }

    private void checkNotOpen(Stream<Layout.Field> checked) {
        checked.filter(field -> field.dimensions().isOpen()).findFirst().ifPresent(field -> {
            throw new Refused("`" + field.name() + "` in layout `" + name
                    + "` has no number of elements, which only the last of several fields may lack.");
        });
    }

    private MemoryType type(String spelled, boolean array) {
        String plain = spelled.replaceAll("\\b(?:const|volatile|struct)\\b", " ")
                .strip()
                .replaceAll("\\s+", " ");
        if (plain.equals("char") && array) {
            return DataType.CSTR;
        }
        return DataType.of(plain)
                .<MemoryType>map(type -> type)
                .or(() -> CType.of(plain))
                .or(() -> Layout.named(plain, known))
                .orElseThrow(() -> unknown(plain));
    }

    private Refused unknown(String spelled) {
        if (spelled.equals("union") || spelled.startsWith("union ")) {
            return new Refused("Layout `" + name + "` names a union, which layouts do not have; use u8 bytes[SIZE].");
        }
        List<String> names = Stream.concat(
                        Arrays.stream(DataType.values()).map(DataType::toString),
                        known.stream().map(Layout::name))
                .toList();
        return new Refused("Layout `" + name + "` names a type `" + Untrusted.name(spelled) + "` that is none. "
                + Nearest.hint(spelled, names, ""));
    }

    private static long aligned(long offset, int align) {
        return (offset + align - 1) & -(long) align;
    }
}
