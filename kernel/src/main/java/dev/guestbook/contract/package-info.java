/**
 * C prototypes as a header has them, read as a contract: which pointers are inputs and outputs, how long what
 * they point to is, and which numbers count them; and the prototypes in a cell's own C or Rust. Knows C on wasm32, and no
 * guest.
 *
 * <p>Snippets see this package. Used by {@code session}, which holds guests to it, by {@code harden} and by
 * {@code magic}; uses {@code display} for nearest choices. Central types: {@link dev.guestbook.contract.Header},
 * {@link dev.guestbook.contract.Prototype}.
 *
 * <pre>{@code
 * Header header = Header.parse("int sum(const int *values, size_t n);", 1, List.of());
 * header.prototypes().get(0).inputs();   // values; n is its length
 * }</pre>
 */
package dev.guestbook.contract;
