package dev.guestbook.notebook;

import dev.guestbook.display.Glyphs;

/**
 * Where the streams of this process lead, as far as it is known.
 *
 * @param out whether standard output is a terminal
 * @param err whether standard error is one
 * @param columns the terminal's width
 * @param glyphs what it can show
 */
public record Terminal(boolean out, boolean err, int columns, Glyphs glyphs) {
    /** Files and pipes. */
    public static final Terminal NONE = new Terminal(false, false, 80, Glyphs.UNICODE);
}
