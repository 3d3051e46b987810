package dev.guestbook.console;

/** What is written before a line that is asked for. */
final class Prompt {
    private Prompt() {}

    /** Before a cell's first line. */
    static String first(int count) {
        return "In [" + count + "]: ";
    }

    /** Before a cell's other lines, as wide as the first. */
    static String more(int count) {
        return " ".repeat(first(count).length() - 5) + "...: ";
    }

    /** Before a cell's value. */
    static String result(int count) {
        return "Out[" + count + "]: ";
    }
}
