package dev.guestbook.console;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jline.utils.AttributedString;

/**
 * What the running cell has written, for as long as it can be taken back: bounded, and only lines and colours. What
 * moves the cursor by itself, or was typed by the user in between, ends that.
 */
final class Page {
    private static final int MAX_CHARS = 1 << 16;
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    /** A piece that was written; {@code id} is its display id, or empty. */
    private record Piece(String id, String text) {}

    private final List<Piece> pieces = new ArrayList<>();
    private int chars;
    private boolean lost;

    void add(String id, String text) {
        chars += text.length();
        boolean moves = COLOUR.matcher(text)
                .replaceAll("")
                .chars()
                .anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t');
        if (lost || moves || chars > MAX_CHARS) {
            lose();
        } else {
            pieces.add(new Piece(id, text));
        }
    }

    /** From here on nothing that was written can be found again. */
    void lose() {
        lost = true;
        pieces.clear();
    }

    /** The index of the piece with a display id, or -1. */
    int find(String id) {
        for (int k = pieces.size() - 1; k >= 0; k--) {
            if (pieces.get(k).id.equals(id)) {
                return k;
            }
        }
        return -1;
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** Gives another text to a piece. */
    void replace(int at, String text) {
        Piece old = pieces.set(at, new Piece(pieces.get(at).id, text));
        chars += text.length() - old.text.length();
    }

    /** All text from a piece on. */
    String from(int at) {
        StringBuilder text = new StringBuilder();
        pieces.subList(at, pieces.size()).forEach(piece -> text.append(piece.text));
        return text.toString();
    }

    /** Forgets everything that was written. */
    void clear() {
        pieces.clear();
        chars = 0;
    }

    /** How many rows the cursor stands below where a text began, in a terminal of {@code columns}. */
    static int rowsBelow(String text, int columns) {
        int rows = 0;
        String[] lines = text.split("\n", -1);
        for (int k = 0; k < lines.length; k++) {
            int length = AttributedString.fromAnsi(lines[k], 8).columnLength();
            int wrapped = Math.max(0, length - 1) / columns;
            rows += k < lines.length - 1 ? wrapped + 1 : wrapped;
        }
        return rows;
    }
}
