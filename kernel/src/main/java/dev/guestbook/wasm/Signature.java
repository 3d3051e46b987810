package dev.guestbook.wasm;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a function takes and returns. Prints as {@code (i32, i32) -> i32}; nothing returned is {@code ()}. */
public record Signature(List<ValueType> parameters, List<ValueType> results) {
    /** Types of a side that fit in a sentence. */
    private static final int SHOWN = 24;

    public Signature {
        parameters = List.copyOf(parameters);
        results = List.copyOf(results);
    }

    /** Whether the host can pass all that it takes and returns. */
    public boolean isPassable() {
        return Stream.concat(parameters.stream(), results.stream()).allMatch(ValueType::isPassable);
    }

    /** For a line of text: as {@link #toString()}, but of more than 24 types a side only the first are written out. */
    public String brief() {
        return text(SHOWN);
    }

    @Override
    public String toString() {
        return text(Integer.MAX_VALUE);
    }

    private String text(int most) {
        return listed(parameters, most) + " -> "
                + (results.size() == 1 ? results.get(0).text() : listed(results, most));
    }

    private static String listed(List<ValueType> types, int most) {
        String end = types.size() > most ? ", and " + (types.size() - most) + " more)" : ")";
        return types.stream().limit(most).map(ValueType::text).collect(Collectors.joining(", ", "(", end));
    }
}
