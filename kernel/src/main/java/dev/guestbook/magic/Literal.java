package dev.guestbook.magic;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The literals of magic arguments: {@code 42}, {@code 0x2a}, {@code -1}, {@code 1_000}, {@code 3.5}, {@code [1, 2, 3]}, {@code [[1, 2], [3, 4]]}. */
final class Literal {
    private static final Pattern WHOLE = Pattern.compile("([+-]?)(0[xX])?([0-9a-fA-F](?:_?[0-9a-fA-F])*)");
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(?:\\d+\\.\\d*|\\.\\d+|\\d+(?=[eE]))(?:[eE][+-]?\\d+)?|[+-]?Infinity|NaN");
    private static final Pattern MULTIPLE = Pattern.compile("(?i)(.+?)(KiB|MiB|GiB|B)?");

    private Literal() {}

    /**
     * The value of a literal: {@link Integer}, {@link Long} or {@link BigInteger} (the first that holds it, up to
     * 64 bits unsigned), {@link Double}, or a list of such, also of lists. Empty for anything else.
     */
    static Optional<Object> parse(String text) {
        String trimmed = text.strip();
        if (trimmed.startsWith("[") && trimmed.endsWith("]")) {
            return list(trimmed.substring(1, trimmed.length() - 1));
        }
        return number(trimmed).map(n -> n);
    }

    private static Optional<Object> list(String inner) {
        List<Object> values = new ArrayList<>();
        if (inner.isBlank()) {
            return Optional.of(values);
        }
        for (String item : items(inner)) {
            Optional<Object> value = parse(item);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(List.copyOf(values));
    }

    /** What stands between commas, but for those inside of brackets. */
    private static List<String> items(String inner) {
        List<String> items = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (c == ',' && depth == 0) {
                items.add(inner.substring(start, i));
                start = i + 1;
            }
        }
        items.add(inner.substring(start));
        return items;
    }

    private static Optional<Number> number(String text) {
        Matcher whole = WHOLE.matcher(text);
        if (whole.matches() && (whole.group(2) != null || whole.group(3).matches("[0-9_]+"))) {
            BigInteger magnitude = new BigInteger(whole.group(3).replace("_", ""), whole.group(2) == null ? 10 : 16);
            return narrowest(whole.group(1).equals("-") ? magnitude.negate() : magnitude);
        }
        return DECIMAL.matcher(text).matches()
                ? Optional.<Number>of(Double.valueOf(text)).filter(number -> !Double.isInfinite(number.doubleValue()))
                : Optional.empty();
    }

    private static Optional<Number> narrowest(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) {
            return Optional.of(value.intValue());
        }
        if (value.bitLength() < Long.SIZE) {
            return Optional.of(value.longValue());
        }
        return value.signum() > 0 && value.bitLength() == Long.SIZE ? Optional.of(value) : Optional.empty();
    }

    /** A size as options take it: {@code 65536}, {@code 64KiB}, {@code 16MiB}; bytes. Empty for anything else. */
    static Optional<Long> size(String text) {
        Matcher matcher = MULTIPLE.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int shift = matcher.group(2) == null
                ? 0
                : switch (matcher.group(2).charAt(0)) {
                    case 'K', 'k' -> 10;
                    case 'M', 'm' -> 20;
                    case 'G', 'g' -> 30;
                    default -> 0;
                };
        return number(matcher.group(1))
                .filter(n -> !(n instanceof Double) && !(n instanceof BigInteger))
                .map(Number::longValue)
                .filter(n -> n >= 0 && n <= (Long.MAX_VALUE >> shift))
                .map(n -> n << shift);
    }
}
