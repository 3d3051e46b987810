package dev.guestbook.wasi;

import dev.guestbook.wasi.Descriptor.FileType;
import dev.guestbook.wasi.Descriptor.OpenFile;
import dev.guestbook.wasi.Descriptor.OpenFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Calls on paths: relative to an open folder, never out of it, never through a link, and changing only what may change. */
final class PathCalls {
    private static final int FOLLOW = 1;

    // Open flags, then descriptor flags.
    private static final int CREATE = 1;
    private static final int DIRECTORY = 2;
    private static final int EXCLUSIVE = 4;
    private static final int TRUNCATE = 8;
    private static final int APPEND = 1;

    // Times to set.
    private static final int ACCESSED = 1;
    private static final int ACCESSED_NOW = 2;
    private static final int MODIFIED = 4;
    private static final int MODIFIED_NOW = 8;

    private final Descriptors descriptors;

    PathCalls(Descriptors descriptors) {
        this.descriptors = descriptors;
    }

    /** A call on the place a path leads to. */
    @FunctionalInterface
    private interface At {
        void run(OpenFolder from, Place place) throws WasiException, IOException;
    }

    void addTo(Wasi wasi) {
        wasi.add(
                "path_create_directory:iii",
                frame -> change(frame, 0, 1, (from, place) -> {
                    if (place.isFolderItself()) {
                        throw new WasiException(Errno.EXIST);
                    }
                    place.folder().createFolder(place.name());
                }));
        wasi.add(
                "path_filestat_get:iiiii",
                frame -> at(frame, 0, 2, (from, place) -> {
                    BasicFileAttributes found = attributes(place, frame.flag(1, FOLLOW));
                    frame.memory().write(frame.u32(4), FileCalls.attributes(found));
                }));
        wasi.add(
                "path_filestat_set_times:iiiilli",
                frame -> change(frame, 0, 2, (from, place) -> {
                    checkSettable(attributes(place, frame.flag(1, FOLLOW)));
                    place.folder()
                            .setTimes(
                                    place.name(),
                                    time(frame.u32(6), ACCESSED, ACCESSED_NOW, frame.i64(4)),
                                    time(frame.u32(6), MODIFIED, MODIFIED_NOW, frame.i64(5)));
                }));
        wasi.add("path_link:iiiiiii", frame -> refuseLink(frame, 0));
        wasi.add("path_open:iiiiillii", this::open);
        wasi.add(
                "path_readlink:iiiiii",
                frame -> at(frame, 0, 1, (from, place) -> {
                    throw new WasiException(place.attributes().isSymbolicLink() ? Errno.NOTSUP : Errno.INVAL);
                }));
        wasi.add(
                "path_remove_directory:iii",
                frame -> change(frame, 0, 1, (from, place) -> {
                    checkNotItself(place);
                    place.folder().deleteFolder(place.name());
                }));
        wasi.add(
                "path_rename:iiiiii",
                frame -> change(
                        frame,
                        0,
                        1,
                        (from, place) -> change(frame, 3, 4, (into, target) -> {
                            checkNotItself(place);
                            checkNotItself(target);
                            if (!attributes(place, false).isDirectory() && target.mustBeFolder()) {
                                throw new WasiException(Errno.NOTDIR);
                            }
                            place.folder().move(place.name(), target.folder(), target.name());
                        })));
        wasi.add("path_symlink:iiiii", frame -> refuseLink(frame, 2));
        wasi.add(
                "path_unlink_file:iii",
                frame -> change(frame, 0, 1, (from, place) -> {
                    if (attributes(place, false).isDirectory()) {
                        throw new WasiException(Errno.ISDIR);
                    }
                    place.folder().deleteFile(place.name());
                }));
    }

    private void at(Frame frame, int fd, int path, At call) throws WasiException, IOException {
        OpenFolder from = descriptors.folder(frame.fd(fd));
        String text = frame.path(path);
        try (Place place = Place.find(from.folder(), text)) {
            call.run(from, place);
        }
    }

    private void change(Frame frame, int fd, int path, At call) throws WasiException, IOException {
        checkWritable(descriptors.folder(frame.fd(fd)));
        at(frame, fd, path, call);
    }

    private static void checkWritable(OpenFolder folder) throws WasiException {
        if (!folder.isWritable()) {
            throw new WasiException(Errno.ROFS);
        }
    }

    private static void checkNotItself(Place place) throws WasiException {
        if (place.isFolderItself()) {
            throw new WasiException(Errno.BUSY);
        }
    }

    /** A link would be one more way in which a path can lead elsewhere; nothing needs it. */
    private void refuseLink(Frame frame, int fd) throws WasiException {
        checkWritable(descriptors.folder(frame.fd(fd)));
        throw new WasiException(Errno.PERM);
    }

