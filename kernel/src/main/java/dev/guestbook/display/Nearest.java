package dev.guestbook.display;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The valid choice nearest to what a person typed. */
public final class Nearest {
    private static final int LONGEST = 100;
    private static final int LISTED = 8;

    /** What is shorter than this is in many names. */
    private static final int SHORTEST_PART = 4;

    private Nearest() {}

    /**
     * The choice within a third of {@code typed}'s length in edits, case ignored; else the one nearest to it of those that
     * it holds, or that hold it, where that is a good part of the longer; the first of equals.
     */
    public static Optional<String> of(String typed, Collection<String> choices) {
        if (typed.length() > LONGEST) {
            return Optional.empty();
        }
        String wanted = fold(typed);
        int most = Math.max(1, typed.length() / 3);
        List<Candidate> candidates = choices.stream()
                .filter(choice -> !choice.isBlank() && choice.length() <= LONGEST)
                .map(choice -> new Candidate(choice, edits(wanted, fold(choice))))
                .toList();
        return nearest(candidates, candidate -> candidate.edits() <= most)
                .or(() -> nearest(candidates, candidate -> isPart(wanted, fold(candidate.choice()))));
    }

    private record Candidate(String choice, int edits) {}

    private static Optional<String> nearest(List<Candidate> candidates, Predicate<Candidate> near) {
        return candidates.stream()
                .filter(near)
                .min(Comparator.comparingInt(Candidate::edits))
                .map(Candidate::choice);
    }

    private static boolean isPart(String a, String b) {
        String part = a.length() < b.length() ? a : b;
        String whole = a.length() < b.length() ? b : a;
        return part.length() >= SHORTEST_PART && 3 * part.length() >= whole.length() && whole.contains(part);
    }

    /** {@code Did you mean `twosum`?}, or what there is: {@code There is `a`, `b`.}, or {@code nothing}. */
    public static String hint(String typed, Collection<String> choices, String nothing) {
        Optional<String> nearest = of(typed, choices);
        if (nearest.isPresent()) {
            return "Did you mean `" + Untrusted.name(nearest.get()) + "`?";
        }
        if (choices.isEmpty()) {
            return nothing;
        }
        String listed = choices.stream()
                .limit(LISTED)
                .map(choice -> "`" + Untrusted.name(choice) + "`")
                .collect(Collectors.joining(", "));
        return "There is " + listed + (choices.size() > LISTED ? " and " + (choices.size() - LISTED) + " more." : ".");
    }

    private static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Insertions, deletions, replacements and swaps of neighbours between two texts. */
    private static int edits(String a, String b) {
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                distance[i][j] = i == 0 || j == 0 ? i + j : step(a, b, i, j, distance);
            }
        }
        return distance[a.length()][b.length()];
    }

    private static int step(String a, String b, int i, int j, int[][] distance) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int best =
                Math.min(distance[i - 1][j - 1] + (same ? 0 : 1), Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, distance[i - 2][j - 2] + 1) : best;
    }
}
