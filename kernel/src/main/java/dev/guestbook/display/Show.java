package dev.guestbook.display;

import java.io.IOException;
import java.util.Optional;

/** What a cell calls to show something, and to ask for something; {@code display}, {@code html} and {@code markdown} are imported. */
public final class Show {
    private Show() {}

    /** Shows a value now, among the cell's other output. Without a front end it goes to standard output. */
    public static void display(Object value) {
        put(new CellOutput.Shown(Values.bundle(value), Optional.empty()));
    }

    /** Shows a value that a later {@link #update} of the same id replaces in place. */
    public static void display(Object value, String displayId) {
        put(new CellOutput.Shown(Values.bundle(value), Optional.of(displayId)));
    }

    /** Replaces what was shown with this id, wherever it stands. */
    public static void update(Object value, String displayId) {
        put(new CellOutput.Update(Values.bundle(value), displayId));
    }

    /** Clears the cell's output: at once, or when the next output arrives, which does not flicker. */
    public static void clearOutput(boolean untilNextOutput) {
        put(new CellOutput.Clear(untilNextOutput));
    }

    /** HTML to display or to return from a cell, taken as it is. */
    public static MimeBundle html(String html) {
        return MimeBundle.of("[HTML]\n" + html, html);
    }

    /** Markdown to display or to return from a cell. */
    public static MimeBundle markdown(String markdown) {
        return MimeBundle.plain(markdown).with(MimeBundle.MARKDOWN, markdown);
    }

    /**
     * One line that the person at the front end types, without its line end.
     *
     * @throws IOException where the front end allows no input, or the cell was interrupted meanwhile
     */
    public static String input(String prompt) throws IOException {
        return asked().readLine(prompt, false);
    }

    /** The same without an echo; as chars, so that they can be wiped after use. */
    public static char[] password(String prompt) throws IOException {
        return asked().readLine(prompt, true).toCharArray();
    }

    private static CellInput asked() {
        return CellScope.current().map(CellScope::input).orElse(CellInput.NONE);
    }

    private static void put(CellOutput output) {
        CellScope.current().ifPresentOrElse(scope -> scope.sink().accept(output), () -> System.out.println(output));
    }
}
