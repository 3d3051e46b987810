package dev.guestbook.source;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where things are on this machine.
 *
 * @param folder what relative file names are relative to: the notebook's folder
 * @param cache our folder for what was fetched; made when first needed
 * @param sources a folder of modules that are found by their digest
 * @param path folders that programs are looked for in
 * @param windows whether programs are {@code .cmd} and {@code .exe} files
 * @param maven where Maven's settings are
 * @param clang the C compiler the user has chosen: a program's name or path; what is found otherwise
 */
public record Settings(
        Path folder,
        Path cache,
        Optional<Path> sources,
        List<Path> path,
        boolean windows,
        MavenPlaces maven,
        Optional<String> clang) {
    /** The same with Maven as the user has it. */
    public Settings(Path folder, Path cache, Optional<Path> sources, List<Path> path, boolean windows) {
        this(folder, cache, sources, path, windows, MavenPlaces.ofUser(System.getenv(), path));
    }

    /** The same with whatever C compiler there is. */
    public Settings(
            Path folder, Path cache, Optional<Path> sources, List<Path> path, boolean windows, MavenPlaces maven) {
        this(folder, cache, sources, path, windows, maven, Optional.empty());
    }

    /**
     * The user's own, from the environment: {@code GUESTBOOK_CACHE}, {@code GUESTBOOK_SOURCES}, {@code GUESTBOOK_CLANG}
     * and {@code PATH}.
     */
    public static Settings ofUser(Path folder) {
        Map<String, String> environment = System.getenv();
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        List<Path> path = path(environment.getOrDefault("PATH", environment.getOrDefault("Path", "")));
        return new Settings(
                folder,
                cacheFolder(environment, Path.of(System.getProperty("user.home")), System.getProperty("os.name", "")),
                value(environment, "GUESTBOOK_SOURCES").map(Path::of),
                path,
                windows,
                MavenPlaces.ofUser(environment, path),
                value(environment, "GUESTBOOK_CLANG"));
    }

    /** The cache where each system has its caches. */
    static Path cacheFolder(Map<String, String> environment, Path home, String os) {
        Optional<Path> told = value(environment, "GUESTBOOK_CACHE").map(Path::of);
        if (told.isPresent()) {
            return told.get();
        }
        String system = os.toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            return value(environment, "LOCALAPPDATA")
                    .map(Path::of)
                    .orElse(home.resolve("AppData").resolve("Local"))
                    .resolve("guestbook")
                    .resolve("cache");
        }
        if (system.startsWith("mac")) {
            return home.resolve("Library").resolve("Caches").resolve("guestbook");
        }
        return value(environment, "XDG_CACHE_HOME")
                .map(Path::of)
                .orElse(home.resolve(".cache"))
                .resolve("guestbook");
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private static List<Path> path(String value) {
        List<Path> folders = new ArrayList<>();
        for (String folder : value.split(File.pathSeparator, -1)) {
            if (!folder.isBlank()) {
                folders.add(Path.of(folder.replace("\"", "")));
            }
        }
        return List.copyOf(folders);
    }
}
