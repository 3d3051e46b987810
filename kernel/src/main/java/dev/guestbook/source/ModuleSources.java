package dev.guestbook.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

public final class ModuleSources {
    public Supplied supply(String source, Optional<Path> from) throws SourceException {
        try {
            Path file = from.orElse(Path.of(source));
            byte[] bytes = Files.readAllBytes(file);
            String sha = java.util.HexFormat.of()
                    .formatHex(
                            java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
            return new Supplied(file.getFileName().toString(), source, bytes, sha);
        } catch (IOException | java.security.NoSuchAlgorithmException e) {
            throw new SourceException("No such file: " + source, e);
        }
    }
}
