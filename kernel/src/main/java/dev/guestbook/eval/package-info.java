/**
 * Evaluates Java: JShell behind {@link dev.guestbook.eval.Evaluator}, with interrupts that hold.
 *
 * <p>Used by {@code magic} and {@code cell}; uses {@code display}. The only package that sees {@code
 * jdk.jshell} and ASM.
 */
package dev.guestbook.eval;
