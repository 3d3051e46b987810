package dev.guestbook.console;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** The file in which the line editor keeps the cells of all sessions, readable by its owner only. */
final class HistoryFile {
    private HistoryFile() {}

    /** Makes the file where it is missing, and takes it from others where they could read it. */
    static Path ready(Path folder) throws IOException {
        Path file = folder.resolve("console-history");
        Files.createDirectories(folder, ownerOnly(folder, "rwx------"));
        try {
            Files.createFile(file, ownerOnly(folder, "rw-------"));
        } catch (FileAlreadyExistsException e) {
            if (isPosix(folder)) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file) || !Files.isWritable(file)) {
            throw new IOException(file + " is no file that can be read and written");
        }
        return file;
    }

    private static FileAttribute<?>[] ownerOnly(Path folder, String permissions) {
        return isPosix(folder)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
