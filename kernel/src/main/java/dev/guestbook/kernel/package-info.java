/**
 * The Jupyter front end over {@code cell}: one handler per conversation, busy and idle around each, the
 * execution count.
 *
 * <p>Used by {@code Main}; uses {@code cell}, {@code display}, {@code eval}'s answers, {@code channel} and
 * {@code protocol}. Central type: {@link dev.guestbook.kernel.Kernel}.
 */
package dev.guestbook.kernel;
