package dev.guestbook.session;

import dev.guestbook.contract.RustFunctions;
import dev.guestbook.toolchain.Rust;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A text of Rust on its way to a guest.
 *
 * @param firstLine the line of the cell where the text begins
 * @param arguments for rustc
 */
record RustSource(String text, int firstLine, List<String> arguments) {
    private static final Pattern SIZED =
            Pattern.compile("write `[^`]*?\\**(\\w+)\\[16]`, or name the parameter that counts it, as in `[^`]*`\\.$");

    static final String EXPORTING = "#[no_mangle] pub extern \"C\" fn name(...)";

    CompiledSource compile(Rust rust, LoadOptions options) {
        Making<Rust.Made> making =
                Making.of("compile Rust", () -> rust.compile(text, arguments, options.compileTimeout()));
        Rust.Made made = making.made();
        return new CompiledSource(
                text,
                firstLine,
                made.module(),
                Making.origin("Rust", text) + ", " + made.version(),
                making.took(),
                made.remarks(),
                exports -> new CellContract(RustFunctions.of(text, exports), RustSource::inRust));
    }

    /** An advice for a contract as Rust can take it. */
    private static String inRust(String message) {
        return SIZED.matcher(message)
                .replaceFirst(
                        "make it `&mut [T; 16]`, put its length `$1_len` after it, or say it in a %%contract cell.");
    }
}
