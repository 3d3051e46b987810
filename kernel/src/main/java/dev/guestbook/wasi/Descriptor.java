package dev.guestbook.wasi;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;

/** What a file descriptor of the guest stands for. */
sealed interface Descriptor {
    /** The file type WASI knows it by. */
    FileType type();

    void close() throws IOException;

    /** WASI's file types, by their numbers. */
    enum FileType {
        UNKNOWN(0),
        CHARACTER_DEVICE(2),
        DIRECTORY(3),
        REGULAR_FILE(4),
        SYMBOLIC_LINK(7);

        private final int number;

        FileType(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        static FileType of(BasicFileAttributes attributes) {
            return attributes.isDirectory()
                    ? DIRECTORY
                    : attributes.isRegularFile() ? REGULAR_FILE : attributes.isSymbolicLink() ? SYMBOLIC_LINK : UNKNOWN;
        }
    }

    /** Standard input, output or error: 0, 1 or 2. */
    record Stream(int number) implements Descriptor {
        @Override
        public FileType type() {
            return FileType.CHARACTER_DEVICE;
        }

        @Override
        public void close() {}
    }

    /**
     * An open file.
     *
     * @param folder where it stood when it was opened; its own, and closed with it
     * @param name in that folder
     * @param opened its attributes when it was opened
     */
    record OpenFile(
            FileChannel channel,
            HostFolder folder,
            String name,
            BasicFileAttributes opened,
            boolean readable,
            boolean writable,
            boolean appends)
            implements Descriptor {
        /** As they are now; those of its opening where it has been moved or removed, as Java asks by name alone. */
        BasicFileAttributes attributes() throws IOException {
            try {
                BasicFileAttributes now = folder.attributes(name);
                return Objects.equals(now.fileKey(), opened.fileKey()) ? now : opened;
            } catch (NoSuchFileException gone) {
                return opened;
            }
        }

        @Override
        public FileType type() {
            return FileType.REGULAR_FILE;
        }

        @Override
        public void close() throws IOException {
            try (folder) {
                channel.close();
            }
        }
    }

    /** An open folder; the granted ones are opened when they are first used. */
    final class OpenFolder implements Descriptor {
        private final WalkStart start;
        private final String guestPath;
        private final boolean granted;
        private final boolean writable;
        private HostFolder folder;
        private List<String> listing = List.of();

        /** Opens a granted folder. */
        @FunctionalInterface
        interface WalkStart {
            HostFolder open() throws IOException;
        }

        private OpenFolder(WalkStart start, String guestPath, boolean granted, boolean writable) {
            this.start = start;
            this.guestPath = guestPath;
            this.granted = granted;
            this.writable = writable;
        }

        static OpenFolder granted(String guestPath, boolean writable, WalkStart start) {
            return new OpenFolder(start, guestPath, true, writable);
        }

        static OpenFolder of(HostFolder folder, boolean writable) {
            OpenFolder open = new OpenFolder(() -> folder, "", false, writable);
            open.folder = folder;
            return open;
        }

        HostFolder folder() throws IOException {
            if (folder == null) {
                folder = start.open();
            }
            return folder;
        }

        boolean isGranted() {
            return granted;
        }

        /** The path the guest knows a granted folder by. */
        String guestPath() {
            return guestPath;
        }

        boolean isWritable() {
            return writable;
        }

        /** The names as they were when the guest began to list them; a listing may take it several calls. */
        List<String> listing() {
            return listing;
        }

        void list(List<String> names) {
            listing = List.copyOf(names);
        }

        @Override
        public FileType type() {
            return FileType.DIRECTORY;
        }

        @Override
        public void close() throws IOException {
            if (folder != null) {
                folder.close();
            }
        }
    }
}
