package dev.guestbook.console;

import dev.guestbook.cell.CellOutcome;
import dev.guestbook.cell.CellRunner;
import dev.guestbook.display.CellScope;
import dev.guestbook.display.Glyphs;
import dev.guestbook.display.MimeBundle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * {@code guestbook console}: reads cells, runs them, shows what they show. In a terminal it goes on after a failed
 * cell; as a script it ends there.
 */
public final class Console {
    /** The exit code of a script that was interrupted. */
    static final int INTERRUPTED = 130;

    private static final long AGAIN_MS = 100;

    private final CellRunner cells;
    private final boolean interactive;
    private Source source;
    private Screen screen;
    private int count;
    /** How many cells were read and are over. */
    private long over;

    /**
     * How the console behaves.
     *
     * @param interactive whether somebody types and reads, so that there are prompts
     * @param colour whether escape sequences may be written
     * @param glyphs what the terminal can show
     * @param banner the first line, where it is interactive
     * @param state the folder that keeps the history; empty keeps none
     */
    public record Options(boolean interactive, boolean colour, Glyphs glyphs, String banner, Optional<Path> state) {}

    private Console(CellRunner cells, boolean interactive) {
        this.cells = cells;
        this.interactive = interactive;
    }

    /**
     * Runs cells until the input ends; the runner is made here and closed.
     *
     * @return the exit code: 0, 1 for a script's failed cell, 130 for one that was interrupted
     * @throws IOException where the input or the terminal fails
     */
    public static int run(Supplier<CellRunner> cells, Options options, InputStream in, PrintStream out, PrintStream err)
            throws IOException {
        StreamOutlet streams = new StreamOutlet(out, err);
        if (options.interactive()) {
            Terminal terminal = TerminalBuilder.builder()
                    .name("guestbook")
                    .system(true)
                    .dumb(true) // rather than a warning; it is then left alone
                    .nativeSignals(true)
                    .build();
            if (canEdit(terminal)) {
                return run(cells, options, terminal);
            }
            terminal.close();
            streams.out(options.banner() + "\n");
        }
        try (CellRunner runner = cells.get()) {
            Console console = new Console(runner, options.interactive());
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, Charset.defaultCharset()));
            return console.run(
                    new PlainLines(runner, lines, streams, options.interactive(), console::interrupt),
                    new Screen(streams, options.colour(), options.glyphs()));
        }
    }

    /** The same on a terminal with a line editor; closes the terminal. */
    static int run(Supplier<CellRunner> cells, Options options, Terminal terminal) throws IOException {
        terminal.writer().println(options.banner());
        terminal.flush();
        try (CellRunner runner = cells.get()) {
            Console console = new Console(runner, true);
            Optional<Path> history = console.history(options.state(), terminal);
            EditedLines lines = new EditedLines(terminal, runner, options.colour(), history, console::interrupt);
            return console.run(lines, new Screen(lines, options.colour(), options.glyphs()));
        }
    }

    private static boolean canEdit(Terminal terminal) {
        return !Terminal.TYPE_DUMB.equals(terminal.getType()) && !Terminal.TYPE_DUMB_COLOR.equals(terminal.getType());
    }

    private Optional<Path> history(Optional<Path> folder, Terminal terminal) {
        try {
            return folder.isPresent() ? Optional.of(HistoryFile.ready(folder.get())) : Optional.empty();
        } catch (IOException e) {
            terminal.writer().println("The history is not kept (" + e + "); --no-history says so beforehand.");
            return Optional.empty();
        }
    }

    private int run(Source from, Screen to) throws IOException {
        source = from;
        screen = to;
        try {
            for (Optional<String> cell = source.next(1); cell.isPresent(); cell = source.next(count + 1)) {
                Optional<Integer> end = cell.get().isBlank() ? Optional.empty() : execute(cell.get());
                isOver();
                if (end.isPresent() && !interactive) {
                    return end.get();
                }
            }
            return 0;
        } finally {
            source.close();
        }
    }

    /** Runs a cell; the exit code of a script that ends with it, where it failed. */
    private Optional<Integer> execute(String code) {
        count++;
        CellScope scope = new CellScope(count, screen::output, this::answer);
        CellOutcome outcome = cells.execute(code, scope);
        try {
            if (outcome instanceof CellOutcome.Failed failed) {
                screen.failure(failed.failure());
                return Optional.of(failed.failure().name().equals("Interrupted") ? INTERRUPTED : 1);
            }
            CellOutcome.Ok ok = (CellOutcome.Ok) outcome;
            ok.pages().stream().map(MimeBundle::plain).forEach(screen::say);
            ok.result().ifPresent(value -> screen.result(interactive ? Prompt.result(count) : "", value));
            return Optional.empty();
        } finally {
            screen.cellEnded();
        }
    }

    private String answer(String prompt, boolean password) throws IOException {
        screen.questionBegins();
        try {
            return source.answer(prompt, password);
        } finally {
            screen.questionEnded();
        }
    }

    /**
     * Interrupts the cell that was read last, also where it has not begun: said again until it is over, since the runner
     * takes no notice before.
     */
    private void interrupt() {
        if (interactive) {
            screen.keyEchoed();
        }
        long which = over();
        Thread again = new Thread(() -> insist(which), "interrupt");
        again.setDaemon(true);
        again.start();
    }

    private synchronized long over() {
        return over;
    }

    private synchronized void isOver() {
        over++;
        notifyAll();
    }

    private synchronized void insist(long which) {
        try {
            while (over == which) {
                cells.interrupt();
                wait(AGAIN_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // no one does; the JVM ends
        }
    }
}
