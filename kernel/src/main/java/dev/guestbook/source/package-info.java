/**
 * Where modules come from: files, npm packages, and the cache.
 *
 * <p>Used by {@code session}; uses none of ours. Central type: {@link dev.guestbook.source.ModuleSources}.
 */
package dev.guestbook.source;
