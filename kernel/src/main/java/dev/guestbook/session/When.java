package dev.guestbook.session;

import dev.guestbook.display.CellScope;

/** The cell that did something; 0 where none did. Prints as {@code cell 7}. */
record When(int cell) {
    /** The cell the calling thread works for. */
    static When now() {
        return new When(CellScope.current().map(CellScope::cell).orElse(0));
    }

    @Override
    public String toString() {
        return cell == 0 ? "code outside a numbered cell" : "cell " + cell;
    }
}
