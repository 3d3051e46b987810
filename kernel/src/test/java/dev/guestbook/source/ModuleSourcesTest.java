package dev.guestbook.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * npm packages and the cache, with a program in npm's place that packs an archive of ours: what it is called
 * with, what is found in the archive, and what is kept.
 */
class ModuleSourcesTest {
    private static final byte[] FIRST = {0, 'a', 's', 'm', 1, 0, 0, 0};
    private static final byte[] SECOND = {0, 'a', 's', 'm', 1, 0, 0, 0, 0, 2, 1, 'x'};

    @TempDir
    private Path folder;

    private Path bin;
    private Path log;

    @BeforeEach
    void setUp() throws IOException {
        bin = Files.createDirectory(folder.resolve("bin"));
        log = folder.resolve("calls");
    }

    /** A shell script named npm: it records its arguments and what is in its folder, then does {@code then}. */
    private void npm(String then) throws IOException {
        Path script = bin.resolve("npm");
        Files.writeString(
                script, "#!/bin/sh\nset -e\necho \"$@\" in $(ls -A | wc -l) >> '" + log + "'\n" + then + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private void npmPacks(TestArchive archive) throws IOException {
        Path packed = Files.write(folder.resolve("packed.tgz"), archive.gzipped());
        npm("/bin/cp '" + packed + "' ./some-package-1.0.0.tgz");
    }

    private Settings settings(Path... path) {
        return new Settings(folder, folder.resolve("cache"), Optional.empty(), List.of(path), false);
    }

    private Supplied load(String source) throws SourceException {
        return new ModuleSources(settings(bin, Path.of("/bin"))).supply(source, Optional.empty());
    }

    private String refused(String source) {
        return assertThrows(SourceException.class, () -> load(source)).getMessage();
    }

    private static String array(byte[] module, String format) {
        StringBuilder text = new StringBuilder("const wasm = new Uint8Array([\n  ");
        for (byte b : module) {
            text.append(String.format(format, b)).append(", ");
        }
        return text.append("\n]);").toString();
    }

    @Test
    void npm_is_called_without_scripts_in_an_empty_folder_with_the_name_after_the_dashes() throws Exception {
        npmPacks(new TestArchive().file("package/a.wasm", FIRST));
        assertArrayEquals(
                FIRST, load("npm:@scope/some-package@1.0.0-rc.1/a.wasm").bytes());
        assertEquals(List.of("pack --ignore-scripts -- @scope/some-package@1.0.0-rc.1 in 0"), Files.readAllLines(log));
    }

    @Test
    void a_module_is_found_as_a_file_a_byte_array_and_base64_and_equal_bytes_count_once() throws Exception {
        npmPacks(new TestArchive()
                .file("package/README.md", "AGFzbQEAAAA=")
                .file("package/a.wasm", FIRST)
                .file("package/a.js", array(FIRST, "%d"))
                .file("package/b.mjs", array(FIRST, "0x%02x"))
                .file(
                        "package/c.cjs",
                        "x = \"data:application/wasm;base64,"
                                + Base64.getEncoder().encodeToString(FIRST) + "\"")
                .file(
                        "package/d.js",
                        "x = '" + Base64.getUrlEncoder().withoutPadding().encodeToString(FIRST) + "'")
                .file("package/e.js", "broken([0, 97, 115, 109, 1, 0, 0, 0, 999]); also([0,97,115,109,1,0,0,0"));
        assertArrayEquals(FIRST, load("npm:some-package@1.0.0").bytes());
    }

    @Test
    void of_different_modules_one_must_be_named() throws Exception {
        npmPacks(new TestArchive().file("package/a.wasm", FIRST).file("package/lib/b.js", array(SECOND, "%d")));
        assertEquals(
                "npm package some-package@1.0.0 holds 2 different modules; name one as npm:some-package@1.0.0/FILE."
                        + " It has a.wasm (8 bytes), lib/b.js (12 bytes).",
                refused("npm:some-package@1.0.0"));
        assertArrayEquals(SECOND, load("npm:some-package@1.0.0/lib/b.js").bytes());
        assertEquals(
                "npm package some-package@1.0.0 has no file c.js. It has a.wasm (8 bytes), lib/b.js (12 bytes).",
                refused("npm:some-package@1.0.0/c.js"));
    }

    @Test
    void a_package_without_a_module_is_refused() throws Exception {
        npmPacks(new TestArchive().file("package/index.js", "module.exports = 1;"));
        assertEquals(
                "No wasm module is in npm package some-package@1.0.0, neither as a file nor embedded in JavaScript.",
                refused("npm:some-package@1.0.0"));
    }

    @Test
    void long_paths_are_read_and_paths_that_climb_write_nothing() throws Exception {
        String path = "package/" + "deep/".repeat(40) + "a.wasm";
        npmPacks(new TestArchive().paxFile(path, FIRST).file("package/../../../evil.wasm", SECOND));
        assertArrayEquals(
                FIRST,
                load("npm:some-package@1.0.0/" + path.substring("package/".length()))
                        .bytes());
        assertFalse(Files.exists(folder.resolve("evil.wasm")));
        assertFalse(Files.exists(folder.getParent().resolve("evil.wasm")));
    }

    @Test
    void an_archive_that_lies_about_its_sizes_is_refused() throws Exception {
        npmPacks(new TestArchive().entry("package/a.wasm", '0', 300L << 20, new byte[0]));
        assertEquals(
                "npm package some-package@1.0.0 cannot be read: IOException (the archive unpacks to more than 256 MiB or"
                        + " 40,000 entries).",
                refused("npm:some-package@1.0.0"));
        npmPacks(new TestArchive().entry("package/a.wasm", '0', 30L << 20, new byte[512]));
        assertEquals(
                "npm package some-package@1.0.0 cannot be read: IOException (the archive is cut off).",
                refused("npm:some-package@1.0.0"));
    }

    @Test
    void an_archive_of_headers_alone_is_bounded_too() throws Exception {
        TestArchive folders = new TestArchive();
        for (int n = 0; n < 40_001; n++) {
            folders.entry("package/folder", '5', 0, new byte[0]);
        }
        npmPacks(folders.file("package/a.wasm", FIRST));
        assertEquals(
                "npm package some-package@1.0.0 cannot be read: IOException (the archive unpacks to more than 256 MiB or"
                        + " 40,000 entries).",
                refused("npm:some-package@1.0.0"));
        npmPacks(new TestArchive().entry("package/x", 'x', 100_000, new byte[100_000]));
        assertEquals(
                "npm package some-package@1.0.0 cannot be read: IOException (the archive is malformed).",
                refused("npm:some-package@1.0.0"));
        npmPacks(new TestArchive().entry("package/folder", '5', 100_000, new byte[512]));
        assertEquals(
                "npm package some-package@1.0.0 cannot be read: IOException (the archive is cut off).",
                refused("npm:some-package@1.0.0"));
    }

    @Test
    void an_interrupt_ends_the_reading_of_an_archive() throws Exception {
        Path archive = Files.write(
                folder.resolve("a.tgz"),
                new TestArchive().file("package/a.wasm", FIRST).gzipped());
        assertEquals(1, TarGz.read(archive, "package/").size());
        Thread.currentThread().interrupt();
        try {
            assertThrows(InterruptedIOException.class, () -> TarGz.read(archive, "package/"));
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    /** Each of these took minutes where a number was searched for and not only matched. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void text_that_only_looks_like_a_module_costs_no_more_than_its_length() {
        int million = 1_000_000;
        for (String hostile : List.of(
                "[0,97,115," + " ".repeat(million) + "x",
                "[0,97,115,".repeat(million / 10),
                "[0,97,115,109," + "\n1 ,".repeat(million / 4) + "x",
                "[" + " ".repeat(million),
                "[ ".repeat(million / 2),
                "[0x" + "0".repeat(million),
                "[0" + " ".repeat(million) + "x",
                "AGFzbQ".repeat(million / 6),
                "AGFzbQ=".repeat(million / 7))) {
            assertEquals(List.of(), EmbeddedModules.in("a.js", hostile.getBytes(StandardCharsets.UTF_8)));
        }
        String blanks = " ".repeat(million);
        List<byte[]> found = EmbeddedModules.in(
                "a.js", ("[0,97,115,109,1,0," + blanks + "0," + blanks + "0]").getBytes(StandardCharsets.UTF_8));
        assertArrayEquals(FIRST, found.get(0));
    }

    @Test
    void what_npm_says_is_told_in_one_line() throws Exception {
        for (Map.Entry<String, String> answer : Map.of(
                        "npm error code E404\nnpm error 404 Not Found", "npm knows no package some-package@1.0.0.",
                        "npm ERR! code ETARGET", "npm package some-package has no version 1.0.0.",
                        "npm error code ENOTFOUND",
                                "npm cannot reach its registry for some-package@1.0.0 (ENOTFOUND); without a network, give the"
                                        + " module with --from FILE or GUESTBOOK_SOURCES=DIR.",
                        "npm error code EPERM\nnpm error nope", "npm failed for some-package@1.0.0 (EPERM): nope.")
                .entrySet()) {
            npm("echo '" + answer.getKey() + "' >&2; exit 1");
            assertEquals(answer.getValue(), refused("npm:some-package@1.0.0"));
        }
    }

    @Test
    void an_interrupt_ends_npm() throws Exception {
        npm("exec sleep 100");
        Thread.currentThread().interrupt();
        assertEquals("Fetching some-package@1.0.0 was interrupted.", refused("npm:some-package@1.0.0"));
        assertTrue(Thread.interrupted(), "the interrupt is kept for whoever asked");
    }

    @Test
    void a_fetched_module_is_kept_and_needs_no_npm_again() throws Exception {
        npmPacks(new TestArchive().file("package/a.wasm", FIRST));
        String source = "npm:some-package@1.0.0#sha256=" + Digest.of(FIRST);
        assertEquals(
                "npm:some-package@1.0.0, fetched",
                load("npm:some-package@1.0.0").origin());
        Settings offline = settings();
        assertArrayEquals(
                FIRST,
                new ModuleSources(offline).supply(source, Optional.empty()).bytes());
        assertEquals(
                "npm:some-package@1.0.0, cached",
                new ModuleSources(offline)
                        .supply("npm:some-package@1.0.0", Optional.empty())
                        .origin());
        try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
            for (Path path : files.toList()) {
                String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                assertTrue(rights.endsWith("------"), path + " " + rights);
            }
        }
    }

    @Test
    void a_kept_module_that_was_changed_is_fetched_anew() throws Exception {
        npmPacks(new TestArchive().file("package/a.wasm", FIRST));
        load("npm:some-package@1.0.0");
        Path kept = folder.resolve("cache").resolve("modules").resolve(Digest.of(FIRST) + ".wasm");
        Files.write(kept, SECOND);
        assertArrayEquals(FIRST, load("npm:some-package@1.0.0").bytes());
        assertArrayEquals(FIRST, Files.readAllBytes(kept));
        assertEquals(2, Files.readAllLines(log).size());
        try (Stream<Path> files = Files.list(kept.getParent())) {
            assertEquals(1, files.count(), "no temporary file is left");
        }
    }

    @Test
    void a_cache_that_others_can_write_is_not_used() throws Exception {
        npmPacks(new TestArchive().file("package/a.wasm", FIRST));
        load("npm:some-package@1.0.0");
        Path cache = folder.resolve("cache");
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertEquals(
                "npm:some-package@1.0.0, fetched, not cached: CACHE is not closed to other users (chmod 700 it)",
                load("npm:some-package@1.0.0").origin().replace(cache.toString(), "CACHE"));
        assertEquals(2, Files.readAllLines(log).size());
    }

    @Test
    void a_folder_of_modules_answers_by_digest() throws Exception {
        Path modules = Files.createDirectory(folder.resolve("modules"));
        Files.write(modules.resolve("any-name"), SECOND);
        Settings settings = new Settings(folder, folder.resolve("cache"), Optional.of(modules), List.of(), false);
        Supplied supplied = new ModuleSources(settings)
                .supply("npm:some-package@1.0.0#sha256=" + Digest.of(SECOND), Optional.empty());
        assertArrayEquals(SECOND, supplied.bytes());
        assertEquals("some-package", supplied.name());
    }

    @Test
    void a_wrong_digest_is_refused_and_not_kept() throws Exception {
        npmPacks(new TestArchive().file("package/a.wasm", FIRST));
        String message = refused("npm:some-package@1.0.0#sha256=" + Digest.of(SECOND));
        assertTrue(
                message.startsWith("The digest does not match: npm:some-package@1.0.0 has sha256 " + Digest.of(FIRST)),
                message);
        assertFalse(Files.exists(folder.resolve("cache")));
    }

    @Test
    void each_system_has_its_own_cache_folder() {
        Path home = Path.of("/home/u");
        assertEquals(Path.of("/home/u/.cache/guestbook"), Settings.cacheFolder(Map.of(), home, "Linux"));
        assertEquals(Path.of("/c/guestbook"), Settings.cacheFolder(Map.of("XDG_CACHE_HOME", "/c"), home, "Linux"));
        assertEquals(Path.of("/home/u/Library/Caches/guestbook"), Settings.cacheFolder(Map.of(), home, "Mac OS X"));
        assertEquals(
                Path.of("/l/guestbook/cache"), Settings.cacheFolder(Map.of("LOCALAPPDATA", "/l"), home, "Windows 11"));
        assertEquals(Path.of("/x"), Settings.cacheFolder(Map.of("GUESTBOOK_CACHE", "/x"), home, "Windows 11"));
    }

    @Test
    void a_file_of_javascript_is_searched_as_in_a_package() throws Exception {
        Files.writeString(folder.resolve("one.js"), array(FIRST, "%d"));
        assertArrayEquals(FIRST, load("one.js").bytes());
        Files.writeString(folder.resolve("two.mjs"), array(FIRST, "%d") + array(SECOND, "0x%x"));
        assertEquals(
                "FOLDER/two.mjs holds 2 different modules; name one by its digest. It has #sha256=" + Digest.of(FIRST)
                        + " (8 bytes), #sha256=" + Digest.of(SECOND) + " (12 bytes).",
                refused("two.mjs").replace(folder.toString(), "FOLDER"));
        assertArrayEquals(SECOND, load("two.mjs#sha256=" + Digest.of(SECOND)).bytes());
        Files.writeString(folder.resolve("none.js"), "module.exports = 1;");
        assertEquals(
                "No wasm module is in FOLDER/none.js, neither as a file nor embedded in JavaScript.",
                refused("none.js").replace(folder.toString(), "FOLDER"));
    }

    @Test
    void of_several_modules_in_a_packages_file_one_is_named_by_digest() throws Exception {
        npmPacks(new TestArchive().file("package/two.js", array(FIRST, "%d") + array(SECOND, "%d")));
        assertTrue(refused("npm:some-package@1.0.0/two.js")
                .startsWith("File two.js of npm package some-package@1.0.0 holds 2 different modules; name one by its"
                        + " digest. It has #sha256=" + Digest.of(FIRST)));
        assertArrayEquals(
                SECOND,
                load("npm:some-package@1.0.0/two.js#sha256=" + Digest.of(SECOND))
                        .bytes());
    }

    @Test
    void files_are_relative_to_the_notebooks_folder() throws Exception {
        Files.write(folder.resolve("near.wasm"), FIRST);
        Supplied supplied = load("near.wasm");
        assertArrayEquals(FIRST, supplied.bytes());
        assertEquals("near.wasm", supplied.name());
        assertEquals(
                "There is no file FOLDER/nera.wasm. In its folder: near.wasm.",
                refused("nera.wasm").replace(folder.toString(), "FOLDER"));
        assertEquals(
                Stream.of("near.wasm").collect(Collectors.joining()),
                load("near.wasm#sha256=" + Digest.of(FIRST)).name());
    }
}
