package dev.guestbook.eval;

/** Unwinds user code after an interrupt. Not for users to name: they would catch it. */
final class CellInterrupted extends Error {
    private static final long serialVersionUID = 1L;

    CellInterrupted() {
        super("The cell was interrupted.", null, false, false);
    }

    /** What others that carry it say of it: without the name of a class that is no one's to know. */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
        return getMessage();
    }
}
