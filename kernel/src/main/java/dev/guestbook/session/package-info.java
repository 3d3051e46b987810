/**
 * The session a notebook drives guests with: {@code wasm} in every cell.
 *
 * <p>Snippets see this package. Used by {@code magic} and by cells; uses {@code wasm}, {@code source}, {@code
 * toolchain} and {@code display}. Central types: {@link dev.guestbook.session.Session}, {@link
 * dev.guestbook.session.Guest}, {@link dev.guestbook.session.Ptr}.
 *
 * <pre>{@code
 * Guest g = wasm.load("guests/twosum/twosum.wasm");
 * Ptr nums = wasm.alloc("nums", 16);
 * wasm.write(nums, new int[] {2, 7, 11, 15});
 * int[] pair = wasm.readInts(wasm.call("twosum", nums, 4, 9).ptr(), 2);
 * wasm.reset();
 * }</pre>
 */
package dev.guestbook.session;
