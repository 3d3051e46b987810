package dev.guestbook.console;

import dev.guestbook.cell.CellRunner;
import java.io.IOError;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.Buffer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;

/** Cells from a line editor, and a terminal to write to, also above the line that is being edited. */
final class EditedLines implements Source, Outlet {
    private static final String CLOSE_BRACE = "guestbook-close-brace";
    private static final int INDENT = 4;
    private static final int CTRL_C = 3;
    /** How long the thread that reads the keyboard may take to say what is there. */
    private static final int LOOK_MS = 25;

    private final Terminal terminal;
    private final boolean colour;
    private final Runnable interrupt;
    private final LineReaderImpl editor;
    private final LineReaderImpl questions;
    private final StringBuilder aboveLine = new StringBuilder();
    /** Keys that were looked at and are the next line's. */
    private final StringBuilder ahead = new StringBuilder();
    /** From when a cell is accepted an interrupt is its own. */
    private volatile boolean accepted;

    /**
     * An editor on {@code terminal}, closed with it.
     *
     * @param history the file that keeps the cells of all sessions
     * @param interrupt run by Ctrl-C from when a cell is accepted
     */
    EditedLines(Terminal terminal, CellRunner cells, boolean colour, Optional<Path> history, Runnable interrupt) {
        this.terminal = terminal;
        this.colour = colour;
        this.interrupt = interrupt;
        this.editor = editor(terminal, new CellGrammar(cells, () -> accepted = true), colour, history);
        this.questions = (LineReaderImpl) LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("guestbook")
                .variable(LineReader.DISABLE_HISTORY, true)
                .variable(LineReader.DISABLE_COMPLETION, true)
                .option(Option.DISABLE_EVENT_EXPANSION, true)
                .option(Option.DISABLE_HIGHLIGHTER, true)
                .build();
        terminal.handle(Terminal.Signal.INT, signal -> {
            if (accepted) {
                interrupt.run();
            }
        });
        boolean unused = waitsUnread(editor); // that thread's start takes longer
    }

    private static LineReaderImpl editor(
            Terminal terminal, CellGrammar grammar, boolean colour, Optional<Path> history) {
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("guestbook")
                .parser(grammar)
                .completer(grammar)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%P ...: ")
                .variable(LineReader.INDENTATION, 1) // columns for each "bracket" that CellGrammar counts
                .variable(LineReader.ERRORS, 0) // completes what was typed, not what resembles it
                .variable(LineReader.HISTORY_SIZE, 2000)
                .variable(LineReader.HISTORY_FILE_SIZE, 2000)
                .option(Option.DISABLE_EVENT_EXPANSION, true) // "!" is Java's
                .option(Option.HISTORY_REDUCE_BLANKS, false) // and blanks are the user's
                .option(Option.HISTORY_TIMESTAMPED, false)
                .option(Option.INSERT_TAB, true)
                .option(Option.DISABLE_HIGHLIGHTER, !colour);
        if (!colour) {
            for (String part : List.of("STARTING", "DESCRIPTION", "GROUP", "BACKGROUND")) {
                builder.variable("COMPLETION_STYLE_" + part, "fg:default");
                builder.variable("COMPLETION_STYLE_LIST_" + part, "fg:default");
            }
        }
        history.ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
        LineReaderImpl editor = (LineReaderImpl) builder.build();
        editor.getWidgets().put(CLOSE_BRACE, () -> closeBrace(editor.getBuffer()));
        // The editor's own ways to close a bracket take a blank away before it.
        KeyMap<Binding> keys = editor.getKeyMaps().get(LineReader.MAIN);
        keys.bind(new Reference(LineReader.SELF_INSERT), ")", "]");
        keys.bind(new Reference(CLOSE_BRACE), "}");
        return editor;
    }

    /** A brace that begins its line closes a block: it stands one step to the left. */
    private static boolean closeBrace(Buffer buffer) {
        String before = buffer.upToCursor();
        String line = before.substring(before.lastIndexOf('\n') + 1);
        if (line.isBlank()) {
            buffer.backspace(Math.min(INDENT, line.length()));
        }
        buffer.write('}');
        return true;
    }

    @Override
    public Optional<String> next(int count) {
        accepted = false;
        try {
            String prompt = Prompt.first(count);
            typeAhead(editor);
            String cell = editor.readLine(colour ? Screen.GREEN + prompt + Screen.RESET : prompt);
            boolean taken =
                    Thread.interrupted(); // what the editor makes of Ctrl-C, also after it has accepted the line
            boolean unread = waitsUnread(editor);
            if (taken || unread) {
                interrupt.run();
            }
            return Optional.of(cell);
        } catch (UserInterruptException e) {
            return Optional.of("");
        } catch (EndOfFileException e) {
            return Optional.empty();
        } finally {
            aboveLineEnded();
        }
    }

    /**
     * Whether Ctrl-C came with Enter or right after it, before the terminal made a signal of it. To an editor it is a
     * key as any other, and one that it did not come to read would wait for the next line. What was typed before it goes
     * with it, as terminals have it; other keys are the next line's.
     */
    private boolean waitsUnread(LineReaderImpl last) {
        boolean found = false;
        try {
            while (last.peekCharacter(LOOK_MS) >= 0) {
                int key = last.readCharacter();
                if (key == CTRL_C) {
                    found = true;
                    ahead.setLength(0);
                } else {
                    ahead.appendCodePoint(key);
                }
            }
        } catch (IOError e) {
            if (!(e.getCause() instanceof InterruptedIOException)) {
                throw e;
            }
            ahead.setLength(0); // Ctrl-C comes this way too
            return true;
        }
        return found;
    }

    /** Hands the next line its first keys. */
    private void typeAhead(LineReader next) {
        next.runMacro(ahead.toString());
        ahead.setLength(0);
    }

    @Override
    public String answer(String prompt, boolean password) throws IOException {
        if (editor.isReading() || questions.isReading()) {
            throw new IOException("The terminal is busy with another line; ask for input while the cell runs.");
        }
        try {
            typeAhead(questions);
            String answer = password ? questions.readLine(prompt, '\0') : questions.readLine(prompt);
            if (waitsUnread(questions)) {
                interrupt.run();
            }
            return answer;
        } catch (EndOfFileException e) {
            return null;
        } catch (UserInterruptException | IOError e) {
            interrupt.run();
            throw (InterruptedIOException) new InterruptedIOException("The question was interrupted.").initCause(e);
        }
    }

    /** Text that comes while a line is edited goes above it, whole lines at a time. */
    @Override
    public void out(String text) {
        if (!editor.isReading()) {
            terminal.writer().print(text);
            terminal.flush();
            return;
        }
        String whole;
        synchronized (aboveLine) {
            aboveLine.append(text);
            int end = aboveLine.lastIndexOf("\n");
            if (end < 0) {
                return;
            }
            whole = aboveLine.substring(0, end);
            aboveLine.delete(0, end + 1);
        }
        editor.printAbove(whole);
    }

    private void aboveLineEnded() {
        synchronized (aboveLine) {
            terminal.writer().print(aboveLine);
            terminal.flush();
            aboveLine.setLength(0);
        }
    }

    @Override
    public void err(String text) {
        out(text);
    }

    /** None while a line is edited: the cursor is then the editor's. */
    @Override
    public int rows() {
        return editor.isReading() || questions.isReading()
                ? 0
                : terminal.getSize().getRows();
    }

    @Override
    public int columns() {
        return Math.max(1, terminal.getSize().getColumns());
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
