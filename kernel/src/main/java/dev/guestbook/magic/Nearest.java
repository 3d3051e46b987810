package dev.guestbook.magic;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what a mistyped word probably meant. */
final class Nearest {
    private Nearest() {}

    /** A clause for an error: {@code did you mean --engine?} or the whole choice. */
    static String advice(String typed, Collection<String> choices) {
        return to(typed, choices)
                .map(near -> "did you mean " + near + "?")
                .orElse("choose from " + String.join(", ", choices));
    }

    /** The choice at the least edit distance, if it is near enough to be a slip. */
    static Optional<String> to(String typed, Collection<String> choices) {
        String lower = typed.toLowerCase(Locale.ROOT);
        return choices.stream()
                .filter(choice -> distance(lower, choice.toLowerCase(Locale.ROOT))
                        <= Math.max(1, Math.min(3, typed.length() / 3)))
                .min(Comparator.comparingInt(choice -> distance(lower, choice.toLowerCase(Locale.ROOT))));
    }

    /** Levenshtein's distance with swapped neighbours counted once. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
