package dev.guestbook.eval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;

/** The class files of {@link ApiPackages}, found where our own classes are: a folder or the kernel's jar. */
final class ApiClasses {
    private static final String SUFFIX = ".class";
    private Map<String, List<JavaFileObject>> byPackage;

    synchronized List<JavaFileObject> list(String packageName) {
        if (byPackage == null) {
            byPackage = read();
        }
        return byPackage.getOrDefault(packageName, List.of());
    }

    private static Map<String, List<JavaFileObject>> read() {
        Map<String, List<JavaFileObject>> found = new HashMap<>();
        for (String name : classFiles()) {
            String className =
                    name.substring(0, name.length() - SUFFIX.length()).replace('/', '.');
            if (ApiPackages.holds(className)) {
                found.computeIfAbsent(className.substring(0, className.lastIndexOf('.')), p -> new ArrayList<>())
                        .add(new ApiFileManager.ApiClass(className));
            }
        }
        return found;
    }

    /** Names of the class files there are, as a jar has them. */
    private static List<String> classFiles() {
        try {
            Path home = Path.of(ApiClasses.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Files.isDirectory(home) ? inFolder(home) : inJar(home);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Our own class files cannot be found.", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Our own class files cannot be read.", e);
        }
    }

    private static List<String> inJar(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(SUFFIX) && name.startsWith("dev/guestbook/"))
                    .toList();
        }
    }

    private static List<String> inFolder(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        for (String packageName : ApiPackages.names()) {
            Path inside = folder.resolve(packageName.replace('.', '/'));
            if (Files.isDirectory(inside)) {
                try (Stream<Path> files = Files.list(inside)) {
                    files.map(f -> packageName.replace('.', '/') + "/" + f.getFileName())
                            .filter(name -> name.endsWith(SUFFIX))
                            .forEach(names::add);
                }
            }
        }
        return names;
    }
}
