package dev.guestbook.display;

/** What a piece of text means; a medium decides how that looks. Colour is never its only sign. */
public enum Tone {
    PLAIN(""),
    STRONG("gb-b"),
    DIM("gb-d"),
    /** Addresses, bytes, numbers and code: a fixed face. */
    CODE("gb-m"),
    GOOD("gb-g"),
    BAD("gb-e");

    private final String cssClass;

    Tone(String cssClass) {
        this.cssClass = cssClass;
    }

    String cssClass() {
        return cssClass;
    }
}
