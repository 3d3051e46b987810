package dev.guestbook.console;

/** What text is written to: two streams, or one terminal. */
interface Outlet {
    void out(String text);

    void err(String text);

    /** Rows of the terminal, 0 where what is written cannot be taken back. */
    int rows();

    /** Columns of the terminal, at least 1. */
    int columns();
}
