package dev.guestbook;

import dev.guestbook.notebook.Notebook;
import dev.guestbook.notebook.NotebookCell;
import dev.guestbook.notebook.NotebookException;
import dev.guestbook.source.ModuleSources;
import dev.guestbook.source.SourceException;
import dev.guestbook.source.Supplied;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The bundled notebooks and what they load, for machines without a network. A bundle holds modules by their digest; the
 * launcher in it names their folder to Guestbook, which hashes each one again.
 *
 * @param root the checkout, or a bundle that was unpacked
 */
record Bundle(Path root, ModuleSources modules) {
    private static final Pattern LOADED =
            Pattern.compile("(?m)^\\s*%wasm\\s+load\\s+(?:.*\\s)?((?:npm|https|maven):\\S+)");

    /** What the notebooks load from elsewhere, in reading order. */
    Set<String> sources() throws NotebookException, IOException {
        Set<String> sources = new LinkedHashSet<>();
        for (Path file : files("notebooks", ".ipynb")) {
            for (NotebookCell cell : Notebook.read(file).cells()) {
                if (cell.isCode()) {
                    LOADED.matcher(cell.source()).results().forEach(found -> sources.add(found.group(1)));
                }
            }
        }
        return sources;
    }

    /** Puts all of it into the cache. */
    List<Supplied> fetch() throws NotebookException, IOException, SourceException {
        List<Supplied> kept = new ArrayList<>();
        for (String source : sources()) {
            kept.add(modules.keep(source));
        }
        return kept;
    }

    /** Writes the bundle, or leaves what is there where that fails. */
    void write(Path zip, Path jar) throws NotebookException, IOException, SourceException {
        List<Supplied> loaded = fetch();
        Path half = Files.createTempFile(zip.toAbsolutePath().getParent(), "bundle", ".part");
        Files.delete(half); // the file system wants to make it
        try {
            try (FileSystem files = FileSystems.newFileSystem(
                    URI.create("jar:" + half.toUri()), Map.of("create", "true", "enablePosixFileAttributes", "true"))) {
                Path top = Files.createDirectory(files.getPath("guestbook"));
                copy(jar, top.resolve("guestbook.jar"));
                copy(root.resolve("LICENSE"), top.resolve("LICENSE"));
                for (String launcher : List.of("guestbook", "guestbook.cmd")) {
                    Path script = copy(
                            root.resolve("install").resolve(launcher),
                            top.resolve("install").resolve(launcher));
                    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
                resource("install/jvm.options", top.resolve("install").resolve("jvm.options"));
                resource("bundle.txt", top.resolve("README.txt"));
                for (Path file : files("notebooks", ".ipynb")) {
                    copy(
                            file,
                            top.resolve("notebooks").resolve(file.getFileName().toString()));
                }
                for (Path file : files("guests", "")) {
                    copy(file, top.resolve(root.relativize(file).toString().replace('\\', '/')));
                }
                Path modules = Files.createDirectory(top.resolve("modules"));
                for (Supplied each : loaded) {
                    Files.write(modules.resolve(each.sha256() + ".wasm"), each.bytes());
                }
            }
            Files.move(half, zip, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(half);
        }
    }

    private List<Path> files(String folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(folder))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(suffix))
                    .filter(file -> !file.toString().contains(".ipynb_checkpoints"))
                    .sorted()
                    .toList();
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        return Files.copy(from, to);
    }

    private static void resource(String name, Path to) throws IOException {
        try (InputStream in = Bundle.class.getResourceAsStream(name)) {
            Files.copy(in, to);
        }
    }
}
