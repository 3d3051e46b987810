package dev.guestbook.magic;

import dev.guestbook.display.Nearest;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** {@code %classpath add jar}: jars and folders of classes; {@code *} and {@code ?} in a file's name stand for any. */
record AddJar(Libraries libraries, Path base) implements Magic {
    private static final Usage USAGE = Usage.of(
                    "classpath add jar",
                    "PATH...",
                    1,
                    Integer.MAX_VALUE,
                    "Puts jars or folders of classes on the class path; * in a file's name stands for any text.")
            .example("%classpath add jar lib/*.jar");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        List<Path> there = context.evaluator().classPath();
        List<Path> added = new ArrayList<>();
        for (Word word : call.arguments()) {
            for (Path path : named(word.text())) {
                if (!there.contains(path) && !added.contains(path)) {
                    added.add(path);
                }
            }
        }
        context.evaluator().addToClassPath(added);
        Sheet sheet = Sheet.titled(
                switch (added.size()) {
                    case 0 -> "Nothing new: all of it is on the class path";
                    case 1 -> "1 file or folder is new on the class path";
                    default -> added.size() + " files or folders are new on the class path";
                });
        for (Path path : added) {
            sheet = sheet.line(Span.code(new Nearby(base).name(path)));
        }
        context.show(sheet.next("%classpath"));
    }

    /** What a path with or without a pattern names: at least one that can be read. */
    private List<Path> named(String text) throws MagicException, IOException {
        int slash = Math.max(text.lastIndexOf('/'), text.lastIndexOf(java.io.File.separatorChar)) + 1;
        String file = text.substring(slash);
        try {
            if (!file.contains("*") && !file.contains("?")) {
                return List.of(checked(base.resolve(text).toAbsolutePath().normalize()));
            }
            Path folder =
                    base.resolve(text.substring(0, slash)).toAbsolutePath().normalize();
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + file);
            List<Path> found = new ArrayList<>();
            for (Path each : inFolder(folder)) {
                if (matcher.matches(each.getFileName())) {
                    found.add(checked(each));
                }
            }
            if (found.isEmpty()) {
                throw new MagicException("No file in " + folder + " is named like " + file + ".");
            }
            return found;
        } catch (InvalidPathException e) {
            throw new MagicException("\"" + text + "\" is no file name here: " + e.getReason() + ".", e);
        }
    }

    private static List<Path> inFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static Path checked(Path path) throws MagicException, IOException {
        if (Files.notExists(path)) {
            Path folder = path.getParent();
            List<String> jars = inFolder(folder).stream()
                    .map(each -> each.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .toList();
            throw new MagicException("There is no file " + path + ". "
                    + Nearest.hint(path.getFileName().toString(), jars, "No jar is in its folder."));
        }
        if (Files.isDirectory(path)) {
            return path;
        }
        try {
            new ZipFile(path.toFile()).close();
            return path;
        } catch (ZipException e) {
            throw new MagicException(
                    path + " is no jar (" + e.getMessage() + "); give a jar or a folder of classes.", e);
        }
    }
}
