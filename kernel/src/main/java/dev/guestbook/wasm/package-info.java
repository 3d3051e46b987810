/**
 * Runs guests: modules that were checked before anything is compiled, their instances, linear memory and
 * traps.
 *
 * <p>Used by {@code session}; uses {@code wasm.code} alone. With that the only package that sees
 * Chicory, and no type of it crosses out. Central types: {@link dev.guestbook.wasm.WasmModule}, {@link dev.guestbook.wasm.Instance}.
 */
package dev.guestbook.wasm;
