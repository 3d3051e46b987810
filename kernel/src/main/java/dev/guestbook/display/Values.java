package dev.guestbook.display;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;

/** Shows any Java value: as itself where it is {@link Displayable}, else in JShell's notation. */
public final class Values {
    /** Elements of an array or collection that are shown; the rest is counted. */
    private static final int ELEMENTS = 100;

    private static final int DEPTH = 4;
    private static final int STRETCH = 4096;

    private Values() {}

    /** {@code value} as a MIME bundle. Throws what its own {@code toString} does. */
    public static MimeBundle bundle(Object value) {
        return value instanceof Displayable displayable ? displayable.bundle() : MimeBundle.plain(text(value));
    }

    /**
     * {@code value} as text: strings and chars quoted, arrays with type and length, long arrays and
     * collections cut after {@value #ELEMENTS} elements with a count of the rest. Throws what the value's own {@code
     * toString} does; an element's stands in the element's place.
     */
    public static String text(Object value) {
        StringBuilder text = new StringBuilder();
        append(text, value, DEPTH);
        return text.toString();
    }

    /** The same, or what its {@code toString} threw: for one value among others. */
    public static String textOrFault(Object value) {
        StringBuilder text = new StringBuilder();
        element(text, value, DEPTH);
        return text.toString();
    }

    private static void element(StringBuilder text, Object value, int depth) {
        int before = text.length();
        try {
            append(text, value, depth);
        } catch (RuntimeException | Error e) { // the value's class is the user's
            text.setLength(before);
            text.append("(toString threw ").append(e.getClass().getSimpleName()).append(')');
        }
    }

    private static void append(StringBuilder text, Object value, int depth) {
        if (value instanceof String string) {
            quote(text, string, '"');
        } else if (value instanceof Character c) {
            quote(text, c.toString(), '\'');
        } else if (value != null && value.getClass().isArray()) {
            array(text, value, depth);
        } else if (value instanceof Collection<?> collection && collection.size() > ELEMENTS) {
            elements(text, collection.iterator(), collection.size(), "[", "]", depth);
        } else if (value instanceof Map<?, ?> map && map.size() > ELEMENTS) {
            elements(text, map.entrySet().iterator(), map.size(), "{", "}", depth);
        } else if (value instanceof Displayable displayable) {
            String shown = displayable.bundle().plain();
            text.append(depth < DEPTH && shown.contains("\n") ? plain(value) : shown); // one of many takes one line
        } else if (value instanceof Collection<?> collection) {
            whole(text, value, () -> elements(text, collection.iterator(), collection.size(), "[", "]", depth));
        } else if (value instanceof Map<?, ?> map) {
            whole(text, value, () -> elements(text, map.entrySet().iterator(), map.size(), "{", "}", depth));
        } else {
            text.append(plain(value));
        }
    }

    /** As it says itself, or where one of its elements fails to, otherwise. */
    private static void whole(StringBuilder text, Object value, Runnable otherwise) {
        String said;
        try {
            said = plain(value);
        } catch (RuntimeException | StackOverflowError e) { // said again, element by element
            otherwise.run();
            return;
        }
        text.append(said);
    }

    private static String plain(Object value) {
        return Untrusted.lines(GeneratedNames.clean(String.valueOf(value)));
    }

    private static void array(StringBuilder text, Object array, int depth) {
        int length = Array.getLength(array);
        Class<?> element = array.getClass().getComponentType();
        String dimensions = "";
        while (element.isArray()) {
            dimensions += "[]";
            element = element.getComponentType();
        }
        text.append(element.getSimpleName())
                .append('[')
                .append(length)
                .append(']')
                .append(dimensions);
        if (depth == 0) {
            text.append(" { … }");
            return;
        }
        text.append(" { ");
        for (int i = 0; i < Math.min(length, ELEMENTS); i++) {
            text.append(i == 0 ? "" : ", ");
            Object one = Array.get(array, i);
            if (one instanceof Byte b) {
                text.append("0x").append(Untrusted.hex(b));
            } else {
                element(text, one, depth - 1);
            }
        }
        more(text, length);
        text.append(length == 0 ? "}" : " }");
    }

    private static void elements(
            StringBuilder text, Iterator<?> iterator, int size, String open, String close, int depth) {
        text.append(open);
        for (int i = 0; i < ELEMENTS && iterator.hasNext(); i++) {
            text.append(i == 0 ? "" : ", ");
            Object one = iterator.next();
            if (one instanceof String) {
                text.append(plain(one));
            } else if (depth == 0) {
                text.append('…');
            } else {
                element(text, one, depth - 1);
            }
        }
        more(text, size);
        text.append(close);
    }

    private static void more(StringBuilder text, int size) {
        if (size > ELEMENTS) {
            text.append(", … ").append(Numbers.grouped(size - ELEMENTS)).append(" more");
        }
    }

    /** Copies what stands for itself in stretches: a result can have millions of characters. */
    private static void quote(StringBuilder text, String string, char quote) {
        text.ensureCapacity(text.length() + string.length() + 2);
        text.append(quote);
        int copied = 0;
        for (int at = special(string, 0, quote); at < string.length(); at = special(string, at + 1, quote)) {
            text.append(string.substring(copied, at)).append(escaped(string.charAt(at)));
            copied = at + 1;
        }
        text.append(string.substring(copied)).append(quote);
    }

    /** Where the first char is, from this on, that is not shown as itself; the length where none is. */
    private static int special(String string, int from, char quote) {
        int end = from;
        do {
            int begin = end;
            end = Math.min(begin + STRETCH, string.length());
            int at = special(string, begin, end, quote);
            if (at < end) {
                return at;
            }
        } while (end < string.length());
        return end;
    }

    /** A method of its own, which the JVM compiles within the first of a million characters. */
    private static int special(String string, int from, int to, char quote) {
        for (int i = from; i < to; i++) {
            char c = string.charAt(i);
            if (c < 0x20
                    || (c >= 0x7f && c <= 0x9f)
                    || c == '\\'
                    || c == quote
                    || (c > 0x7f && Untrusted.isBidirectional(c))) {
                return i;
            }
        }
        return to;
    }

    private static String escaped(char c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\\', '"', '\'' -> "\\" + c;
            default -> String.format("\\u%04x", (int) c);
        };
    }
}
