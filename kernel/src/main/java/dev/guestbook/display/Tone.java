package dev.guestbook.display;

/**
 * What a piece of text means; a medium decides how that looks. Colour is never its only sign, and the elements keep
 * most of it where styles are stripped.
 */
public enum Tone {
    PLAIN("", ""),
    STRONG("<strong>", "</strong>"),
    DIM("<span class=\"gb-d\">", "</span>"),
    /** Addresses, bytes, numbers and code: a fixed face. */
    CODE("<code>", "</code>"),
    GOOD("<strong class=\"gb-g\">", "</strong>"),
    BAD("<strong class=\"gb-e\">", "</strong>");

    private final String open;
    private final String close;

    Tone(String open, String close) {
        this.open = open;
        this.close = close;
    }

    String html(String escaped) {
        return open + escaped + close;
    }
}
