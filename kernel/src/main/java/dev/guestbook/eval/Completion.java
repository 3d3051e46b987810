package dev.guestbook.eval;

import java.util.List;

/**
 * Completions of the text around a cursor.
 *
 * @param start where the replaced text starts, in chars (UTF-16 units) from the source's start
 * @param end where it ends, exclusive
 */
public record Completion(int start, int end, List<Match> matches) {
    public Completion {
        matches = List.copyOf(matches);
    }

    /** No completion at {@code cursor}. */
    public static Completion none(int cursor) {
        return new Completion(cursor, cursor, List.of());
    }

    /**
     * One candidate.
     *
     * @param text replaces the source from {@code start} to {@code end}
     * @param type {@code method}, {@code field}, {@code class}, {@code package}, {@code variable}, {@code
     *     keyword}, {@code magic}, {@code option}, {@code path}, {@code export}, {@code region}; shown by front ends
     * @param signature a signature or other short note; may be empty
     */
    public record Match(String text, String type, String signature) {}
}
