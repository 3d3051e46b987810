package dev.guestbook.eval;

/** Unwinds user code after an interrupt. Not for users to name: they would catch it. */
final class CellInterrupted extends Error {
    private static final long serialVersionUID = 1L;

    CellInterrupted() {
        super("The cell was interrupted.", null, false, false);
    }
}
