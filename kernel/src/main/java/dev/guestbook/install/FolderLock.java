package dev.guestbook.install;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One install at a time in a folder, by a lock file that stays. */
final class FolderLock implements Closeable {
    private static final int EVERY_MS = 100;
    private static final int TRIES = 1_200;

    private final FileChannel file;

    private FolderLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Waits for the others, up to two minutes.
     *
     * @throws IOException where one is still at it then; one clause
     */
    static FolderLock of(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path lock = folder.resolve(".guestbook.lock");
        FileChannel file = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            for (int i = 0; i < TRIES; i++) {
                if (isTaken(file)) {
                    return new FolderLock(file);
                }
                Thread.sleep(EVERY_MS);
            }
            throw new IOException("another install holds " + lock);
        } catch (InterruptedException e) {
            file.close();
            Thread.currentThread().interrupt();
            throw new IOException("it was interrupted", e);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static boolean isTaken(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // a thread of ours has it
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
