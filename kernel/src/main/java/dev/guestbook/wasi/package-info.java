/**
 * WASI preview 1 for guests: arguments, environment, clocks, random bytes, the cell's streams, and the
 * folders that were granted, each path component resolved without following links.
 *
 * <p>Used by {@code session}; uses {@code wasm}. Central type: {@link dev.guestbook.wasi.Wasi}, made anew for
 * each instance. A guest is hostile: every pointer, length and name it passes is checked before the host
 * allocates or opens anything.
 *
 * <pre>{@code
 * try (Wasi wasi = new Wasi(grants, stdio)) {
 *     Instance instance = module.instantiate(wasi.functions());
 * }
 * }</pre>
 */
package dev.guestbook.wasi;
