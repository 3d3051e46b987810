package dev.guestbook.display;

/**
 * A piece of text and what it means. Its text is made visible on construction ({@link
 * Untrusted#visible}), so that no control or bidirectional mark reaches a terminal or a browser
 * whoever the text came from.
 */
public record Span(String text, Tone tone) implements Piece {
    public Span {
        text = Untrusted.visible(text);
    }

    public static Span plain(String text) {
        return new Span(text, Tone.PLAIN);
    }

    public static Span strong(String text) {
        return new Span(text, Tone.STRONG);
    }

    public static Span dim(String text) {
        return new Span(text, Tone.DIM);
    }

    public static Span code(String text) {
        return new Span(text, Tone.CODE);
    }

    public static Span good(String text) {
        return new Span(text, Tone.GOOD);
    }

    public static Span bad(String text) {
        return new Span(text, Tone.BAD);
    }

    /** A whole number with thousands separated: {@code 69,632}. */
    public static Span count(long number) {
        return new Span(Numbers.grouped(number), Tone.CODE);
    }

    /** {@code value} itself where it is a span, else its text: plain, numbers grouped in a fixed face. */
    static Span of(Object value) {
        if (value instanceof Span span) {
            return span;
        }
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            return count(((Number) value).longValue());
        }
        return plain(String.valueOf(value));
    }

    @Override
    public String html() {
        return tone.html(Html.escape(text));
    }
}
