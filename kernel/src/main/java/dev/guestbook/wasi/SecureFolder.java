package dev.guestbook.wasi;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A folder held by its descriptor: a name is looked up in this folder and no other, wherever it has been
 * moved and whatever has taken its place, so that no race leads out of it.
 */
final class SecureFolder implements HostFolder {
    private final Root root;
    private final SecureDirectoryStream<Path> stream;

    /**
     * The granted folder that others were reached from.
     *
     * @param key what tells it from a folder that has taken its place
     */
    private record Root(Path path, Object key) {}

    private SecureFolder(Root root, SecureDirectoryStream<Path> stream) {
        this.root = root;
        this.stream = stream;
    }

    /** The granted folder itself, opened. */
    static SecureFolder root(Path granted, SecureDirectoryStream<Path> stream) throws IOException {
        return new SecureFolder(new Root(granted, key(stream)), stream);
    }

    private static Object key(SecureDirectoryStream<Path> stream) throws IOException {
        return stream.getFileAttributeView(BasicFileAttributeView.class)
                .readAttributes()
                .fileKey();
    }

    private Path path(String name) {
        return root.path().getFileSystem().getPath(name);
    }

    @Override
    public HostFolder folder(String name) throws IOException {
        return new SecureFolder(root, stream.newDirectoryStream(path(name), LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public FileChannel file(String name, Set<OpenOption> options) throws IOException {
        Set<OpenOption> all = new HashSet<>(options);
        all.add(LinkOption.NOFOLLOW_LINKS);
        SeekableByteChannel channel = stream.newByteChannel(path(name), all);
        if (channel instanceof FileChannel file) {
            return file;
        }
        channel.close();
        throw new IOException("not a file channel");
    }

    @Override
    public BasicFileAttributes attributes(String name) throws IOException {
        return view(name).readAttributes();
    }

    private BasicFileAttributeView view(String name) {
        return stream.getFileAttributeView(path(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public BasicFileAttributes attributes() throws IOException {
        return stream.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
    }

    @Override
    public List<String> names(int limit) throws IOException {
        List<String> names = new ArrayList<>();
        // A stream can be walked only once.
        try (DirectoryStream<Path> again = stream.newDirectoryStream(path("."), LinkOption.NOFOLLOW_LINKS)) {
            for (Path entry : again) {
                if (names.size() == limit) {
                    break;
                }
                names.add(entry.getFileName().toString());
            }
        }
        return names;
    }

    /**
     * Java has no way to make a folder in an open one. So it is made in the granted folder itself, under a
     * name nobody can guess, and moved from there, by descriptors again. A move would replace an empty folder: guests of
     * this process take turns, another process could still make one at that very moment.
     */
    @Override
    public void createFolder(String name) throws IOException {
        requireFree(name);
        synchronized (SecureFolder.class) {
            try (DirectoryStream<Path> top = Files.newDirectoryStream(root.path())) {
                if (!(top instanceof SecureDirectoryStream<Path> secure)
                        || !root.key().equals(key(secure))) {
                    throw new NoSuchFileException(root.path().toString(), null, "another folder has its place");
                }
                createFolder(name, secure);
            }
        }
    }

    private void createFolder(String name, SecureDirectoryStream<Path> top) throws IOException {
        Path made = Files.createDirectory(root.path().resolve(".guestbook-" + UUID.randomUUID()));
        boolean moved = false;
        try {
            requireFree(name);
            top.move(made.getFileName(), stream, path(name));
            moved = true;
        } finally {
            if (!moved) {
                Files.deleteIfExists(made);
            }
        }
    }

    private void requireFree(String name) throws IOException {
        try {
            attributes(name);
        } catch (NoSuchFileException free) {
            return;
        }
        throw new FileAlreadyExistsException(name);
    }

    @Override
    public void deleteFile(String name) throws IOException {
        stream.deleteFile(path(name));
    }

    @Override
    public void deleteFolder(String name) throws IOException {
        stream.deleteDirectory(path(name));
    }

    @Override
    public void move(String name, HostFolder to, String newName) throws IOException {
        if (!(to instanceof SecureFolder target)) {
            throw new AtomicMoveNotSupportedException(name, newName, "kinds of folder differ");
        }
        stream.move(path(name), target.stream, path(newName));
    }

    @Override
    public void setTimes(String name, Optional<FileTime> accessed, Optional<FileTime> modified) throws IOException {
        view(name).setTimes(modified.orElse(null), accessed.orElse(null), null);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
