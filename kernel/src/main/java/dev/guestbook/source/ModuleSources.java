package dev.guestbook.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Supplies modules by what a person typed after {@code %wasm load}. */
public final class ModuleSources {
    public Supplied supply(String source, Optional<Path> from) throws SourceException {
        try {
            Path file = from.orElse(Path.of(source));
            return new Supplied(file.getFileName().toString(), source, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new SourceException("No such file: " + source, e);
        }
    }
}
