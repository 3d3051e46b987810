/**
 * One cell in, a stream of outputs out: order, interrupts, counters.
 *
 * <p>Used by the front ends {@code kernel}, {@code notebook} and {@code console}; uses {@code magic},
 * {@code eval} and {@code display}. Central type: {@link dev.guestbook.cell.CellRunner}.
 */
package dev.guestbook.cell;
