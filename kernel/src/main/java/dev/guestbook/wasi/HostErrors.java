package dev.guestbook.wasi;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.util.Locale;
import java.util.Map;

/** What the host ran into, as an error number; nothing else of it reaches the guest. */
final class HostErrors {
    /** Java has no type for these; the system's own words name them. */
    private static final Map<String, Errno> BY_REASON = Map.ofEntries(
            Map.entry("too many levels of symbolic links", Errno.LOOP),
            Map.entry("not a directory", Errno.NOTDIR),
            Map.entry("is a directory", Errno.ISDIR),
            Map.entry("directory not empty", Errno.NOTEMPTY),
            Map.entry("file name too long", Errno.NAMETOOLONG),
            Map.entry("file too large", Errno.FBIG),
            Map.entry("no space left on device", Errno.NOSPC),
            Map.entry("read-only file system", Errno.ROFS),
            Map.entry("too many open files", Errno.MFILE),
            Map.entry("invalid argument", Errno.INVAL),
            Map.entry("invalid cross-device link", Errno.XDEV),
            Map.entry("device or resource busy", Errno.BUSY),
            Map.entry("operation not permitted", Errno.PERM));

    private HostErrors() {}

    static Errno errno(IOException e) {
        if (e instanceof NoSuchFileException) {
            return Errno.NOENT;
        }
        if (e instanceof FileAlreadyExistsException) {
            return Errno.EXIST;
        }
        if (e instanceof AccessDeniedException) {
            return Errno.ACCES;
        }
        if (e instanceof DirectoryNotEmptyException) {
            return Errno.NOTEMPTY;
        }
        if (e instanceof NotDirectoryException) {
            return Errno.NOTDIR;
        }
        if (e instanceof FileSystemLoopException || e instanceof NotLinkException) {
            return Errno.LOOP;
        }
        if (e instanceof AtomicMoveNotSupportedException) {
            return Errno.XDEV;
        }
        String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        String said = String.valueOf(reason).toLowerCase(Locale.ROOT);
        return BY_REASON.entrySet().stream()
                .filter(entry -> said.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Errno.IO);
    }
}
