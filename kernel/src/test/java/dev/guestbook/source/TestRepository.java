package dev.guestbook.source;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A Maven repository in a folder, with jars compiled here: what Central is to a user, without a network. */
public final class TestRepository {
    private final Path folder;
    private final Path root;

    public TestRepository(Path folder) throws IOException {
        this.folder = folder;
        this.root = Files.createDirectories(folder.resolve("repository"));
        settings("<mirrors><mirror><id>here</id><mirrorOf>*</mirrorOf><url>" + root.toUri()
                + "</url></mirror></mirrors>");
    }

    /** Writes the user's {@code settings.xml}. */
    public void settings(String elements) throws IOException {
        Files.createDirectories(home());
        Files.writeString(home().resolve("settings.xml"), "<settings>" + elements + "</settings>");
    }

    public Path home() {
        return folder.resolve("m2");
    }

    /** The user's Maven: an empty local repository, and settings that mirror everything to here. */
    public MavenPlaces places(String... arguments) {
        return new MavenPlaces(home(), java.util.Optional.empty(), List.of(arguments));
    }

    /** Puts a jar with one class, {@code PACKAGE.NAME}, whose text is given. */
    public void jar(String coordinates, String className, String source, String... dependencies) throws IOException {
        artifact(coordinates, jar(className, source), dependencies);
    }

    /** Puts any file as an artifact. */
    public void artifact(String coordinates, byte[] content, String... dependencies) throws IOException {
        Coordinates of;
        try {
            of = Coordinates.of(coordinates);
        } catch (SourceException e) {
            throw new IllegalArgumentException(e);
        }
        String needs = Stream.of(dependencies)
                .map(each -> each.split(":"))
                .map(each -> "<dependency><groupId>" + each[0] + "</groupId><artifactId>" + each[1]
                        + "</artifactId><version>" + each[2] + "</version><scope>"
                        + (each.length > 3 ? each[3] : "compile") + "</scope></dependency>")
                .collect(Collectors.joining("", "<dependencies>", "</dependencies>"));
        String pom = "<project><modelVersion>4.0.0</modelVersion><groupId>" + of.group() + "</groupId><artifactId>"
                + of.artifact() + "</artifactId><version>" + of.version() + "</version>" + needs + "</project>";
        Path place = folder(of);
        String classifier = of.classifier().isEmpty() ? "" : "-" + of.classifier();
        put(place.resolve(of.artifact() + "-" + of.version() + ".pom"), pom.getBytes(StandardCharsets.UTF_8));
        put(place.resolve(of.artifact() + "-" + of.version() + classifier + "." + of.extension()), content);
        List<String> versions = new ArrayList<>();
        try (Stream<Path> all = Files.list(place.getParent())) {
            all.filter(Files::isDirectory)
                    .sorted()
                    .forEach(each -> versions.add("<version>" + each.getFileName() + "</version>"));
        }
        put(
                place.getParent().resolve("maven-metadata.xml"),
                ("<metadata><groupId>" + of.group() + "</groupId><artifactId>" + of.artifact()
                                + "</artifactId><versioning><versions>" + String.join("", versions)
                                + "</versions></versioning></metadata>")
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** Puts a POM of these elements in the place of an artifact's own. */
    public void pom(String coordinates, String elements) throws IOException {
        artifact(coordinates, new byte[] {1});
        String[] name = coordinates.split(":");
        Path place = root.resolve(name[0].replace('.', '/')).resolve(name[1]).resolve(name[2]);
        put(
                place.resolve(name[1] + "-" + name[2] + ".pom"),
                ("<project><modelVersion>4.0.0</modelVersion><groupId>" + name[0] + "</groupId><artifactId>" + name[1]
                                + "</artifactId><version>" + name[2] + "</version>" + elements + "</project>")
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** The folder of a version. */
    public Path folder(Coordinates of) throws IOException {
        return Files.createDirectories(root.resolve(of.group().replace('.', '/'))
                .resolve(of.artifact())
                .resolve(of.version()));
    }

    private static void put(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        try {
            Files.writeString(
                    file.resolveSibling(file.getFileName() + ".sha1"),
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    /** A jar with one class. */
    public static byte[] jar(String className, String source) throws IOException {
        Path classes = Files.createTempDirectory("classes");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file =
                new SimpleJavaFileObject(
                        URI.create("string:///" + className.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        assertTrue(compiler.getTask(null, null, null, List.of("-d", classes.toString()), null, List.of(file))
                .call());
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (Stream<Path> all = Files.walk(classes)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                files.put(classes.relativize(each).toString().replace('\\', '/'), Files.readAllBytes(each));
            }
        }
        return zip(files);
    }

    /** A jar of these files. */
    public static byte[] zip(Map<String, byte[]> files) throws IOException {
        Path jar = Files.createTempFile("test", ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> each : files.entrySet()) {
                zip.putNextEntry(new JarEntry(each.getKey()));
                zip.write(each.getValue());
            }
        }
        byte[] bytes = Files.readAllBytes(jar);
        Files.delete(jar);
        return bytes;
    }
}
