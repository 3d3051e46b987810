package dev.guestbook.notebook;

import dev.guestbook.display.CellOutput;
import dev.guestbook.display.Columns;
import dev.guestbook.display.Failure;
import dev.guestbook.display.MimeBundle;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Shows a run as it goes: headings, the first line of each cell, its outputs as text, and on a terminal a progress
 * bar that stays below them. Without a terminal there is no bar and no colour, and a display that is updated in place
 * is shown once more when its cell ends. Any thread.
 */
final class Screen {
    private static final String ERASE_LINE = "\r\u001b[K";
    private static final int BAR = 16;

    private final PrintStream out;
    private final PrintStream err;
    private final Terminal terminal;
    private final Map<String, String> updates = new LinkedHashMap<>();
    private Optional<Progress> progress = Optional.empty();
    private long begin;
    private ScheduledExecutorService clock;
    private Future<?> ticking;
    private boolean barShown;
    private boolean atLineStart = true;
    private String lastDisplay = "";
    private int lastDisplayLines;

    Screen(PrintStream out, PrintStream err, Terminal terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    synchronized void heading(String text) {
        print(Ansi.BOLD + visible(text) + Ansi.RESET + "\n");
    }

    synchronized void cell(int count, String source) {
        String code = source.strip();
        long more = code.lines().count() - 1;
        String rest = more > 0 ? "  ... " + more + (more == 1 ? " more line" : " more lines") : "";
        String prompt = "[" + count + "] ";
        String first = visible(code.lines().findFirst().orElse(""));
        if (terminal.out()) {
            first = Columns.cut(first, Math.max(1, terminal.columns() - prompt.length() - rest.length() - 2));
        }
        print(Ansi.GREEN + prompt + Ansi.RESET + Ansi.DIM + first + rest + Ansi.RESET + "\n");
    }

    /** What a cell shows while it runs. */
    synchronized void output(CellOutput output) {
        if (output instanceof CellOutput.Text text) {
            print(text.text());
        } else if (output instanceof CellOutput.Shown shown) {
            display(shown.bundle(), shown.displayId().orElse(""));
        } else if (output instanceof CellOutput.Update update) {
            update(update.displayId(), update.bundle());
        }
    }

    synchronized void result(MimeBundle bundle) {
        display(bundle, "");
    }

    synchronized void failure(Failure failure) {
        freshLine();
        if (failure.traceback().isEmpty()) {
            print(Ansi.RED + failure.name() + ": " + failure.message() + Ansi.RESET + "\n");
        }
        failure.traceback().forEach(line -> print(line.endsWith("\n") ? line : line + "\n"));
    }

    /** Ends a cell: what was updated in place and could not be shown there is shown now. */
    synchronized void cellEnded() {
        updates.values().forEach(text -> print(line(text)));
        updates.clear();
        freshLine();
    }

    /** A sentence about the run itself. */
    synchronized void line(String format, Object... values) {
        freshLine();
        print(String.format(Locale.ROOT, format, values) + "\n");
    }

    /** What another process has shown from its start to its end. */
    synchronized void whole(ByteArrayOutputStream itsOut, ByteArrayOutputStream itsErr) {
        passed(out, itsOut.toByteArray(), itsOut.size());
        passed(err, itsErr.toByteArray(), itsErr.size());
    }

    /** The first {@code length} bytes that another process shows, as they come, on its standard output. */
    synchronized void passedOut(byte[] bytes, int length) {
        passed(out, bytes, length);
    }

    /** The same of its standard error. */
    synchronized void passedErr(byte[] bytes, int length) {
        passed(err, bytes, length);
    }

    private void passed(PrintStream to, byte[] bytes, int length) {
        if (length > 0) {
            hideBar();
            to.write(bytes, 0, length);
            to.flush();
            atLineStart = bytes[length - 1] == '\n';
        }
    }

    /**
     * Shows how far the run is until {@link #progressEnded}. On a terminal a bar does so, drawn a few times a second
     * wherever a line begins. Elsewhere it is a line twice a minute and at each {@link #progressed}, of several
     * notebooks alone: of one, what its cells show says enough.
     */
    synchronized void progress(Progress shown) {
        if (!terminal.err() && !shown.isOfSeveral()) {
            return;
        }
        progress = Optional.of(shown);
        begin = System.nanoTime();
        clock = Executors.newSingleThreadScheduledExecutor(Screen::clockThread);
        ticking = terminal.err()
                ? clock.scheduleAtFixedRate(this::drawBar, 0, 200, TimeUnit.MILLISECONDS)
                : clock.scheduleAtFixedRate(this::progressed, 30, 30, TimeUnit.SECONDS);
    }

    /** Says how far the run is where there is no bar that does. */
    synchronized void progressed() {
        if (!terminal.err()) {
            progress.ifPresent(shown -> err.println(visible(shown.words(seconds()))));
        }
    }

    private double seconds() {
        return (System.nanoTime() - begin) / 1e9;
    }

    /** What a cell asks; the answer is typed after it. */
    synchronized void prompt(String text) {
        hideBar();
        out.print(terminal.glyphs().of(terminal.out() ? text : Ansi.strip(text)));
        out.flush();
        atLineStart = true; // the answer's own line end follows
    }

    /** Ends the progress; of several notebooks a last line stays. */
    synchronized void progressEnded() {
        hideBar();
        if (clock != null) {
            ticking.cancel(false);
            clock.shutdown();
            clock = null;
        }
        progress.filter(Progress::isOfSeveral).ifPresent(shown -> err.println(visible(shown.words(seconds()))));
        progress = Optional.empty();
    }

    private synchronized void drawBar() {
        if (progress.isEmpty() || !atLineStart) {
            return;
        }
        int full = (int) (BAR * progress.get().share());
        String bar = "█".repeat(full) + "░".repeat(BAR - full) + " "
                + visible(progress.get().words(seconds()));
        err.print(ERASE_LINE + terminal.glyphs().of(Columns.cut(bar, terminal.columns() - 3)));
        err.flush();
        barShown = true;
    }

    private static Thread clockThread(Runnable work) {
        Thread thread = new Thread(work, "progress");
        thread.setDaemon(true);
        return thread;
    }

    private void display(MimeBundle bundle, String id) {
        freshLine();
        String text = line(bundle.plain());
        print(text);
        lastDisplay = id;
        lastDisplayLines = rows(text);
    }

    private void update(String id, MimeBundle bundle) {
        if (!terminal.out() || !id.equals(lastDisplay)) {
            updates.put(id, bundle.plain());
            return;
        }
        int up = lastDisplayLines;
        hideBar();
        print("\u001b[" + up + "A\r\u001b[J");
        display(bundle, id);
    }

    /** How many rows of the terminal a text takes. */
    private int rows(String text) {
        return text.lines()
                .mapToInt(line ->
                        1 + Math.max(0, Columns.width(Ansi.strip(line)) - 1) / Math.max(1, terminal.columns()))
                .sum();
    }

    private static String line(String text) {
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }

    /** A file's own text on a line of ours: control characters are shown, not obeyed. */
    private static String visible(String text) {
        StringBuilder visible = new StringBuilder();
        text.chars().forEach(c -> {
            if (c != '\t' && Character.isISOControl(c)) {
                visible.append(String.format("\\u{%x}", c));
            } else {
                visible.append((char) c);
            }
        });
        return visible.toString();
    }

    private void freshLine() {
        if (!atLineStart) {
            print("\n");
        }
    }

    private void print(String text) {
        if (text.isEmpty()) {
            return;
        }
        hideBar();
        out.print(terminal.glyphs().of(terminal.out() ? text : Ansi.strip(text)));
        out.flush();
        atLineStart = text.endsWith("\n");
        lastDisplay = "";
    }

    private void hideBar() {
        if (barShown) {
            err.print(ERASE_LINE);
            err.flush();
            barShown = false;
        }
    }
}
