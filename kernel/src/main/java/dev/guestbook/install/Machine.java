package dev.guestbook.install;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machine as far as installing is concerned.
 *
 * @param os the system
 * @param home the user's home folder, absolute
 * @param env the environment variables
 */
public record Machine(Os os, Path home, Map<String, String> env) {
    /** Operating systems that keep things in places of their own. */
    public enum Os {
        LINUX,
        MAC,
        WINDOWS
    }

    /** This one. */
    public static Machine here() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        Os os = name.contains("win") && !name.contains("darwin")
                ? Os.WINDOWS
                : name.contains("mac") ? Os.MAC : Os.LINUX;
        return new Machine(os, Path.of(System.getProperty("user.home")).toAbsolutePath(), System.getenv());
    }

    /** A variable that is set and not empty. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(env.get(name)).filter(value -> !value.isEmpty());
    }

    /** The program of that name on the PATH. */
    Optional<Path> program(String name) {
        List<String> suffixes = os == Os.WINDOWS ? List.of(".exe", ".cmd", ".bat") : List.of("");
        return paths("PATH")
                .flatMap(folder -> suffixes.stream().map(suffix -> folder.resolve(name + suffix)))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** The folders in a variable that holds a search path; entries that are no paths are left out. */
    Stream<Path> paths(String name) {
        return Stream.of(variable(name).orElse("").split(File.pathSeparator))
                .filter(entry -> !entry.isBlank())
                .flatMap(entry -> {
                    try {
                        return Stream.of(Path.of(entry));
                    } catch (InvalidPathException e) {
                        return Stream.empty();
                    }
                });
    }
}
