package dev.guestbook.source;

import java.io.IOException;
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

/** A folder that must be the user's own and closed to all others; else it is not used. */
public record PrivateFolder(Path path) {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    /** Whether it is there and to be trusted. */
    public boolean isUsable() throws IOException {
        return Files.isDirectory(path) && problem().isEmpty();
    }

    /** Makes it where it is missing; says why it is not to be trusted. */
    public Optional<String> prepare() throws IOException {
        create(path);
        return problem();
    }

    /** A folder in it, made where it is missing. */
    public Path folder(String name) throws IOException {
        Path inner = path.resolve(name);
        create(inner);
        return inner;
    }

    private Optional<String> problem() throws IOException {
        if (!isPosix()) {
            return Optional.empty();
        }
        PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
        boolean ours = attributes.owner().equals(Files.getOwner(Path.of(System.getProperty("user.home"))))
                || attributes.owner().getName().equals(System.getProperty("user.name"));
        Set<PosixFilePermission> open = EnumSet.noneOf(PosixFilePermission.class);
        open.addAll(attributes.permissions());
        open.retainAll(OTHERS);
        return ours && open.isEmpty()
                ? Optional.empty()
                : Optional.of("not cached: " + path + " is not closed to other users (chmod 700 it)");
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
    static void replace(Path file, byte[]... content) throws IOException {
        // The JDK gives such a file to its owner alone.
        Path temporary = Files.createTempFile(file.getParent(), "new", ".part");
        try {
            try (var out = Files.newOutputStream(temporary)) {
                for (byte[] part : content) {
                    out.write(part);
                }
            }
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