    /** @param follow whether the guest wants what a link points to, which is refused */
    private static BasicFileAttributes attributes(Place place, boolean follow) throws WasiException, IOException {
        BasicFileAttributes found = place.attributes();
        if (found.isSymbolicLink() && (follow || place.mustBeFolder())) {
            throw new WasiException(Errno.LOOP);
        }
        if (place.mustBeFolder() && !found.isDirectory()) {
            throw new WasiException(Errno.NOTDIR);
        }
        return found;
    }

    /** Plain files and folders alone: the system opens what it sets the times of, and a pipe would wait for its other end. */
    private static void checkSettable(BasicFileAttributes found) throws WasiException {
        FileType type = FileType.of(found);
        if (type != FileType.REGULAR_FILE && type != FileType.DIRECTORY) {
            throw new WasiException(type == FileType.SYMBOLIC_LINK ? Errno.LOOP : Errno.ACCES);
        }
    }

    private static Optional<FileTime> time(long flags, int given, int now, long nanos) throws WasiException {
        boolean setGiven = (flags & given) != 0;
        boolean setNow = (flags & now) != 0;
        if (setGiven && setNow) {
            throw new WasiException(Errno.INVAL);
        }
        return setNow
                ? Optional.of(FileTime.from(Instant.now()))
                : setGiven ? Optional.of(FileTime.from(nanos, TimeUnit.NANOSECONDS)) : Optional.empty();
    }

    // Opening.

    private void open(Frame frame) throws WasiException, IOException {
        frame.memory().check(frame.u32(8), 4);
        descriptors.checkRoom();
        at(frame, 0, 2, (from, place) -> {
            Descriptor opened = open(frame, from, place);
            frame.memory().write32(frame.u32(8), descriptors.add(opened));
        });
    }

    private static Descriptor open(Frame frame, OpenFolder from, Place place) throws WasiException, IOException {
        boolean writes = (frame.i64(5) & FileCalls.WRITE) != 0;
        boolean creates = frame.flag(4, CREATE);
        boolean truncates = frame.flag(4, TRUNCATE);
        if (writes || creates || truncates) {
            checkWritable(from);
        }
        boolean folderWanted = frame.flag(4, DIRECTORY) || place.mustBeFolder();
        Optional<BasicFileAttributes> there = find(place);
        if (there.isPresent()) {
            checkKind(there.get(), frame.flag(4, EXCLUSIVE) && creates, folderWanted);
            if (there.get().isDirectory()) {
                if (writes || truncates) {
                    throw new WasiException(Errno.ISDIR);
                }
                return OpenFolder.of(place.open(), from.isWritable());
            }
        } else if (!creates || folderWanted) {
            throw new WasiException(Errno.NOENT);
        }
        return file(place, frame, writes, there.isEmpty());
    }

    private static Optional<BasicFileAttributes> find(Place place) throws IOException {
        try {
            return Optional.of(place.attributes());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Only plain files and folders are opened: a pipe or a device would do something, or wait. */
    private static void checkKind(BasicFileAttributes there, boolean mustBeNew, boolean folderWanted)
            throws WasiException {
        if (mustBeNew) {
            throw new WasiException(Errno.EXIST);
        }
        FileType type = FileType.of(there);
        if (type == FileType.SYMBOLIC_LINK) {
            throw new WasiException(Errno.LOOP);
        }
        if (folderWanted && type != FileType.DIRECTORY) {
            throw new WasiException(Errno.NOTDIR);
        }
        if (type == FileType.UNKNOWN) {
            throw new WasiException(Errno.ACCES);
        }
    }

    private static OpenFile file(Place place, Frame frame, boolean writes, boolean isNew)
            throws WasiException, IOException {
        Set<OpenOption> options = new HashSet<>();
        boolean changes = writes || isNew || frame.flag(4, TRUNCATE);
        boolean reads = !writes || (frame.i64(5) & FileCalls.READ) != 0;
        if (reads) {
            options.add(StandardOpenOption.READ);
        }
        if (changes) {
            options.add(StandardOpenOption.WRITE);
        }
        if (isNew) {
            options.add(StandardOpenOption.CREATE_NEW);
        }
        if (frame.flag(4, TRUNCATE)) {
            options.add(StandardOpenOption.TRUNCATE_EXISTING);
        }
        try {
            HostFolder folder = place.folder().folder(".");
            FileChannel channel = null;
            try {
                channel = folder.file(place.name(), options);
                BasicFileAttributes opened = folder.attributes(place.name());
                return new OpenFile(channel, folder, place.name(), opened, reads, writes, frame.flag(7, APPEND));
            } catch (IOException | RuntimeException e) {
                if (channel != null) {
                    channel.close();
                }
                folder.close();
                throw e;
            }
        } catch (FileSystemException e) {
            if (find(place).filter(BasicFileAttributes::isSymbolicLink).isPresent()) {
                throw new WasiException(Errno.LOOP, e); // it took the file's place just now
            }
            throw e;
        }
    }
}
