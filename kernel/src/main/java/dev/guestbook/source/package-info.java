/**
 * Where modules and libraries come from: files, https, npm packages, Maven repositories, and the cache.
 *
 * <p>Used by {@code session} and {@code magic}; uses none of ours. The only package that sees Maven's resolver. Central
 * types: {@link dev.guestbook.source.ModuleSources} and {@link dev.guestbook.source.MavenLibraries}.
 */
package dev.guestbook.source;
