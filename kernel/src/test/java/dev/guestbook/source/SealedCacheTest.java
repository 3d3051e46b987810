package dev.guestbook.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs comes back as it was kept by this user, or not at all. */
class SealedCacheTest {
    private static final byte[] CODE = "code".getBytes(StandardCharsets.UTF_8);

    private Path folder;

    @BeforeEach
    void choose(@TempDir Path parent) {
        folder = parent.resolve("cache");
    }

    private SealedCache cache() {
        return new SealedCache(folder, 1000);
    }

    private Path entry(String key) {
        return folder.resolve("code").resolve(Digest.of(key.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void another_process_reads_what_was_kept_and_only_the_user_can() throws IOException {
        assertTrue(cache().read("a").isEmpty());
        cache().keep("a", CODE);
        assertArrayEquals(CODE, cache().read("a").orElseThrow());
        assertTrue(cache().read("b").isEmpty());
        for (String name : new String[] {"", "code"}) {
            assertEquals(
                    "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))));
        }
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("code/key"))));
    }

    @Test
    void a_changed_byte_anywhere_is_a_miss_and_the_entry_goes() throws IOException {
        cache().keep("a", CODE);
        byte[] whole = Files.readAllBytes(entry("a"));
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            Files.write(entry("a"), changed);
            assertTrue(cache().read("a").isEmpty(), "byte " + i);
            assertFalse(Files.exists(entry("a")));
        }
        Files.write(entry("a"), new byte[5]);
        assertTrue(cache().read("a").isEmpty());
        cache().keep("a", CODE);
        assertArrayEquals(CODE, cache().read("a").orElseThrow());
    }

    @Test
    void an_entry_under_another_key_or_of_another_user_is_a_miss() throws IOException {
        cache().keep("a", CODE);
        Files.copy(entry("a"), entry("b"));
        assertTrue(cache().read("b").isEmpty());
        Files.write(folder.resolve("code/key"), new byte[32]);
        assertTrue(cache().read("a").isEmpty());
    }

    @Test
    void a_folder_that_is_open_to_others_is_not_used() throws IOException {
        cache().keep("a", CODE);
        Set<PosixFilePermission> open = PosixFilePermissions.fromString("rwxrwx---");
        Files.setPosixFilePermissions(folder, open);
        assertTrue(cache().read("a").isEmpty());
        cache().keep("b", CODE);
        assertFalse(Files.exists(entry("b")));
    }

    @Test
    void what_was_used_longest_ago_gives_way() throws IOException {
        for (String key : new String[] {"old", "used", "new"}) {
            cache().keep(key, new byte[300 - 32]);
            Files.setLastModifiedTime(entry(key), FileTime.from(Instant.ofEpochSecond(key.length())));
        }
        cache().read("old");
        cache().keep("another", new byte[300 - 32]);
        assertTrue(cache().read("old").isPresent());
        assertTrue(cache().read("new").isEmpty());
        cache().keep("too large", new byte[1000]);
        assertTrue(cache().read("too large").isEmpty());
        assertTrue(cache().read("another").isPresent());
    }

    @Test
    void a_folder_in_the_place_of_an_entry_is_a_miss() throws IOException {
        cache().keep("a", CODE);
        Files.delete(entry("a"));
        Files.createDirectory(entry("a"));
        assertTrue(cache().read("a").isEmpty());
        Files.move(folder.resolve("code/key"), folder.resolve("key"), StandardCopyOption.REPLACE_EXISTING);
        cache().keep("b", CODE);
        assertArrayEquals(CODE, cache().read("b").orElseThrow());
    }
}
