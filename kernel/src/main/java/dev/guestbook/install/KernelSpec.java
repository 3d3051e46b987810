package dev.guestbook.install;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The kernelspec: the folder by which Jupyter front ends find and start the kernel. It holds a copy of the jar, so that
 * it goes on working when the checkout is moved, cleaned or rebuilt. Every path in it is absolute.
 */
public final class KernelSpec {
    /** The name it has where none is given. */
    public static final String NAME = "guestbook";

    /** Jupyter's own rule for names, which also keeps them inside their folder. */
    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9._-]+");

    private static final Pattern UTF_8 = Pattern.compile("\\.(?i:utf-?8)$");
    private static final String JAR = "guestbook.jar";
    private static final List<String> LOGOS = List.of("logo-svg.svg", "logo-64x64.png");

    private final Machine machine;
    private final Distribution distribution;
    private final String name;

    /** @throws InstallException where {@code name} has other characters than {@code A-Z a-z 0-9 . _ -} */
    public KernelSpec(Machine machine, Distribution distribution, String name) throws InstallException {
        if (!LEGAL.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            throw new InstallException("A kernelspec cannot be called \"" + name
                    + "\"; use letters, digits, \".\", \"_\" and \"-\" only, as in \"" + NAME + "\".");
        }
        this.machine = machine;
        this.distribution = distribution;
        this.name = name;
    }

    /** Where a kernelspec goes. */
    public sealed interface Place {
        /** The user's own data folder. */
        record User() implements Place {}

        /** The Python environment that is active in this shell. */
        record ActiveEnvironment() implements Place {}

        /** {@code share/jupyter} below this folder. */
        record Prefix(Path folder) implements Place {}
    }

    /** A kernel's whole life in short. */
    @FunctionalInterface
    public interface Rehearsal {
        /**
         * Starts this {@code argv} as Jupyter would, works with the kernel and returns when it has ended.
         *
         * @throws IOException where it did not work; one clause
         */
        void play(List<String> argv) throws IOException;
    }

    /**
     * Writes the kernelspec, replacing one of the same name as a whole. {@link #quicken} can follow.
     *
     * @param javaHome the JDK the kernel is to run on; this one where empty
     * @return the folder it is in
     */
    public Path install(Place place, Optional<Path> javaHome) throws InstallException {
        Jdk jdk = javaHome.isPresent() ? Jdk.at(javaHome.get()) : Jdk.running();
        Path folder = kernels(place).resolve(name);
        if (folder.toString().contains(File.pathSeparator)) {
            throw new InstallException("Cannot write the kernelspec to " + folder + ": Java takes a \""
                    + File.pathSeparator + "\" for the end of a path, and the kernel would not start; choose a place"
                    + " without one with --prefix.");
        }
        try {
            write(folder, jdk);
        } catch (IOException e) {
            throw new InstallException(
                    "Cannot write the kernelspec to " + folder + ": " + e + "; choose another place with --prefix.", e);
        }
        return folder;
    }

    private void write(Path folder, Jdk jdk) throws IOException {
        Path kernels = folder.getParent();
        Files.createDirectories(kernels);
        // Beside the folder of kernels: in it, Jupyter would list what is not ready yet.
        FolderLock lock = FolderLock.of(kernels.getParent());
        try (lock) {
            Path fresh = Files.createTempDirectory(kernels.getParent(), ".guestbook-");
            try {
                fill(fresh, folder, jdk);
                replace(folder, fresh, kernels.resolveSibling(fresh.getFileName() + ".old"));
            } finally {
                delete(fresh);
            }
        }
    }

    /**
     * Makes the archive that lets an installed kernel start in half the time. Takes some seconds; the kernelspec works
     * without it.
     *
     * @param folder what {@link #install} returned
     * @throws InstallException where that failed: the kernel starts as slowly as before
     */
    public static void quicken(Path folder, Rehearsal rehearsal) throws InstallException {
        try {
            FolderLock lock = FolderLock.of(folder.getParent().getParent());
            try (lock) {
                List<String> argv = argv(folder);
                Optional<StartArchive> archive = StartArchive.in(argv);
                if (archive.isPresent()) {
                    archive.get().make(argv, rehearsal);
                }
            }
        } catch (IOException e) {
            throw new InstallException(
                    "The kernel is installed, but will start more slowly than it could: " + e.getMessage()
                            + "; install again to try again.",
                    e);
        }
    }

    static List<String> argv(Path folder) throws IOException {
        List<String> argv = new ArrayList<>();
        JsonMapper.builder()
                .build()
                .readTree(folder.resolve("kernel.json").toFile())
                .path("argv")
                .forEach(word -> argv.add(word.asText()));
        return argv;
    }

    /**
     * Removes the kernelspec of this name from every folder Jupyter searches, where it is one of Guestbook's.
     *
     * @return the folders that were removed
     * @throws InstallException where there is none, or it is another kernel's, or cannot be removed
     */
    public List<Path> uninstall(Optional<Place> place) throws InstallException {
        List<Path> kernels = place.isPresent()
                ? List.of(kernels(place.get()))
                : new JupyterFolders(machine)
                        .searched().stream()
                                .map(each -> each.resolve("kernels"))
                                .toList();
        List<Path> found = kernels.stream()
                .map(folder -> folder.resolve(name))
                .filter(folder -> Files.isRegularFile(folder.resolve("kernel.json")))
                .toList();
        if (found.isEmpty()) {
            throw new InstallException("There is no kernelspec \"" + name + "\" in "
                    + String.join(", ", kernels.stream().map(Path::toString).toList()) + "; nothing was removed.");
        }
        List<Path> removed = new ArrayList<>();
        for (Path folder : found) {
            if (!isOurs(folder)) {
                throw new InstallException("The kernelspec in " + folder
                        + " is not one of Guestbook's; remove it with \"jupyter kernelspec remove " + name + "\".");
            }
            try {
                delete(folder);
            } catch (IOException e) {
                throw new InstallException(
                        "Cannot remove " + folder + ": " + e + "; close its kernels and try again.", e);
            }
            removed.add(folder);
        }
        return removed;
    }

    /** The kernelspec Jupyter would use for this name. */
    Optional<Path> found() {
        return new JupyterFolders(machine)
                .searched().stream()
                        .map(folder -> folder.resolve("kernels").resolve(name))
                        .filter(folder -> Files.isRegularFile(folder.resolve("kernel.json")))
                        .findFirst();
    }

    private Path kernels(Place place) throws InstallException {
        JupyterFolders folders = new JupyterFolders(machine);
        Path data;
        if (place instanceof Place.Prefix prefix) {
            data = JupyterFolders.prefix(prefix.folder().toAbsolutePath().normalize());
        } else if (place instanceof Place.ActiveEnvironment) {
            data = JupyterFolders.prefix(folders.activeEnvironment()
                    .orElseThrow(() -> new InstallException("No Python environment is active (neither VIRTUAL_ENV nor"
                            + " CONDA_PREFIX is set); activate one, or name it with --prefix.")));
        } else {
            data = folders.user();
        }
        return data.resolve("kernels");
    }

    /** Writes all files to {@code fresh}, for a kernelspec that will stand in {@code folder}. */
    private void fill(Path fresh, Path folder, Jdk jdk) throws IOException {
        List<String> argv = new ArrayList<>();
        argv.add(jdk.java().toString());
        argv.addAll(Distribution.jvmFlags());
        Optional<Path> jar = distribution.jar();
        if (jar.isPresent()) {
            Files.copy(jar.get(), fresh.resolve(JAR), StandardCopyOption.REPLACE_EXISTING);
            argv.addAll(StartArchive.of(jdk.feature(), folder).use());
            argv.addAll(List.of("-jar", folder.resolve(JAR).toString()));
        } else {
            argv.addAll(List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    distribution.mainClass().getName()));
        }
        argv.addAll(List.of("kernel", "{connection_file}"));
        for (String logo : LOGOS) {
            try (InputStream in = KernelSpec.class.getResourceAsStream(logo)) {
                Files.copy(in, fresh.resolve(logo));
            }
        }
        Files.writeString(fresh.resolve("kernel.json"), json(argv));
        if (Files.getFileStore(fresh).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(fresh, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private String json(List<String> argv) throws JsonProcessingException {
        JsonMapper mapper = JsonMapper.builder().build();
        ObjectNode json = mapper.createObjectNode();
        argv.forEach(json.putArray("argv")::add);
        json.put("display_name", name.equals(NAME) ? "Guestbook (Java + Wasm)" : "Guestbook (" + name + ")");
        json.put("language", "java");
        json.put("interrupt_mode", "message");
        if (machine.os() == Machine.Os.LINUX) {
            json.putObject("env").put("LC_ALL", locale());
        }
        json.putObject("metadata").put("guestbook", distribution.version());
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }

    /**
     * What the kernel is to run under whatever Jupyter runs under: in a locale without an encoding the JVM opens no file
     * whose name is not ASCII. This shell's own where that has UTF-8, as it does here.
     */
    private String locale() {
        return Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                .flatMap(name -> machine.variable(name).stream())
                .findFirst()
                .filter(value -> UTF_8.matcher(value).find())
                .filter(value -> "UTF-8".equals(System.getProperty("sun.jnu.encoding")))
                .orElse("C.UTF-8");
    }

    private static void replace(Path folder, Path fresh, Path old) throws IOException {
        if (!Files.exists(folder)) {
            Files.move(fresh, folder);
            return;
        }
        Files.move(folder, old);
        try {
            Files.move(fresh, folder);
        } catch (IOException e) {
            Files.move(old, folder);
            throw e;
        }
        delete(old);
    }

    private static boolean isOurs(Path folder) throws InstallException {
        try {
            return JsonMapper.builder()
                    .build()
                    .readTree(folder.resolve("kernel.json").toFile())
                    .path("metadata")
                    .has("guestbook");
        } catch (JsonProcessingException e) {
            return false;
        } catch (IOException e) {
            throw new InstallException("Cannot read " + folder.resolve("kernel.json") + ": " + e + ".", e);
        }
    }

    /** Deletes a folder with all that is in it; follows no link. */
    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.isDirectory(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            List<Path> entries;
            try (Stream<Path> list = Files.list(folder)) {
                entries = list.toList();
            }
            for (Path entry : entries) {
                delete(entry);
            }
        }
        Files.delete(folder);
    }
}
