package dev.guestbook;

import dev.guestbook.source.ModuleSources;
import dev.guestbook.source.Settings;
import dev.guestbook.source.SourceException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The real Monocypher, by name, version and digest; tests that need it are skipped loudly where it cannot be fetched. */
public final class MonocypherHere {
    public static final String SOURCE = "npm:monocypher-wasm@3.1.3-0/esm/monocypher_wasm.js"
            + "#sha256=a268ec9a5e87f09967219333de2a64a3c43bd85a7b245987d8ed0931ae3887d7";

    /** What a refusal names where neither the cache nor a folder has the module and npm cannot get it. */
    private static final String WITHOUT_NETWORK = "GUESTBOOK_SOURCES=DIR";

    private MonocypherHere() {}

    /** Skips the test, and says so on the terminal. A module that is there and is not the right one fails it later on. */
    public static void assume(Class<?> test) {
        try {
            new ModuleSources(Settings.ofUser(Path.of(""))).supply(SOURCE, Optional.empty());
        } catch (SourceException e) {
            if (e.getMessage().contains(WITHOUT_NETWORK)) {
                String loud = "!!! SKIPPED " + test.getSimpleName() + ": no Monocypher here: " + e.getMessage();
                System.err.println(loud);
                Assumptions.abort(loud);
            }
        }
    }
}
