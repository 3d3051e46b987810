package dev.guestbook.notebook;

/**
 * Where the streams of this process lead, as far as it is known.
 *
 * @param out whether standard output is a terminal
 * @param err whether standard error is one
 * @param columns the terminal's width
 */
public record Terminal(boolean out, boolean err, int columns) {
    /** Files and pipes. */
    public static final Terminal NONE = new Terminal(false, false, 80);
}
