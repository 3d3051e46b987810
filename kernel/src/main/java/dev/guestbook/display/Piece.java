package dev.guestbook.display;

/** What stands in a cell of a {@link Table}. */
sealed interface Piece permits Span, Bar {
    /** As plain text, on one line. */
    String text();

    /** As HTML, all text escaped. */
    String html();
}
