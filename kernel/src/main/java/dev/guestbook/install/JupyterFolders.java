package dev.guestbook.install;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where Jupyter keeps its data on this machine, found without asking Python (docs.jupyter.org, "Common Directories and
 * File Locations"). Every folder has the kernelspecs in {@code kernels/}.
 */
final class JupyterFolders {
    private final Machine machine;

    JupyterFolders(Machine machine) {
        this.machine = machine;
    }

    /** The user's own data folder. */
    Path user() {
        Optional<String> told = machine.variable("JUPYTER_DATA_DIR");
        if (told.isPresent()) {
            return absolute(told.get());
        }
        return switch (machine.os()) {
            case LINUX ->
                machine.variable("XDG_DATA_HOME")
                        .map(this::absolute)
                        .orElse(machine.home().resolve(".local").resolve("share"))
                        .resolve("jupyter");
            case MAC -> machine.home().resolve("Library").resolve("Jupyter");
            case WINDOWS ->
                machine.variable("APPDATA")
                        .map(this::absolute)
                        .orElse(machine.home().resolve("AppData").resolve("Roaming"))
                        .resolve("jupyter");
        };
    }

    /** The data folder of a Python environment or another prefix. */
    static Path prefix(Path prefix) {
        return prefix.resolve("share").resolve("jupyter");
    }

    /** The prefix of the Python environment that is active in this shell. */
    Optional<Path> activeEnvironment() {
        return machine.variable("VIRTUAL_ENV")
                .or(() -> machine.variable("CONDA_PREFIX"))
                .map(this::absolute);
    }

    /** All data folders in the order Jupyter looks through them; the first that has a name wins. */
    List<Path> searched() {
        Stream<Path> system = switch (machine.os()) {
            case LINUX, MAC -> Stream.of(Path.of("/usr/local/share/jupyter"), Path.of("/usr/share/jupyter"));
            case WINDOWS ->
                machine.variable("PROGRAMDATA").stream()
                        .map(folder -> absolute(folder).resolve("jupyter"));
        };
        Stream<Path> environment = activeEnvironment().map(JupyterFolders::prefix).stream();
        return Stream.of(machine.paths("JUPYTER_PATH"), Stream.of(user()), environment, system)
                .flatMap(folders -> folders)
                .map(folder -> folder.toAbsolutePath().normalize())
                .distinct()
                .toList();
    }

    private Path absolute(String folder) {
        return Path.of(folder).toAbsolutePath().normalize();
    }
}
