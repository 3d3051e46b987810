/**
 * What compiled guest code runs on: the compiler's hook, linear memory, and the poll that stops a guest.
 *
 * <p>Used by {@code wasm} alone; uses none of ours. Types are public where compiled code calls them, as
 * each module's classes live in a loader of their own; cells do not see this package. Central types:
 * {@link dev.guestbook.wasm.code.GuestCompiler}, {@link dev.guestbook.wasm.code.FlatMemory}.
 */
package dev.guestbook.wasm.code;
