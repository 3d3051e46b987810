package dev.guestbook.wasm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A panic of Rust, told from the stack of the trap that ends it: Rust's own words went to an output that a guest without
 * WASI has not.
 *
 * @param entry the library's function that the guest's code was in, untrusted
 * @param depth how many functions of the library's stand before the guest's own
 */
record RustPanic(String entry, int depth) {
    /** Functions of Rust's library between what panicked and the trap, mangled or not. */
    private static final Pattern LIBRARY =
            Pattern.compile(".*(?:panicking|rust_panic|rust_start_panic|rust_begin_unwind"
                    + "|rust_end_short_backtrace|rust_foreign_exception|unwrap_failed|expect_failed|slice_\\w*fail|len_mismatch_fail"
                    + "|handle_alloc_error|alloc_error_handler|rust_oom|rdl_oom|rg_oom|capacity_overflow|raw_vec.*handle_error"
                    + "|panic_already|begin_panic|panic_display|panic_str|panic_any).*");

    private static final Pattern BEGUN =
            Pattern.compile(".*(?:rust_panic|rust_start_panic|rust_begin_unwind|panicking).*");

    /** What each of them is called for; the first that fits. */
    private static final List<Map.Entry<Pattern, String>> REASONS = List.of(
            Map.entry(Pattern.compile("panic_bounds_check"), "an index outside of its slice"),
            Map.entry(Pattern.compile("str.*slice_error_fail"), "a range that does not fit its str"),
            Map.entry(Pattern.compile("slice_\\w*fail"), "a range outside of its slice"),
            Map.entry(Pattern.compile("len_mismatch_fail"), "a copy between slices of two lengths"),
            Map.entry(Pattern.compile("result.*unwrap_failed"), "an unwrap or expect of an Err"),
            Map.entry(Pattern.compile("unwrap_failed"), "an unwrap of None"),
            Map.entry(Pattern.compile("expect_failed"), "an expect of None"),
            Map.entry(Pattern.compile("assert_failed"), "an assert_eq! or assert_ne! that does not hold"),
            Map.entry(Pattern.compile("by_zero"), "a division by zero"),
            Map.entry(Pattern.compile("panic_const_\\w*overflow"), "an overflow"),
            Map.entry(
                    Pattern.compile("panic_already|already_(?:mutably_)?borrowed"),
                    "a RefCell that is borrowed already"),
            Map.entry(
                    Pattern.compile("alloc_error|_oom|capacity_overflow|handle_error"),
                    "no memory for what it wanted to allocate"));

    /** @param stack innermost first */
    static Optional<RustPanic> of(List<String> stack) {
        int depth = 0;
        while (depth < stack.size() && LIBRARY.matcher(stack.get(depth)).matches()) {
            depth++;
        }
        return depth > 0 && depth < stack.size() && BEGUN.matcher(stack.get(0)).matches()
                ? Optional.of(new RustPanic(stack.get(depth - 1), depth))
                : Optional.empty();
    }

    /** As the second half of a sentence. */
    String meaning() {
        String reason = REASONS.stream()
                .filter(each -> each.getKey().matcher(entry).find())
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse("a panic!, an assert! that does not hold, an unwrap of None, a division by zero or the like");
        return "Rust panicked: " + reason;
    }
}
