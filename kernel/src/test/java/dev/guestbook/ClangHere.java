package dev.guestbook;

import dev.guestbook.source.Settings;
import dev.guestbook.toolchain.Toolchain;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The C compiler of this machine, as users have it; tests that need one are skipped loudly where there is none. */
public final class ClangHere {
    private ClangHere() {}

    /** Skips the test, and says so on the terminal. */
    public static void assume(Class<?> test) throws InterruptedException {
        Toolchain.Finding found = new Toolchain(Settings.ofUser(Path.of("").toAbsolutePath())).find();
        if (found.compiler().isEmpty()) {
            String loud =
                    "!!! SKIPPED " + test.getSimpleName() + ": no C compiler makes WebAssembly here " + found.passed();
            System.err.println(loud);
            Assumptions.abort(loud);
        }
    }
}
