package dev.guestbook.magic;

/** A stretch of a cell that is handled as one. Lines count from 1 at the cell's first line. */
public sealed interface CellPart {
    /** The 1-based line of the cell at which this part starts. */
    int line();

    /** Java text, one snippet or many. */
    record Java(String source, int line) implements CellPart {}

    /** A line magic: {@code text} is the line without blanks around it, from the {@code %} on. */
    record LineMagic(String text, int line) implements CellPart {}

    /** A cell magic: its first line from the {@code %%} on, and the raw rest of the cell. */
    record CellMagic(String text, String body, int line) implements CellPart {}

    /** A question about a name or a magic, without its question mark. */
    record Question(String subject, int line) implements CellPart {}
}
