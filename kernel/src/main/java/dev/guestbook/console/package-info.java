/**
 * Cells in a terminal: a line editor over {@code cell}, or a script from a pipe.
 *
 * <p>A front end: uses {@code cell}, {@code eval}'s answers and {@code display}, never {@code kernel} or {@code
 * notebook}; only {@code Main} uses it. The only package that sees JLine. Central type: {@link
 * dev.guestbook.console.Console}.
 */
package dev.guestbook.console;
