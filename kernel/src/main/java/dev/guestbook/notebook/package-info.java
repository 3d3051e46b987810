/**
 * Runs notebook files without Jupyter: reads and writes nbformat 4, shows outputs in a terminal, renders a page.
 *
 * <p>A front end: uses {@code cell} and {@code display}, never {@code kernel} or {@code console}; only {@code
 * Main} uses it. Central types: {@link dev.guestbook.notebook.Notebook}, {@link
 * dev.guestbook.notebook.NotebookRunner}.
 */
package dev.guestbook.notebook;
