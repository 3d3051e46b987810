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
    private static final Map<String, Errno> BY_REASON = Map.of(
            "too many levels of symbolic links", Errno.LOOP,
            "not a directory", Errno.NOTDIR,
            "is a directory", Errno.ISDIR,
            "directory not empty", Errno.NOTEMPTY,
            "file name too long", Errno.NAMETOOLONG,
            "no space left on device", Errno.NOSPC,
            "read-only file system", Errno.ROFS,
            "too many open files", Errno.MFILE,
            "invalid argument", Errno.INVAL,
            "operation not permitted", Errno.PERM);

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
