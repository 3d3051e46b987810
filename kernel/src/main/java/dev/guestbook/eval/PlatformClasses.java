package dev.guestbook.eval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The names of the platform's own public classes, from the listing of the image alone: JShell's index takes seconds
 * to be made and knows whole names only. Read where first asked for.
 */
final class PlatformClasses {
    private static final int SUGGESTED = 30;
    private static final int SHORTEST_PREFIX = 2;

    private List<String> names;

    /** Full names of classes whose simple name starts so: those of that very name first, then {@code java.base}'s order. */
    List<String> startingWith(String prefix) {
        if (prefix.length() < SHORTEST_PREFIX || !Character.isUpperCase(prefix.charAt(0))) {
            return List.of();
        }
        if (names == null) {
            names = read();
        }
        return names.stream()
                .filter(name -> name.startsWith(prefix, name.lastIndexOf('.') + 1))
                .filter(PlatformClasses::isPublic)
                .sorted(Comparator.comparing((String name) -> !name.endsWith("." + prefix)))
                .limit(SUGGESTED)
                .toList();
    }

    private static boolean isPublic(String name) {
        try {
            return Modifier.isPublic(Class.forName(name, false, ClassLoader.getPlatformClassLoader())
                    .getModifiers());
        } catch (ClassNotFoundException | LinkageError e) {
            return false; // of a module that is not there for cells
        }
    }

    private static List<String> read() {
        FileSystem image = FileSystems.getFileSystem(URI.create("jrt:/"));
        List<String> found = new ArrayList<>();
        ModuleLayer.boot().modules().stream()
                .filter(module -> module.getName().startsWith("java."))
                .sorted(Comparator.comparing(
                                (Module module) -> !module.getName().equals("java.base"))
                        .thenComparing(Module::getName))
                .forEach(module -> module.getDescriptor().exports().stream()
                        .filter(exports -> !exports.isQualified())
                        .map(Exports::source)
                        .sorted()
                        .forEach(each -> list(image.getPath("modules", module.getName()), each, found)));
        return found;
    }

    private static void list(Path module, String packageName, List<String> found) {
        Path folder = module.resolve(packageName.replace('.', '/'));
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.class")) {
            List<String> simple = new ArrayList<>();
            for (Path file : files) {
                String name = file.getFileName().toString().replace(".class", "");
                if (name.indexOf('$') < 0 && name.indexOf('-') < 0) {
                    simple.add(packageName + "." + name);
                }
            }
            simple.sort(Comparator.naturalOrder());
            found.addAll(simple);
        } catch (IOException e) {
            throw new UncheckedIOException("The platform's own classes cannot be listed.", e);
        }
    }
}
