package dev.guestbook.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Modules that were fetched, by digest, and which digest a source came to.
 *
 * <p>The folder must be the user's own and closed to all others, else it is not used. A module is hashed
 * again at each read; one that does not match is dropped and fetched anew.
 */
final class ModuleCache {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    private final Path folder;

    ModuleCache(Path folder) {
        this.folder = folder;
    }

    /** The module of this source, if it is here and whole. */
    Optional<byte[]> read(Spec spec) {
        try {
            if (!Files.isDirectory(folder) || problem().isPresent()) {
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
            create(folder);
            Optional<String> problem = problem();
            if (problem.isPresent()) {
                return problem;
            }
            create(modules());
            create(folder.resolve("sources"));
            String digest = Digest.of(bytes);
            replace(modules().resolve(digest + ".wasm"), bytes);
            replace(entry(spec), digest.getBytes(StandardCharsets.US_ASCII));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("not cached: " + ModuleSources.reason(e));
        }
    }

    private Path modules() {
        return folder.resolve("modules");
    }

    /** The source's own digest is the name of its entry, so that no source can name a file. */
    private Path entry(Spec spec) {
        return folder.resolve("sources").resolve(Digest.of(spec.text().getBytes(StandardCharsets.UTF_8)));
    }

    /** Why the folder is not to be trusted. */
    private Optional<String> problem() throws IOException {
        if (!isPosix()) {
            return Optional.empty();
        }
        PosixFileAttributes attributes = Files.readAttributes(folder, PosixFileAttributes.class);
        boolean ours = attributes.owner().equals(Files.getOwner(Path.of(System.getProperty("user.home"))))
                || attributes.owner().getName().equals(System.getProperty("user.name"));
        Set<PosixFilePermission> open = EnumSet.noneOf(PosixFilePermission.class);
        open.addAll(attributes.permissions());
        open.retainAll(OTHERS);
        return ours && open.isEmpty()
                ? Optional.empty()
                : Optional.of("not cached: " + folder + " is not closed to other users (chmod 700 it)");
    }

    private static boolean isPosix() {
        return Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static void create(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (folder.getParent() != null) {
            Files.createDirectories(folder.getParent());
        }
        if (isPosix()) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    /** Readers see the old file or the new one, never half of one. */
    private static void replace(Path file, byte[] content) throws IOException {
        Path temporary = Files.createTempFile(file.getParent(), "new", ".part");
        try {
            Files.write(temporary, content);
            try {
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
