package dev.guestbook.session;

import dev.guestbook.toolchain.Rust;
import java.util.List;

/**
 * A text of Rust on its way to a guest.
 *
 * @param firstLine the line of the cell where the text begins
 * @param arguments for rustc
 */
record RustSource(String text, int firstLine, List<String> arguments) {
    static final String EXPORTING = "#[no_mangle] pub extern \"C\" fn name(...)";

    /** A module that the text came to, and what there is to say about it. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Made(byte[] module, String origin, String making, Remarks remarks) {}

    Made compile(Rust rust, LoadOptions options) {
        Making<Rust.Made> making =
                Making.of("compile Rust", () -> rust.compile(text, arguments, options.compileTimeout()));
        Rust.Made made = making.made();
        return new Made(
                made.module(),
                Making.origin("Rust", text) + ", " + made.version(),
                making.took(),
                new Remarks(made.remarks(), text.lines().toList(), firstLine, List.of()));
    }
}
