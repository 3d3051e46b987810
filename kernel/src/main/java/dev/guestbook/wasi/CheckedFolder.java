package dev.guestbook.wasi;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A folder by its path, for systems without open folders (Windows): before each use every component
 * below the granted folder is found to be a plain folder. A guest cannot make links, so that only another
 * process could swap one in between.
 *
 * @param root the granted folder, its real path
 * @param path at or below it
 */
record CheckedFolder(Path root, Path path) implements HostFolder {
    static CheckedFolder root(Path root) {
        return new CheckedFolder(root, root);
    }

    private Path child(String name) throws IOException {
        check();
        return path.resolve(name);
    }

    private void check() throws IOException {
        Path at = root;
        for (Path component : root.relativize(path)) {
            if (component.toString().isEmpty()) {
                continue;
            }
            at = at.resolve(component);
            requireFolder(at);
        }
    }

    private static void requireFolder(Path at) throws IOException {
        BasicFileAttributes found = read(at);
        if (found.isSymbolicLink() || found.isOther()) {
            throw new FileSystemLoopException(at.toString());
        }
        if (!found.isDirectory()) {
            throw new NotDirectoryException(at.toString());
        }
    }

    private static BasicFileAttributes read(Path at) throws IOException {
        return Files.readAttributes(at, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public HostFolder folder(String name) throws IOException {
        Path found = child(name);
        requireFolder(found);
        return new CheckedFolder(root, found);
    }

    @Override
    public FileChannel file(String name, Set<OpenOption> options) throws IOException {
        Set<OpenOption> all = new HashSet<>(options);
        all.add(LinkOption.NOFOLLOW_LINKS);
        return FileChannel.open(child(name), all);
    }

    @Override
    public BasicFileAttributes attributes(String name) throws IOException {
        return read(child(name));
    }

    @Override
    public BasicFileAttributes attributes() throws IOException {
        check();
        return read(path);
    }

    @Override
    public List<String> names(int limit) throws IOException {
        check();
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                if (names.size() == limit) {
                    break;
                }
                names.add(entry.getFileName().toString());
            }
        }
        return names;
    }

    @Override
    public void createFolder(String name) throws IOException {
        Files.createDirectory(child(name));
    }

    @Override
    public void deleteFile(String name) throws IOException {
        Path file = child(name);
        if (read(file).isDirectory()) {
            throw new java.nio.file.FileSystemException(name, null, "Is a directory");
        }
        Files.delete(file);
    }

    @Override
    public void deleteFolder(String name) throws IOException {
        Path folder = child(name);
        requireFolder(folder);
        Files.delete(folder);
    }

    @Override
    public void move(String name, HostFolder to, String newName) throws IOException {
        if (!(to instanceof CheckedFolder target)) {
            throw new java.nio.file.AtomicMoveNotSupportedException(name, newName, "kinds of folder differ");
        }
        Files.move(child(name), target.child(newName), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void setTimes(String name, Optional<FileTime> accessed, Optional<FileTime> modified) throws IOException {
        Files.getFileAttributeView(child(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(modified.orElse(null), accessed.orElse(null), null);
    }

    /** Nothing is held open. */
    @Override
    public void close() {}
}
