package dev.guestbook.display;

/** Takes a cell's outputs. Called from any thread, also after the cell has ended; must not throw. */
@FunctionalInterface
public interface CellSink {
    void accept(CellOutput output);
}
