/**
 * Magics: the {@code %} lines and {@code %%} cells, parsed to records and run as calls on the session.
 *
 * <p>Used by {@code cell}; uses {@code eval}, {@code session}, {@code source} and {@code display}. Central types: {@link
 * dev.guestbook.magic.Magics}, which has one {@link dev.guestbook.magic.Magic} for each name, and {@link
 * dev.guestbook.magic.CellParser}, which tells magics from Java.
 */
package dev.guestbook.magic;
