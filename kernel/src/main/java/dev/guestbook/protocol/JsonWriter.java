package dev.guestbook.protocol;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Writes one JSON value as UTF-8. Text is copied by the stretch in a small method of its own, which the JVM compiles
 * within the first of a million characters; a result of some megabytes is often the first of its size.
 */
final class JsonWriter {
    private static final int STRETCH = 4096;
    /** The most bytes that one char becomes: {@code \\u0000}. */
    private static final int MOST_BYTES = 6;

    /** What a message usually has beside its texts: room for it is made with them, so that a large one grows once. */
    private static final int REST = STRETCH * MOST_BYTES + 512;

    private static final int REPLACEMENT = 0xfffd;
    /** Which chars of ASCII stand for themselves in a string. */
    private static final boolean[] PLAIN = new boolean[0x80];

    static {
        Arrays.fill(PLAIN, ' ', PLAIN.length, true);
        PLAIN['"'] = false;
        PLAIN['\\'] = false;
    }

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final char[] stretch = new char[STRETCH];
    private byte[] bytes = new byte[512];
    private int size;
    private int depth;

    byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }

    JsonWriter object(Map<?, ?> members) {
        deeper();
        char before = '{';
        for (Map.Entry<?, ?> member : members.entrySet()) {
            sign(before);
            text(String.valueOf(member.getKey()));
            sign(':');
            value(member.getValue());
            before = ',';
        }
        if (before == '{') {
            sign('{');
        }
        sign('}');
        depth--;
        return this;
    }

    private void array(Iterable<?> items) {
        deeper();
        char before = '[';
        for (Object item : items) {
            sign(before);
            value(item);
            before = ',';
        }
        if (before == '[') {
            sign('[');
        }
        sign(']');
        depth--;
    }

    private void deeper() {
        if (depth++ > Json.MAX_DEPTH) {
            throw new IllegalArgumentException("JSON nested deeper than " + Json.MAX_DEPTH + " cannot be sent.");
        }
    }

    private void value(Object value) {
        if (value == null) {
            plain("null");
        } else if (value instanceof String text) {
            text(text);
        } else if (value instanceof JsonObject object) {
            object(object.members());
        } else if (value instanceof Map<?, ?> map) {
            object(map);
        } else if (value instanceof Iterable<?> items) {
            array(items);
        } else if (value instanceof Boolean flag) {
            plain(flag.toString());
        } else if (value instanceof Number number) {
            number(number);
        } else {
            text(value.toString());
        }
    }

    private void number(Number number) {
        if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            plain(Double.isFinite(value) ? Double.toString(value) : "null");
        } else if (number instanceof BigInteger || number instanceof BigDecimal) {
            plain(number.toString());
        } else {
            plain(Long.toString(number.longValue()));
        }
    }

    private void text(String text) {
        room(text.length() + (text.length() > STRETCH ? REST : 0));
        sign('"');
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(from + STRETCH, text.length());
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--; // its other half is in the next stretch
            }
            to = Math.max(to, from + 1);
            text.getChars(from, to, stretch, 0);
            room((to - from) * MOST_BYTES);
            escape(to - from);
            from = to;
        }
        sign('"');
    }

    /** Writes the first {@code length} chars of the stretch. */
    private void escape(int length) {
        int i = 0;
        while ((i = plain(i, length)) < length) {
            char c = stretch[i++];
            if (c < 0x80) {
                escape(c);
            } else if (c < 0x800) {
                bytes[size++] = (byte) (0xc0 | (c >> 6));
                bytes[size++] = (byte) (0x80 | (c & 0x3f));
            } else if (Character.isHighSurrogate(c) && i < length && Character.isLowSurrogate(stretch[i])) {
                int point = Character.toCodePoint(c, stretch[i++]);
                bytes[size++] = (byte) (0xf0 | (point >> 18));
                bytes[size++] = (byte) (0x80 | ((point >> 12) & 0x3f));
                bytes[size++] = (byte) (0x80 | ((point >> 6) & 0x3f));
                bytes[size++] = (byte) (0x80 | (point & 0x3f));
            } else {
                int point = Character.isSurrogate(c) ? REPLACEMENT : c;
                bytes[size++] = (byte) (0xe0 | (point >> 12));
                bytes[size++] = (byte) (0x80 | ((point >> 6) & 0x3f));
                bytes[size++] = (byte) (0x80 | (point & 0x3f));
            }
        }
    }

    /** Writes what stands for itself, from this char on; returns the first that does not. */
    private int plain(int first, int length) {
        char[] from = stretch;
        byte[] to = bytes;
        int i = first;
        int at = size;
        while (i < length && from[i] < 0x80 && PLAIN[from[i]]) {
            to[at++] = (byte) from[i++];
        }
        size = at;
        return i;
    }

    private void escape(char c) {
        bytes[size++] = '\\';
        switch (c) {
            case '\n' -> bytes[size++] = 'n';
            case '\r' -> bytes[size++] = 'r';
            case '\t' -> bytes[size++] = 't';
            case '"', '\\' -> bytes[size++] = (byte) c;
            default -> {
                bytes[size++] = 'u';
                bytes[size++] = '0';
                bytes[size++] = '0';
                bytes[size++] = HEX[c >> 4];
                bytes[size++] = HEX[c & 0xf];
            }
        }
    }

    private void plain(String ascii) {
        room(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            bytes[size++] = (byte) ascii.charAt(i);
        }
    }

    private void sign(char ascii) {
        room(1);
        bytes[size++] = (byte) ascii;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            long twice = Math.max(size + (long) more, 2L * bytes.length);
            bytes = Arrays.copyOf(bytes, (int) Math.min(twice, Integer.MAX_VALUE - 8));
        }
    }
}
