package dev.guestbook.bench;

import dev.guestbook.session.Guest;
import dev.guestbook.session.Session;
import dev.guestbook.source.ModuleSources;
import dev.guestbook.source.Settings;
import dev.guestbook.wasm.RandomModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One load of a large module in a fresh JVM, after a small guest was loaded, as a kernel does in the background: {@code ROOT
 * CACHE FUNCTIONS}. Says bytes, milliseconds and whether the code came from the cache.
 */
public final class ColdStart {
    private ColdStart() {}

    public static void main(String[] args) throws IOException {
        Path cache = Path.of(args[1]);
        Path module = cache.resolveSibling("module-" + args[2] + ".wasm");
        Files.write(module, RandomModule.of(1, Integer.parseInt(args[2])));
        Settings settings = new Settings(Path.of(args[0]), cache, Optional.empty(), List.of(), false);
        try (Session wasm = new Session(new ModuleSources(settings))) {
            wasm.load("guests/twosum/twosum.wasm").call("bump_reset");
            long start = System.nanoTime();
            Guest guest = wasm.load(module.toString());
            double millis = (System.nanoTime() - start) / 1e6;
            System.out.printf(
                    Locale.ROOT,
                    "%d %.1f %s%n",
                    guest.module().wasm().size(),
                    millis,
                    guest.module().wasm().isFromCache() ? "cache" : "compiled");
        }
        System.exit(0);
    }
}
