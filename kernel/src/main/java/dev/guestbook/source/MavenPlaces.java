package dev.guestbook.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where Maven's own settings are, so that what holds for {@code mvn} holds here.
 *
 * @param home the user's Maven folder, {@code ~/.m2}
 * @param global the installation's settings, where there is an installation
 * @param arguments of {@code MAVEN_ARGS}: {@code -o}, {@code -s FILE}, {@code -gs FILE} and {@code
 *     -Dmaven.repo.local=DIR} count
 */
public record MavenPlaces(Path home, Optional<Path> global, List<String> arguments) {

    public MavenPlaces {
        arguments = List.copyOf(arguments);
    }

    /** The user's own, from {@code MAVEN_ARGS}, {@code MAVEN_HOME} and the {@code mvn} on the path. */
    static MavenPlaces ofUser(Map<String, String> environment, List<Path> path) {
        String arguments = environment.getOrDefault("MAVEN_ARGS", "").strip();
        return new MavenPlaces(
                Path.of(System.getProperty("user.home"), ".m2"),
                installation(environment, path)
                        .map(home -> home.resolve("conf").resolve("settings.xml"))
                        .filter(Files::isRegularFile),
                arguments.isEmpty() ? List.of() : List.of(arguments.split("\\s+")));
    }

    private static Optional<Path> installation(Map<String, String> environment, List<Path> path) {
        String told = environment.getOrDefault("MAVEN_HOME", environment.getOrDefault("M2_HOME", ""));
        if (!told.isBlank()) {
            return Optional.of(Path.of(told));
        }
        for (Path folder : path) {
            Path mvn = folder.resolve("mvn");
            if (Files.isExecutable(mvn)) {
                try {
                    return Optional.ofNullable(mvn.toRealPath().getParent()).map(Path::getParent);
                } catch (IOException e) {
                    return Optional.empty(); // a link to nowhere is no installation
                }
            }
        }
        return Optional.empty();
    }

    boolean offline() {
        return arguments.contains("-o") || arguments.contains("--offline");
    }

    /** The user's settings, which need not exist. */
    Path settings() {
        return after("-s", "--settings").orElse(home.resolve("settings.xml"));
    }

    Optional<Path> globalSettings() {
        return after("-gs", "--global-settings").or(() -> global);
    }

    /** The local repository, where the arguments name it. */
    Optional<Path> localRepository() {
        String option = "-Dmaven.repo.local=";
        return arguments.stream()
                .filter(argument -> argument.startsWith(option))
                .map(argument -> Path.of(argument.substring(option.length())))
                .reduce((first, last) -> last);
    }

    private Optional<Path> after(String shortName, String longName) {
        List<Path> found = new ArrayList<>();
        for (int i = 0; i + 1 < arguments.size(); i++) {
            if (List.of(shortName, longName).contains(arguments.get(i))) {
                found.add(Path.of(arguments.get(i + 1)));
            }
        }
        return found.stream().reduce((first, last) -> last);
    }
}
