package dev.guestbook.console;

import dev.guestbook.cell.CellRunner;
import dev.guestbook.eval.Completeness;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;
import org.jline.utils.Signals;

/**
 * Cells from lines as they are: a script, or a terminal that has no line editor. A cell is as many lines as it takes
 * to be whole.
 */
final class PlainLines implements Source {
    private final CellRunner cells;
    private final BufferedReader lines;
    private final Outlet outlet;
    private final boolean prompts;
    private final Object formerHandler;
    private volatile boolean reading;

    /**
     * Lines of {@code lines}, asked for with prompts where {@code prompts} says so.
     *
     * @param interrupt run by Ctrl-C while a cell runs; while lines are read, Ctrl-C ends the JVM
     */
    PlainLines(CellRunner cells, BufferedReader lines, Outlet outlet, boolean prompts, Runnable interrupt) {
        this.cells = cells;
        this.lines = lines;
        this.outlet = outlet;
        this.prompts = prompts;
        this.formerHandler = Signals.register("INT", () -> {
            if (reading) {
                System.exit(Console.INTERRUPTED);
            }
            interrupt.run();
        });
    }

    @Override
    public Optional<String> next(int count) throws IOException {
        reading = true;
        try {
            StringBuilder cell = new StringBuilder();
            for (String line = line(Prompt.first(count)); line != null; line = line(Prompt.more(count))) {
                cell.append(line);
                if (cell.toString().isBlank() || isWhole(cell.toString())) {
                    return Optional.of(cell.toString());
                }
                cell.append('\n');
            }
            return cell.length() == 0 ? Optional.empty() : Optional.of(cell.toString());
        } finally {
            reading = false;
        }
    }

    private boolean isWhole(String cell) {
        return cells.completeness(cell).status() != Completeness.Status.INCOMPLETE;
    }

    private String line(String prompt) throws IOException {
        if (prompts) {
            outlet.out(prompt);
        }
        return lines.readLine();
    }

    @Override
    @SuppressWarnings("SystemConsoleNull") // with prompts there is a terminal; null is for the odd one
    public String answer(String prompt, boolean password) throws IOException {
        if (password && prompts && System.console() != null) {
            char[] typed = System.console().readPassword("%s", prompt);
            return typed == null ? null : new String(typed);
        }
        outlet.out(prompt);
        return lines.readLine();
    }

    @Override
    public void close() {
        Signals.unregister("INT", formerHandler);
    }
}
