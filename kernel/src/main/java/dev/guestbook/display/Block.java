package dev.guestbook.display;

import java.util.List;

/** A part of a {@link Sheet}: rows first, and a rendering of the same rows for each medium. */
public sealed interface Block permits Table, HexDump, Facts, Paragraph, Listing, MemoryMap {
    /** This block as lines of plain text. */
    List<String> lines();

    /** This block as HTML, all text escaped. */
    String html();
}
