/**
 * What a person sees: MIME bundles, tables, hex dumps, and the way from a thread to its cell's output.
 *
 * <p>Snippets see this package. Any package may use it; it uses none of ours. Central types: {@link
 * dev.guestbook.display.MimeBundle}, {@link dev.guestbook.display.CellOutput}.
 */
package dev.guestbook.display;
