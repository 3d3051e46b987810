package dev.guestbook.kernel;

/**
 * Matches a whole text against a pattern of {@code *}, {@code ?}, {@code [abc]}, {@code [a-z]} and
 * {@code [^..]}, as SQLite's GLOB does, in time that no pattern can blow up.
 */
final class Glob {
    private final String pattern;

    Glob(String pattern) {
        this.pattern = pattern;
    }

    boolean matches(String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int starText = 0;
        while (t < text.length()) {
            int next = p < pattern.length() && pattern.charAt(p) != '*' ? one(p, text.charAt(t)) : -1;
            if (next >= 0) {
                p = next;
                t++;
            } else if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                starText = t;
            } else if (star >= 0) {
                p = star + 1;
                t = ++starText;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** Where the pattern goes on if its element at {@code p} matches {@code c}, else -1. */
    private int one(int p, char c) {
        char element = pattern.charAt(p);
        if (element == '?') {
            return p + 1;
        }
        int end = element == '[' ? pattern.indexOf(']', p + 2) : -1;
        if (end < 0) {
            return element == c ? p + 1 : -1;
        }
        boolean negated = pattern.charAt(p + 1) == '^';
        return contains(negated ? p + 2 : p + 1, end, c) != negated ? end + 1 : -1;
    }

    private boolean contains(int from, int end, char c) {
        for (int i = from; i < end; i++) {
            boolean range = i + 2 < end && pattern.charAt(i + 1) == '-';
            if (range ? pattern.charAt(i) <= c && c <= pattern.charAt(i + 2) : pattern.charAt(i) == c) {
                return true;
            }
            if (range) {
                i += 2;
            }
        }
        return false;
    }
}
