package dev.guestbook.contract;

/**
 * A declaration that a contract cannot hold, where others of the text can.
 *
 * @param line where it says so
 * @param why a sentence that says what to write instead
 */
public record LeftOut(int line, String why) {}
