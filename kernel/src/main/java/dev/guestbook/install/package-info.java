/**
 * Puts Guestbook in its places on this machine: the kernelspec that front ends find it by, and the doctor that says
 * what is missing.
 *
 * <p>Only {@code Main} uses it; it uses none of ours. Central types: {@link dev.guestbook.install.KernelSpec}, {@link
 * dev.guestbook.install.Doctor}.
 */
package dev.guestbook.install;
