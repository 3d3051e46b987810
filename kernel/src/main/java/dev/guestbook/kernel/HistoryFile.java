package dev.guestbook.kernel;

import dev.guestbook.protocol.History;
import dev.guestbook.protocol.Json;
import dev.guestbook.protocol.JsonObject;
import dev.guestbook.protocol.Malformed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The cells of all sessions in a file of JSON lines, readable by its owner only and bounded: when it has grown
 * past its limit, its older half goes. Kernels that run side by side take turns by a lock. One thread.
 */
final class HistoryFile {
    private static final long MAX_FILE_BYTES = 1 << 20;
    private static final int MAX_LINE_BYTES = 64 << 10;
    private static final int LOCK_EVERY_MS = 20;
    private static final int LOCK_TRIES = 50;

    private final Path folder;
    private final Path file;

    HistoryFile(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("history.jsonl");
    }

    /** All entries, oldest first; what cannot be read as one is passed over. */
    List<History.Entry> read() throws IOException {
        List<History.Entry> entries = new ArrayList<>();
        if (Files.isRegularFile(file)) {
            for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n")) {
                entry(line).ifPresent(entries::add);
            }
        }
        return entries;
    }

    private static Optional<History.Entry> entry(String line) {
        try {
            JsonObject json = Json.read(line.getBytes(StandardCharsets.UTF_8));
            Optional<Integer> session = json.integer("session");
            Optional<Integer> number = json.integer("line");
            if (session.isPresent() && number.isPresent()) {
                return Optional.of(
                        new History.Entry(session.get(), number.get(), json.text("input"), Optional.empty()));
            }
        } catch (Malformed e) {
            return Optional.empty(); // a line that a crash cut, or that someone else wrote
        }
        return Optional.empty();
    }

    /** Begins a session with its first cell; returns the session's number, one above all there are. */
    int begin(int line, String input) throws IOException {
        Files.createDirectories(folder, ownerOnly("rwx------"));
        try (FileChannel turn = turn()) {
            await(turn);
            trim();
            int session = read().stream().mapToInt(History.Entry::session).max().orElse(0) + 1;
            if (!write(session, line, input)) {
                write(session, line, ""); // or the number would be another kernel's too
            }
            return session;
        }
    }

    /** Adds a cell of a session that was begun. */
    void append(int session, int line, String input) throws IOException {
        try (FileChannel turn = turn()) {
            await(turn);
            trim();
            boolean unused = write(session, line, input);
        }
    }

    /** Locked while a kernel writes; closing it gives the lock back. */
    private FileChannel turn() throws IOException {
        return FileChannel.open(
                folder.resolve("history.lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                ownerOnly("rw-------"));
    }

    /** Whoever keeps the lock costs a second. */
    private static void await(FileChannel turn) throws IOException {
        try {
            for (int i = 0; i < LOCK_TRIES; i++) {
                if (turn.tryLock() != null) {
                    return;
                }
                Thread.sleep(LOCK_EVERY_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for its lock", e);
        }
        throw new IOException("another program holds its lock");
    }

    /** False where the cell is too long to be kept. */
    private boolean write(int session, int line, String input) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(
                Json.write(JsonObject.of("session", session).with("line", line).with("input", input)));
        bytes.write('\n');
        if (bytes.size() > MAX_LINE_BYTES) {
            return false; // a cell so long is data, and nothing to recall
        }
        Set<OpenOption> options = Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND,
                LinkOption.NOFOLLOW_LINKS);
        try (SeekableByteChannel out = Files.newByteChannel(file, options, ownerOnly("rw-------"))) {
            out.write(ByteBuffer.wrap(bytes.toByteArray()));
        }
        return true;
    }

    private void trim() throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) <= MAX_FILE_BYTES) {
            return;
        }
        byte[] all = Files.readAllBytes(file);
        int from = all.length / 2;
        while (from < all.length && all[from - 1] != '\n') {
            from++;
        }
        Path kept = Files.createTempFile(folder, "history", ".tmp", ownerOnly("rw-------"));
        try (SeekableByteChannel out = Files.newByteChannel(kept, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(all, from, all.length - from));
        }
        Files.move(kept, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private FileAttribute<?>[] ownerOnly(String permissions) {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
