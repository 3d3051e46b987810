package dev.guestbook.session;

import dev.guestbook.display.CellScope;
import java.util.Optional;

/**
 * One run of a cell that said something which another run of it replaces.
 *
 * @param cell what stays the same in every run of it
 * @param run its number, which does not
 */
record Telling(String cell, int run) {
    /** That of the cell the calling thread works for; none where the front end does not tell cells apart. */
    static Optional<Telling> now() {
        return CellScope.current().flatMap(scope -> scope.id().map(id -> new Telling(id, scope.cell())));
    }

    boolean isAnotherRunOf(Telling other) {
        return other != null && cell.equals(other.cell) && run != other.run;
    }
}
