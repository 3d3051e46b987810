package dev.guestbook.display;

import java.util.List;

/** A part of a {@link Sheet}: rows first, and a rendering of the same rows for each medium. */
public sealed interface Block permits Table, HexDump, Facts, Paragraph, Listing, MemoryMap, Plot {
    /** This block as lines of plain text. */
    List<String> lines();

    /** This block as HTML, all text escaped. */
    default String html() {
        return html("");
    }

    /** The same under a heading that is HTML already; none where it is empty. */
    String html(String heading);
}
