package dev.guestbook.bench;

import dev.guestbook.session.Guest;
import dev.guestbook.session.Session;
import dev.guestbook.source.ModuleSources;
import dev.guestbook.source.Settings;
import dev.guestbook.wasm.Exercise;
import dev.guestbook.wasm.RandomModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One load of a large module in a fresh JVM that has done what a kernel does while it is idle: {@code CACHE FUNCTIONS}. Says
 * bytes, milliseconds and whether the code came from the cache.
 */
public final class ColdStart {
    /** The JVM's compilers go on for a while. */
    private static final int IDLE_MS = 1_500;

    private ColdStart() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path cache = Path.of(args[0]);
        Path module = cache.resolveSibling("module-" + args[1] + ".wasm");
        Files.write(module, RandomModule.of(1, Integer.parseInt(args[1])));
        Settings settings = new Settings(module.getParent(), cache, Optional.empty(), List.of(), false);
        try (Session wasm = new Session(new ModuleSources(settings))) {
            Exercise.steps().forEach(Runnable::run);
            Thread.sleep(IDLE_MS);
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
