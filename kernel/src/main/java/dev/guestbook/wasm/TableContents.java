package dev.guestbook.wasm;

import java.util.List;

/**
 * A table of an instance as it is now.
 *
 * @param type of its elements, as in {@code funcref}
 * @param entries those that are set, by index
 */
public record TableContents(int index, String type, int size, List<Entry> entries) {
    /**
     * A set entry.
     *
     * @param reference a function's index in its module, or the number that the host gave an externref
     * @param function its name; escape before showing. What is no function is named by its number
     * @param type the function's signature; empty where that is another instance's or no function
     */
    public record Entry(int index, int reference, String function, String type) {}

    /** Whether its entries are the host's objects. */
    public boolean isOfObjects() {
        return type.equals(ValueType.EXTERNREF.text());
    }

    public TableContents {
        entries = List.copyOf(entries);
    }
}
