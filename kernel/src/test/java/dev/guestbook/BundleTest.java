package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.guestbook.notebook.Notebook;
import dev.guestbook.notebook.NotebookCell;
import dev.guestbook.source.ModuleSources;
import dev.guestbook.source.Settings;
import dev.guestbook.source.SourceException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code guestbook fetch} and {@code bundle} on a project of one notebook, on machines that have neither network nor npm. */
class BundleTest {
    @TempDir
    Path folder;

    private Path project;
    private String source;
    private byte[] module;

    /** A notebook that loads a module from npm by its digest, and a guest of ours. */
    @BeforeEach
    void makeProject() throws Exception {
        project = Files.createDirectories(folder.resolve("project"));
        module = Files.readAllBytes(Notepad.PROJECT.resolve("guests/twosum/twosum.wasm"));
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(module));
        source = "npm:@test/adder@1.0.0/adder.wasm#sha256=" + digest;
        Files.createDirectories(project.resolve("install"));
        for (String each : List.of("LICENSE", "install/guestbook", "install/guestbook.cmd")) {
            Files.copy(Notepad.PROJECT.resolve(each), project.resolve(each));
        }
        Path liar = Files.createDirectories(project.resolve("guests/liar")).resolve("liar.wasm");
        Files.copy(Notepad.PROJECT.resolve("guests/liar/liar.wasm"), liar);
        ObjectMapper json = new ObjectMapper();
        ArrayNode cells = json.createArrayNode();
        for (String cell : List.of(
                "int n = 3;\n  %wasm load --max-memory 1MiB " + source + " --as sums",
                "%alloc nums 3*i32\n%write nums [20, 3, 22]\n%call twosum nums n 42 -> ptr pair\nwasm.readInts(pair, 2)",
                "%wasm load ../guests/liar/liar.wasm")) {
            cells.addObject()
                    .put("cell_type", "code")
                    .put("source", cell)
                    .putNull("execution_count")
                    .set("outputs", json.createArrayNode());
        }
        Path notebooks = Files.createDirectories(project.resolve("notebooks"));
        Files.writeString(
                notebooks.resolve("sum.ipynb"), "{\"nbformat\": 4, \"nbformat_minor\": 4, \"cells\": " + cells + "}");
        Files.writeString(
                Files.createDirectories(notebooks.resolve(".ipynb_checkpoints")).resolve("old-checkpoint.ipynb"), "{");
    }

    /** A machine with an empty cache and without npm; modules by digest only where a folder has them. */
    private Settings machine(Path place, Optional<Path> modules) {
        return new Settings(place, folder.resolve("cache-" + place.getFileName()), modules, List.of(), false);
    }

    private Bundle bundle(Optional<Path> modules) {
        return new Bundle(project, new ModuleSources(machine(project, modules)));
    }

    private Optional<Path> modules() throws IOException {
        Path modules = Files.createDirectories(folder.resolve("modules"));
        Files.write(modules.resolve("under any name"), module);
        return Optional.of(modules);
    }

    private Path unpacked(Path zip) throws IOException {
        Path place = Files.createDirectory(folder.resolve("elsewhere"));
        try (FileSystem files = FileSystems.newFileSystem(
                        URI.create("jar:" + zip.toUri()), Map.of("enablePosixFileAttributes", "true"));
                Stream<Path> all = Files.walk(files.getPath("/"))) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                Path to = place.resolve(each.toString().substring(1));
                Files.createDirectories(to.getParent());
                Files.copy(each, to);
                Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(each));
            }
        }
        return place.resolve("guestbook");
    }

    private static String shows(Settings machine, Path notebook) throws Exception {
        StringBuilder shown = new StringBuilder();
        try (Notepad notepad = new Notepad(machine)) {
            for (NotebookCell cell : Notebook.read(notebook).cells()) {
                shown.append(notepad.run(cell.source())).append('\n');
            }
        }
        return shown.toString();
    }

    @Test
    void aBundleRunsElsewhereWithoutNetworkAndCache() throws Exception {
        Path jar = Files.writeString(folder.resolve("some.jar"), "a jar");
        Path zip = folder.resolve("b.zip");
        bundle(modules()).write(zip, jar);
        Path there = unpacked(zip);
        assertEquals("a jar", Files.readString(there.resolve("guestbook.jar")));
        assertTrue(Files.isExecutable(there.resolve("install/guestbook")));
        for (String each : List.of(
                "LICENSE", "README.txt", "install/guestbook.cmd", "install/jvm.options", "notebooks/sum.ipynb")) {
            assertTrue(Files.size(there.resolve(each)) > 0, each);
        }
        assertTrue(Files.notExists(there.resolve("notebooks/.ipynb_checkpoints")));
        Path module = there.resolve("modules").resolve(source.substring(source.indexOf('=') + 1) + ".wasm");
        assertArrayEquals(this.module, Files.readAllBytes(module));
        Settings machine = machine(there.resolve("notebooks"), Optional.of(there.resolve("modules")));
        String shown = shows(machine, there.resolve("notebooks/sum.ipynb"));
        assertTrue(shown.contains("guest sums"), shown);
        assertTrue(shown.contains("int[2] { 0, 2 }"), shown);
        assertTrue(shown.contains("guest liar"), shown);

        assertEquals(
                List.of("adder"),
                new Bundle(there, new ModuleSources(machine))
                        .fetch().stream().map(each -> each.name()).toList());
        Files.delete(module); // what was fetched is in the cache of that machine now
        assertTrue(shows(machine, there.resolve("notebooks/sum.ipynb")).contains("int[2] { 0, 2 }"));
    }

    @Test
    void aModuleThatWasChangedOnTheWayIsRefused() throws Exception {
        Path zip = folder.resolve("b.zip");
        bundle(modules()).write(zip, Files.writeString(folder.resolve("some.jar"), "a jar"));
        Path there = unpacked(zip);
        Path module = there.resolve("modules").resolve(source.substring(source.indexOf('=') + 1) + ".wasm");
        Files.write(module, new byte[] {0}, StandardOpenOption.APPEND);
        Settings machine = machine(there.resolve("notebooks"), Optional.of(there.resolve("modules")));
        String shown = shows(machine, there.resolve("notebooks/sum.ipynb"));
        assertTrue(shown.startsWith("Refused: npm is not on the PATH"), shown);
        assertFalse(shown.contains("guest sums"), shown);
    }

    @Test
    void whatCannotBeFetchedLeavesTheOldBundleAndNoHalfOne() throws Exception {
        Path out = Files.createDirectory(folder.resolve("out"));
        Path zip = Files.writeString(out.resolve("b.zip"), "the last one");
        Path jar = Files.writeString(folder.resolve("some.jar"), "a jar");
        SourceException refused = assertThrows(
                SourceException.class, () -> bundle(Optional.empty()).write(zip, jar));
        assertTrue(refused.getMessage().contains("npm"), refused.getMessage());
        assertTrue(refused.getMessage().contains("GUESTBOOK_SOURCES=DIR"), refused.getMessage());
        assertThrows(
                IOException.class, () -> bundle(modules()).write(zip, folder.resolve("no.jar")), "a jar that is gone");
        assertEquals("the last one", Files.readString(zip));
        try (Stream<Path> left = Files.list(out)) {
            assertEquals(List.of(zip), left.toList());
        }
    }

    private void refuses(int code, String message, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int ended = EchoMain.run(
                args,
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        assertEquals(
                message,
                err.toString(StandardCharsets.UTF_8).lines().findFirst().orElse(""));
        assertEquals(code, ended);
        assertEquals("", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void badArgumentsAreOneSentence() throws IOException {
        String one = "guestbook: \"guestbook bundle\" takes one file, as in: guestbook bundle guestbook.zip.";
        refuses(2, one, "bundle");
        refuses(2, one, "bundle", "a.zip", "b.zip");
        refuses(2, "guestbook: \"guestbook fetch\" takes no \"everything\".", "fetch", "everything");
        for (Path place : List.of(folder, folder.resolve("none/b.zip"))) {
            String message = "guestbook: Cannot write " + place + "; name a file in a folder that is there.";
            refuses(1, message, "bundle", place.toString());
        }
        String jar = "guestbook: A bundle is made by the jar; run install/guestbook bundle.";
        refuses(1, jar, "bundle", folder.resolve("b.zip").toString());
    }
}
