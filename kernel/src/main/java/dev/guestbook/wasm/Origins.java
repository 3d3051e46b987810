package dev.guestbook.wasm;

import java.util.List;

/**
 * How a module was made, as its custom sections say, and which of wasm's later features it uses.
 *
 * @param producers tools with their versions, as in {@code processed-by: wasm-bindgen 0.2.92}; escape before showing
 * @param declared features of its target_features section, as in {@code +bulk-memory}; escape before showing
 * @param used features that its code and sections use, in plain words
 */
public record Origins(List<String> producers, List<String> declared, List<String> used) {
    public Origins {
        producers = List.copyOf(producers);
        declared = List.copyOf(declared);
        used = List.copyOf(used);
    }
}
