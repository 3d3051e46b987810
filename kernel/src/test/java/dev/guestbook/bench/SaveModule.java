package dev.guestbook.bench;

import dev.guestbook.session.LoadOptions;
import dev.guestbook.session.Session;
import dev.guestbook.source.ModuleSources;
import dev.guestbook.source.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes Monocypher as the session loads it to a file, so that V8 runs the same bytes. */
public final class SaveModule {
    private SaveModule() {}

    public static void main(String[] args) throws IOException {
        try (Session wasm = new Session(new ModuleSources(Settings.ofUser(Path.of(args[0]))))) {
            wasm.load(EngineCases.MONOCYPHER, LoadOptions.DEFAULT.withName("monocypher"));
            Files.write(Path.of(args[1]), wasm.module("monocypher").wasm().bytes());
        }
    }
}
