package dev.guestbook.wasm;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a function takes and returns. Prints as {@code (i32, i32) -> i32}; nothing returned is {@code ()}. */
public record Signature(List<ValueType> parameters, List<ValueType> results) {
    public Signature {
        parameters = List.copyOf(parameters);
        results = List.copyOf(results);
    }

    /** Whether it takes and returns nothing but numbers of 32 and 64 bits, which Java has. */
    public boolean isNumeric() {
        return Stream.concat(parameters.stream(), results.stream())
                .allMatch(type -> type.kind() != ValueType.Kind.VECTOR && type.kind() != ValueType.Kind.REFERENCE);
    }

    @Override
    public String toString() {
        return listed(parameters) + " -> "
                + (results.size() == 1 ? results.get(0).text() : listed(results));
    }

    private static String listed(List<ValueType> types) {
        return types.stream().map(ValueType::text).collect(Collectors.joining(", ", "(", ")"));
    }
}
