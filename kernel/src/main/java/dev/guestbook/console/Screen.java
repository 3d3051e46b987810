package dev.guestbook.console;

import dev.guestbook.display.CellOutput;
import dev.guestbook.display.Failure;
import dev.guestbook.display.Glyphs;
import dev.guestbook.display.MimeBundle;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jline.utils.AttributedString;

/**
 * Shows what cells show, as it comes. On a terminal a display is updated where it stands and a clear takes back what
 * the cell has shown, as long as that is still on the screen; otherwise an update is shown once more when its cell
 * ends, and a clear does nothing. Any thread.
 */
final class Screen {
    static final String RED = "\u001b[31m";
    static final String GREEN = "\u001b[32m";
    static final String RESET = "\u001b[0m";

    private final Outlet outlet;
    private final boolean colour;
    private final Glyphs glyphs;
    private final Map<String, String> updates = new LinkedHashMap<>();
    private Page page = new Page();
    private boolean clearNext;
    private boolean atLineStart = true;

    Screen(Outlet outlet, boolean colour, Glyphs glyphs) {
        this.outlet = outlet;
        this.colour = colour;
        this.glyphs = glyphs;
    }

    /** What a cell shows, also after it has ended. */
    synchronized void output(CellOutput output) {
        if (output instanceof CellOutput.Clear clear) {
            clearNext = true;
            if (!clear.untilNextOutput()) {
                takeBack();
            }
        } else if (output instanceof CellOutput.Text text) {
            takeBack();
            write("", text.text(), text.stream() == CellOutput.Stream.STDERR);
        } else if (output instanceof CellOutput.Shown shown) {
            takeBack();
            block(shown.displayId().orElse(""), shown.bundle().plain());
        } else if (output instanceof CellOutput.Update update) {
            update(update.displayId(), glyphs.of(line(update.bundle().plain())));
        }
    }

    /** A cell's value, after its label; a value of several lines begins on a line of its own. */
    synchronized void result(String label, MimeBundle bundle) {
        String plain = bundle.plain();
        boolean below = !label.isEmpty() && plain.strip().indexOf('\n') >= 0;
        block("", label + (below ? "\n" : "") + plain);
    }

    synchronized void failure(Failure failure) {
        freshLine();
        if (failure.traceback().isEmpty()) {
            write("", RED + failure.name() + RESET + ": " + failure.message() + "\n", true);
        }
        failure.traceback().forEach(each -> write("", line(each), true));
    }

    /** A sentence of our own. */
    synchronized void say(String sentence) {
        block("", sentence);
    }

    /** Ends a cell: what could not be updated in place is shown now. */
    synchronized void cellEnded() {
        updates.values().forEach(text -> block("", text));
        updates.clear();
        freshLine();
        page = new Page();
        clearNext = false;
    }

    /** The user types an answer. */
    synchronized void questionBegins() {
        page.lose();
    }

    /** The answer's line end was the user's. */
    synchronized void questionEnded() {
        atLineStart = true;
    }

    /** The terminal has echoed a key that stopped the cell. */
    synchronized void keyEchoed() {
        page.lose();
        atLineStart = false;
    }

    private void block(String id, String text) {
        freshLine();
        write(id, line(text), false);
    }

    private void update(String id, String text) {
        int at = page.find(id);
        if (id.isEmpty() || at < 0 || !eraseFrom(at)) {
            updates.put(id, text);
            return;
        }
        page.replace(at, text);
        put(page.from(at), false);
    }

    /** Takes back what the cell has shown, where that was asked for. */
    private void takeBack() {
        if (clearNext && !page.isEmpty() && eraseFrom(0)) {
            page.clear();
            atLineStart = true;
        }
        clearNext = false;
    }

    /** Erases what was written from a piece of the page on; false where that has left the screen. */
    private boolean eraseFrom(int at) {
        int up = Page.rowsBelow(page.from(at), outlet.columns());
        if (up >= outlet.rows()) {
            return false;
        }
        outlet.out((up > 0 ? "\u001b[" + up + "A" : "") + "\r\u001b[J");
        return true;
    }

    private void freshLine() {
        if (!atLineStart) {
            write("", "\n", false);
        }
    }

    private void write(String id, String text, boolean error) {
        if (!text.isEmpty()) {
            String shown = glyphs.of(colour ? text : plain(text));
            page.add(id, shown);
            put(shown, error);
        }
    }

    private void put(String text, boolean error) {
        if (error) {
            outlet.err(text);
        } else {
            outlet.out(text);
        }
        atLineStart = text.isEmpty() ? atLineStart : text.endsWith("\n");
    }

    /** The text without its escape sequences. */
    static String plain(String text) {
        return text.indexOf('\u001b') < 0 ? text : AttributedString.stripAnsi(text);
    }

    private static String line(String text) {
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }
}
