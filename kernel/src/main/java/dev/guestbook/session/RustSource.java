package dev.guestbook.session;

import dev.guestbook.display.Numbers;
import dev.guestbook.toolchain.Rust;
import dev.guestbook.toolchain.ToolchainException;
import java.time.Duration;
import java.util.List;

/**
 * A text of Rust on its way to a guest.
 *
 * @param firstLine the line of the cell where the text begins
 * @param arguments for rustc
 */
record RustSource(String text, int firstLine, List<String> arguments) {
    /** The longest a compiler may take. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    static final String EXPORTING = "#[no_mangle] pub extern \"C\" fn name(...)";

    /** A module that the text came to, and what there is to say about it. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Made(byte[] module, String origin, String making, Remarks remarks) {}

    Made compile(Rust rust) {
        long start = System.nanoTime();
        try {
            Rust.Made made = rust.compile(text, arguments, LIMIT);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            List<String> lines = text.lines().toList();
            return new Made(
                    made.module(),
                    "Rust, " + (lines.size() == 1 ? "1 line" : lines.size() + " lines") + ", " + made.version(),
                    "compile Rust " + Numbers.duration(took),
                    new Remarks(made.remarks(), lines, firstLine, List.of()));
        } catch (ToolchainException e) {
            throw new Refused(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("The compiler was interrupted; the guest that was there stays.", e);
        }
    }
}
