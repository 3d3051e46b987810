package dev.guestbook;

import dev.guestbook.cell.CellOutcome;
import dev.guestbook.cell.CellRunner;
import dev.guestbook.display.CellInput;
import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.source.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Real cells over a real evaluator and session, read as text: what a person in a terminal would see. */
final class Notepad implements AutoCloseable {
    static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    private final CellRunner cells;
    private int count;

    Notepad() {
        this(PROJECT);
    }

    Notepad(Path base) {
        cells = Main.openCells(base, true);
    }

    Notepad(Settings settings) {
        cells = Main.openCells(settings, true);
    }

    CellRunner cells() {
        return cells;
    }

    /**
     * All that the cell showed, then its result, or its error as {@code NAME: message}; without what only says that work
     * goes on, as it does on a machine that takes a second for it.
     */
    String run(String code) {
        List<String> shown = new ArrayList<>();
        CellOutcome outcome =
                cells.execute(code, new CellScope(++count, output -> shown.add(text(output)), CellInput.NONE));
        shown.removeIf(text ->
                text.matches("(?:compiling|assembling|loading [^\n]*|starting [^\n]*)(?:, \\d+ s| took \\d[^\n]*)"));
        if (outcome instanceof CellOutcome.Ok ok) {
            ok.result().map(MimeBundle::plain).ifPresent(shown::add);
            ok.pages().forEach(page -> shown.add(page.plain()));
        } else if (outcome instanceof CellOutcome.Failed failed) {
            shown.add(failed.failure().name() + ": " + failed.failure().message());
        }
        return String.join("\n", shown);
    }

    /** What a cell that fails shows of its failure, without colours. */
    String traceback(String code) {
        CellOutcome outcome = cells.execute(code, new CellScope(++count, output -> {}, CellInput.NONE));
        return String.join("\n", ((CellOutcome.Failed) outcome).failure().traceback())
                .replaceAll("\u001b\\[[0-9;]*m", "");
    }

    private static String text(CellOutput output) {
        if (output instanceof CellOutput.Text text) {
            return text.text().stripTrailing();
        }
        if (output instanceof CellOutput.Shown shown) {
            return shown.bundle().plain();
        }
        return output instanceof CellOutput.Update update ? update.bundle().plain() : "(cleared)";
    }

    @Override
    public void close() {
        cells.close();
    }
}
