/**
 * The words of the Jupyter protocol: message headers, and a file per conversation with its records and
 * their JSON.
 *
 * <p>Knows no socket and no cell. Used by {@code channel}, {@code kernel} and {@code install}; uses none
 * of ours. Sees Jackson's streaming API only: its data binding costs a third of a second at start.
 * Central types: {@link dev.guestbook.protocol.Message}, {@link dev.guestbook.protocol.JsonObject}.
 */
package dev.guestbook.protocol;
