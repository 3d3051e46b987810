package dev.guestbook.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How many elements an array has in each dimension, the outermost first: {@code int m[2][3]} has 2 and 3, and stands in
 * memory row by row. None for what is no array.
 *
 * <p>An outermost 0 leaves the length open, as {@code data[]} and {@code data[0]} do at a struct's end: the array goes as
 * far as the memory that it is given.
 *
 * @param counts each at least 1, but for the first
 */
public record Dimensions(List<Integer> counts) {
    /** Of what is no array. */
    public static final Dimensions NONE = new Dimensions(List.of());

    public Dimensions {
        counts = List.copyOf(counts);
        for (int i = 0; i < counts.size(); i++) {
            if (counts.get(i) < (i == 0 ? 0 : 1)) {
                throw new IllegalArgumentException("No array has the dimensions " + counts + ".");
            }
        }
    }

    public boolean isArray() {
        return !counts.isEmpty();
    }

    /** Whether its elements are arrays. */
    public boolean isOfArrays() {
        return counts.size() > 1;
    }

    /** Whether nothing says how long it is. */
    public boolean isOpen() {
        return isArray() && outer() == 0;
    }

    /** Elements of the outermost dimension, which there is; 0 where that is open. */
    public int outer() {
        return counts.get(0);
    }

    /** What each element of the outermost dimension, which there is, has itself. */
    public Dimensions inner() {
        return new Dimensions(counts.subList(1, counts.size()));
    }

    /** The same whose elements are arrays of so many. */
    Dimensions of(int count) {
        List<Integer> more = new ArrayList<>(counts);
        more.add(count);
        return new Dimensions(more);
    }

    /** So many of these. */
    public Dimensions times(int count) {
        List<Integer> more = new ArrayList<>(counts);
        more.add(0, count);
        return new Dimensions(more);
    }

    /** The same with so many elements in the outermost dimension. */
    public Dimensions withOuter(int count) {
        List<Integer> changed = new ArrayList<>(counts);
        changed.set(0, count);
        return new Dimensions(changed);
    }

    /** Elements in all: 1 of what is no array, 0 where the length is open. */
    public long elements() {
        return counts.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    /** How far apart the elements of the outermost dimension, which there is, are in bytes, where one number or struct takes so many. */
    public long stride(int size) {
        return size * inner().elements();
    }

    /** As it is declared: {@code [2][3]}, {@code []} where it is open, nothing for what is no array. */
    @Override
    public String toString() {
        return counts.stream()
                .map(count -> "[" + (count == 0 ? "" : count) + "]")
                .collect(Collectors.joining());
    }
}
