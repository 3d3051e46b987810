package dev.guestbook.source;

import java.util.Locale;

/**
 * How far a download is.
 *
 * @param file its name
 * @param done bytes that are here
 * @param size bytes in all, 0 where it is not known
 * @param repository the id of where it comes from
 * @param before files that were fetched before it
 */
public record Transfer(String file, long done, long size, String repository, int before) {
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "fetching %s%s from %s, %d files so far",
                file,
                size == 0 ? "" : String.format(Locale.ROOT, " (%,d of %,d B)", done, size),
                repository,
                before);
    }
}
