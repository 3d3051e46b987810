package dev.guestbook.console;

import dev.guestbook.eval.Completion;
import java.util.List;
import org.jline.reader.CompletingParsedLine;

/** A cell being edited, as the line editor takes it: the word at the cursor is the text that a completion replaces. */
record CellLine(String line, int cursor, Completion completion) implements CompletingParsedLine {
    @Override
    public String word() {
        return line.substring(completion.start(), completion.end());
    }

    @Override
    public int wordCursor() {
        return cursor - completion.start();
    }

    @Override
    public int wordIndex() {
        return 0;
    }

    @Override
    public List<String> words() {
        return List.of(word());
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
        return candidate;
    }

    @Override
    public int rawWordCursor() {
        return wordCursor();
    }

    @Override
    public int rawWordLength() {
        return word().length();
    }
}
