package dev.guestbook.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Modules that were fetched, by digest, and which digest a source came to.
 *
 * <p>The folder must be the user's own and closed to all others, else it is not used. A module is hashed
 * again at each read; one that does not match is dropped and fetched anew.
 */
final class ModuleCache {
    private final PrivateFolder folder;

    ModuleCache(Path folder) {
        this.folder = new PrivateFolder(folder);
    }

    /** The module of this source, if it is here and whole. */
    Optional<byte[]> read(Spec spec) {
        try {
            if (!folder.isUsable()) {
                return Optional.empty();
            }
            Optional<String> digest = spec.digest().isPresent() ? spec.digest() : remembered(spec);
            return digest.isEmpty() ? Optional.empty() : module(digest.get());
        } catch (IOException unreadable) {
            // A cache that cannot be read is a cache miss: the module is fetched.
            return Optional.empty();
        }
    }

    private Optional<byte[]> module(String digest) throws IOException {
        Path file = modules().resolve(digest + ".wasm");
        if (!Files.isRegularFile(file) || Files.size(file) > ModuleSources.LARGEST) {
            return Optional.empty();
        }
        byte[] bytes = Files.readAllBytes(file);
        if (Digest.of(bytes).equals(digest)) {
            return Optional.of(bytes);
        }
        Files.deleteIfExists(file);
        return Optional.empty();
    }

    private Optional<String> remembered(Spec spec) throws IOException {
        Path file = entry(spec);
        return Files.isRegularFile(file) && Files.size(file) == 64
                ? Optional.of(Files.readString(file, StandardCharsets.US_ASCII)).filter(Digest::isOne)
                : Optional.empty();
    }

    /** Keeps a module; where that is not possible, says why. */
    Optional<String> keep(Spec spec, byte[] bytes) {
        try {
            Optional<String> problem = folder.prepare();
            if (problem.isPresent()) {
                return problem;
            }
            String digest = Digest.of(bytes);
            PrivateFolder.replace(folder.folder("modules").resolve(digest + ".wasm"), bytes);
            folder.folder("sources");
            PrivateFolder.replace(entry(spec), digest.getBytes(StandardCharsets.US_ASCII));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("not cached: " + ModuleSources.reason(e));
        }
    }

    private Path modules() {
        return folder.path().resolve("modules");
    }

    /** The source's own digest is the name of its entry, so that no source can name a file. */
    private Path entry(Spec spec) {
        return folder.path().resolve("sources").resolve(Digest.of(spec.text().getBytes(StandardCharsets.UTF_8)));
    }
}
