package dev.guestbook.console;

import dev.guestbook.cell.CellRunner;
import dev.guestbook.eval.Completeness;
import dev.guestbook.eval.Completion;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.EOFError;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Tells the line editor what it edits: whether a cell is whole, and what could stand at the cursor. */
final class CellGrammar implements Parser, Completer {
    private final CellRunner cells;
    private final Runnable accepted;

    /** @param accepted run when a line is taken for a cell, which the editor then returns */
    CellGrammar(CellRunner cells, Runnable accepted) {
        this.cells = cells;
        this.accepted = accepted;
    }

    /** @throws EOFError where the cell lacks a line; it carries the line's indent as a number of brackets */
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && !line.isBlank()) {
            Completeness found = cells.completeness(line);
            if (found.status() == Completeness.Status.INCOMPLETE) {
                int indent = found.indent().length();
                throw new EOFError(-1, -1, "The cell lacks a line.", null, indent, null);
            }
        }
        if (context == ParseContext.ACCEPT_LINE) {
            accepted.run();
        }
        boolean completes = context == ParseContext.COMPLETE;
        return new CellLine(line, cursor, completes ? completion(line, cursor) : Completion.none(cursor));
    }

    /** What the runner finds, with the bounds that the editor needs: around the cursor. */
    private Completion completion(String line, int cursor) {
        Completion found = cells.complete(line, cursor);
        boolean sound =
                found.start() >= 0 && found.start() <= cursor && found.end() >= cursor && found.end() <= line.length();
        return sound ? found : Completion.none(cursor);
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        if (line instanceof CellLine cell) {
            cell.completion().matches().forEach(match -> candidates.add(candidate(match)));
        }
    }

    private static Candidate candidate(Completion.Match match) {
        String note = match.signature().isEmpty() ? match.type() : match.signature();
        return new Candidate(match.text(), match.text(), null, note.isEmpty() ? null : note, null, null, false);
    }
}
