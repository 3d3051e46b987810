/**
 * The compilers for guests: which clang is used and why, the kit that can be installed where there is none, the rustc that is
 * there, and one compilation, whose complaints point into the text that was compiled. Knows no guest and no cell.
 *
 * <p>Used by {@code session}, {@code magic} and {@code Main}; uses {@code source}, whose Maven fetches the kit, and {@code
 * display}. Central types: {@link dev.guestbook.toolchain.Toolchain}, {@link dev.guestbook.toolchain.Kit}.
 */
package dev.guestbook.toolchain;
