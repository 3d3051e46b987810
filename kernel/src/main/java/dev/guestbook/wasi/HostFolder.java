package dev.guestbook.wasi;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An open folder of the host, in which single names are looked up. No method follows a link, and no name
 * has a separator or is {@code ..}; the caller sees to the latter.
 */
interface HostFolder extends AutoCloseable {
    /** Opens a granted folder: by descriptors where the system has them, else by paths checked at each step. */
    @SuppressWarnings("StreamResourceLeak") // the folder holds it until it is closed itself
    static HostFolder open(Path granted) throws IOException {
        Path root = granted.toRealPath();
        DirectoryStream<Path> stream = Files.newDirectoryStream(root);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return SecureFolder.root(root, secure);
        }
        stream.close();
        return CheckedFolder.root(root);
    }

    /** The folder of this name; of {@code .} itself, to be closed by itself. */
    HostFolder folder(String name) throws IOException;

    FileChannel file(String name, Set<OpenOption> options) throws IOException;

    /** Of the entry of this name, a link itself included. */
    BasicFileAttributes attributes(String name) throws IOException;

    /** Its own. */
    BasicFileAttributes attributes() throws IOException;

    /** The names in it, without {@code .} and {@code ..}, at most so many. */
    List<String> names(int limit) throws IOException;

    void createFolder(String name) throws IOException;

    void deleteFile(String name) throws IOException;

    void deleteFolder(String name) throws IOException;

    /** Moves an entry, replacing a file or an empty folder of the new name. */
    void move(String name, HostFolder to, String newName) throws IOException;

    /** Sets the times that are given. */
    void setTimes(String name, Optional<FileTime> accessed, Optional<FileTime> modified) throws IOException;

    @Override
    void close() throws IOException;
}
