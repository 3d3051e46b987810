/**
 * From a contract to Java that one would ship: a class over one WebAssembly module that depends on the engine alone,
 * and its JUnit test. Text goes in and text comes out; nothing is read, written or run here.
 *
 * <p>Used by {@code magic}; uses {@code contract}. Central type: {@link dev.guestbook.harden.Hardening}.
 */
package dev.guestbook.harden;
