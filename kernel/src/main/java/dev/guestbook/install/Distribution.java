package dev.guestbook.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is running: Guestbook's own code, and how a JVM starts it.
 *
 * @param mainClass the class with {@code main}
 * @param version as {@code guestbook version} prints it
 */
public record Distribution(Class<?> mainClass, String version) {
    /** The JVM flags of the kernel and the launchers, one list for both; see the file for what each is for. */
    static List<String> jvmFlags() {
        try (InputStream options = Distribution.class.getResourceAsStream("jvm.options")) {
            return new String(options.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this runs from a jar and not from a folder of classes. */
    public boolean isJar() {
        return jar().isPresent();
    }

    /** The runnable jar, where this runs from it and not from a folder of classes. */
    public Optional<Path> jar() {
        try {
            Path code = Path.of(mainClass
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Optional.of(code).filter(Files::isRegularFile);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The place of Guestbook's own code is no path.", e);
        }
    }
}
