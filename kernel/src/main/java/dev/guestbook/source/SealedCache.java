package dev.guestbook.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Bytes by key, of the kind that is run: every entry carries a code over its key and content, made with a key that
 * only this user can read, and one that does not fit is dropped. What is there too long gives way.
 *
 * <p>A miss and a failure are the same to a reader, for all that is here can be made anew. For any thread
 * and process.
 */
public final class SealedCache {
    /** Bytes of all entries together. */
    static final long MOST = 512L * 1024 * 1024;

    private static final int SEAL = 32;
    private static final int BLOCK = 64;

    private final PrivateFolder folder;
    private final long most;

    /** @param most bytes of all entries together */
    SealedCache(Path folder, long most) {
        this.folder = new PrivateFolder(folder);
        this.most = most;
    }

    /** What was kept under this key, if it is whole and ours. */
    public Optional<byte[]> read(String key) {
        try {
            Path file = entry(key);
            if (!folder.isUsable() || !Files.isRegularFile(file) || Files.size(file) > most) {
                return Optional.empty();
            }
            byte[] sealed = Files.readAllBytes(file);
            if (sealed.length >= SEAL) {
                byte[] content = Arrays.copyOfRange(sealed, SEAL, sealed.length);
                if (MessageDigest.isEqual(Arrays.copyOf(sealed, SEAL), seal(secret(), key, content))) {
                    Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
                    return Optional.of(content);
                }
            }
            Files.deleteIfExists(file);
            return Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** Keeps content under a key; where the folder is not to be trusted or the disk is full, does not. */
    public void keep(String key, byte[] content) {
        try {
            if (content.length + SEAL > most || folder.prepare().isPresent()) {
                return;
            }
            folder.folder("code");
            makeRoom(content.length + SEAL);
            PrivateFolder.replace(entry(key), seal(secret(), key, content), content);
        } catch (IOException notKept) {
            // The next process makes it anew; there is nothing to tell a person.
        }
    }

    private Path code() {
        return folder.path().resolve("code");
    }

    /** The key's own digest is the name of its entry, so that no key can name a file. */
    private Path entry(String key) {
        return code().resolve(Digest.of(key.getBytes(StandardCharsets.UTF_8)));
    }

    private record Entry(Path file, long size, FileTime used) {}

    private void makeRoom(long wanted) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(code())) {
            for (Path file : (Iterable<Path>) files.filter(path -> !path.endsWith("key"))::iterator) {
                entries.add(new Entry(file, Files.size(file), Files.getLastModifiedTime(file)));
            }
        }
        entries.sort(Comparator.comparing(Entry::used));
        long all = wanted + entries.stream().mapToLong(Entry::size).sum();
        for (Entry oldest : entries) {
            if (all <= most) {
                return;
            }
            Files.deleteIfExists(oldest.file());
            all -= oldest.size();
        }
    }

    /** This user's key, made when first needed. A new one makes every older entry a miss. */
    private byte[] secret() throws IOException {
        Path file = code().resolve("key");
        if (Files.isRegularFile(file) && Files.size(file) == SEAL) {
            return Files.readAllBytes(file);
        }
        byte[] fresh = new byte[SEAL];
        new SecureRandom().nextBytes(fresh);
        PrivateFolder.replace(file, fresh);
        // Of two processes that came at once, both take the key that stayed.
        return Files.readAllBytes(file);
    }

    /** HMAC-SHA256 (RFC 2104) over the key's length, the key and the content. */
    private static byte[] seal(byte[] secret, String key, byte[] content) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        MessageDigest inner = sha256();
        inner.update(padded(secret, 0x36));
        inner.update(new byte[] {(byte) (name.length >> 8), (byte) name.length});
        inner.update(name);
        inner.update(content);
        MessageDigest outer = sha256();
        outer.update(padded(secret, 0x5c));
        return outer.digest(inner.digest());
    }

    private static byte[] padded(byte[] secret, int pad) {
        byte[] block = Arrays.copyOf(secret, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            block[i] ^= (byte) pad;
        }
        return block;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new LinkageError("every JVM has SHA-256", e);
        }
    }
}
