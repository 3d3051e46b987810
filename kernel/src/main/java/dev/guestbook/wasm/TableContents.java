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
     * @param function its name; escape before showing. What is no function is named by its number
     * @param type the function's signature; empty where that is another instance's or no function
     */
    public record Entry(int index, String function, String type) {}

    public TableContents {
        entries = List.copyOf(entries);
    }
}
