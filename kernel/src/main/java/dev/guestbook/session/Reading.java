package dev.guestbook.session;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Values;
import java.util.List;
import java.util.StringJoiner;

/**
 * A copy of memory as a Java value: {@code byte[]}, {@code short[]}, {@code int[]}, {@code long[]}, {@code
 * float[]}, {@code double[]}, {@code String}, {@code Ptr[]} or a list of {@link Row}, by its type.
 *
 * @param from where it was read
 * @param type what it was read as
 */
public record Reading(Ptr from, MemoryType type, Object value) implements Displayable {
    private static final int SHOWN = 64;

    @Override
    public MimeBundle bundle() {
        String where = from.region().map(Region::name).orElse("memory");
        Sheet sheet = Sheet.titled(
                Span.strong(where), " at ", Span.code(from.toString()), " as ", Span.code(type.toString()));
        return (type instanceof Layout layout
                        ? sheet.with(Row.table(layout, rows(), from.address()))
                        : sheet.line(Span.code(text())))
                .bundle();
    }

    private List<Row> rows() {
        return ((List<?>) value).stream().map(Row.class::cast).toList();
    }

    /** The Java type a variable for it has. */
    public String javaType() {
        return value instanceof List<?>
                ? "java.util.List<" + Row.class.getName() + ">"
                : value.getClass().getCanonicalName();
    }

    /** With the type's own sign: a {@code u8} of 0xff is 255 although its Java byte is -1. */
    private String text() {
        if (type == DataType.U8 && value instanceof byte[] bytes) {
            StringJoiner shown = new StringJoiner(", ", "[", "]");
            for (int i = 0; i < Math.min(SHOWN, bytes.length); i++) {
                shown.add(Integer.toString(Byte.toUnsignedInt(bytes[i])));
            }
            return cut(shown, bytes.length);
        }
        if (type == DataType.U64 && value instanceof long[] longs) {
            StringJoiner shown = new StringJoiner(", ", "[", "]");
            for (int i = 0; i < Math.min(SHOWN, longs.length); i++) {
                shown.add(Long.toUnsignedString(longs[i]));
            }
            return cut(shown, longs.length);
        }
        return Values.text(value);
    }

    private static String cut(StringJoiner shown, int length) {
        return length > SHOWN ? shown.add("… " + (length - SHOWN) + " more").toString() : shown.toString();
    }
}
