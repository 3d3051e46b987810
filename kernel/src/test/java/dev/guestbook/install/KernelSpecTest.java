package dev.guestbook.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelSpecTest {
    private static final Distribution HERE = new Distribution(KernelSpecTest.class, "1.2.3");

    @TempDir
    Path home;

    private Machine machine(Machine.Os os, Map<String, String> env) {
        return new Machine(os, home, env);
    }

    private KernelSpec spec(Map<String, String> env) throws InstallException {
        return new KernelSpec(machine(Machine.Os.LINUX, env), HERE, "guestbook");
    }

    @Test
    void holdsAbsolutePathsAndWhatFrontEndsNeed() throws IOException {
        Path folder = spec(Map.of()).install(new KernelSpec.Place.User(), Optional.empty());
        assertEquals(home.resolve(".local/share/jupyter/kernels/guestbook"), folder);
        JsonNode json =
                new ObjectMapper().readTree(folder.resolve("kernel.json").toFile());
        assertEquals("java", json.path("language").asText());
        assertEquals("message", json.path("interrupt_mode").asText());
        assertEquals("Guestbook (Java + Wasm)", json.path("display_name").asText());
        JsonNode argv = json.path("argv");
        assertTrue(Path.of(argv.path(0).asText()).isAbsolute(), argv.toString());
        assertTrue(Files.isExecutable(Path.of(argv.path(0).asText())), argv.toString());
        assertEquals("kernel", argv.path(argv.size() - 2).asText());
        assertEquals("{connection_file}", argv.path(argv.size() - 1).asText());
        assertFalse(json.toString().contains("resource_dir"));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of("kernel.json", "logo-64x64.png", "logo-svg.svg"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void theKernelHasALocaleWithAnEncoding() throws IOException {
        assertEquals("C.UTF-8", locale(Map.of()));
        assertEquals("C.UTF-8", locale(Map.of("LC_ALL", "C", "LANG", "de_DE.UTF-8")));
        boolean here = "UTF-8".equals(System.getProperty("sun.jnu.encoding"));
        assertEquals(here ? "de_DE.UTF-8" : "C.UTF-8", locale(Map.of("LANG", "de_DE.UTF-8")));
    }

    private String locale(Map<String, String> env) throws IOException {
        Path folder = spec(env).install(new KernelSpec.Place.User(), Optional.empty());
        return new ObjectMapper()
                .readTree(folder.resolve("kernel.json").toFile())
                .path("env")
                .path("LC_ALL")
                .asText();
    }

    @Test
    void aFolderInWhichJavaFindsNoJarIsRefused() throws IOException {
        Path folder = home.resolve("a" + File.pathSeparator + "b");
        InstallException e = assertThrows(
                InstallException.class,
                () -> spec(Map.of()).install(new KernelSpec.Place.Prefix(folder), Optional.empty()));
        assertEquals(
                "Cannot write the kernelspec to " + folder.resolve("share/jupyter/kernels/guestbook")
                        + ": Java takes a \"" + File.pathSeparator
                        + "\" for the end of a path, and the kernel would not"
                        + " start; choose a place without one with --prefix.",
                e.getMessage());
        assertFalse(Files.exists(folder));
    }

    @Test
    void installsAtTheSameTimeWaitForEachOther() throws Exception {
        ExecutorService installers = Executors.newFixedThreadPool(4);
        try {
            List<Future<Path>> all = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                all.add(installers.submit(() -> spec(Map.of()).install(new KernelSpec.Place.User(), Optional.empty())));
            }
            for (Future<Path> each : all) {
                assertTrue(Files.isRegularFile(each.get().resolve("kernel.json")));
            }
        } finally {
            installers.shutdownNow();
        }
        try (Stream<Path> kernels = Files.list(home.resolve(".local/share/jupyter/kernels"))) {
            assertEquals(
                    List.of("guestbook"),
                    kernels.map(f -> f.getFileName().toString()).toList());
        }
    }

    @Test
    void foldersPerSystemAndAsTheEnvironmentSays() {
        assertEquals(home.resolve(".local/share/jupyter"), user(Machine.Os.LINUX, Map.of()));
        assertEquals(home.resolve("x/jupyter"), user(Machine.Os.LINUX, Map.of("XDG_DATA_HOME", home + "/x")));
        assertEquals(home.resolve("Library/Jupyter"), user(Machine.Os.MAC, Map.of("XDG_DATA_HOME", home + "/x")));
        assertEquals(home.resolve("r/jupyter"), user(Machine.Os.WINDOWS, Map.of("APPDATA", home + "/r")));
        assertEquals(home.resolve("AppData/Roaming/jupyter"), user(Machine.Os.WINDOWS, Map.of("APPDATA", "")));
        for (Machine.Os os : Machine.Os.values()) {
            assertEquals(home.resolve("d"), user(os, Map.of("JUPYTER_DATA_DIR", home + "/d", "XDG_DATA_HOME", "/x")));
        }
    }

    private Path user(Machine.Os os, Map<String, String> env) {
        return new JupyterFolders(machine(os, env)).user();
    }

    @Test
    void searchesInJupytersOrder() {
        Map<String, String> env =
                Map.of("JUPYTER_PATH", home + "/a" + File.pathSeparator + home + "/b", "VIRTUAL_ENV", home + "/venv");
        assertEquals(
                List.of(
                        home.resolve("a"),
                        home.resolve("b"),
                        home.resolve(".local/share/jupyter"),
                        home.resolve("venv/share/jupyter"),
                        Path.of("/usr/local/share/jupyter").toAbsolutePath(),
                        Path.of("/usr/share/jupyter").toAbsolutePath()),
                new JupyterFolders(machine(Machine.Os.LINUX, env)).searched());
    }

    @Test
    void aSecondInstallReplacesTheFirstAsAWhole() throws IOException {
        KernelSpec spec = spec(Map.of());
        Path folder = spec.install(new KernelSpec.Place.Prefix(home.resolve("a prefix")), Optional.empty());
        assertEquals(home.resolve("a prefix/share/jupyter/kernels/guestbook"), folder);
        Files.writeString(folder.resolve("left over"), "");
        spec.install(new KernelSpec.Place.Prefix(home.resolve("a prefix")), Optional.empty());
        assertFalse(Files.exists(folder.resolve("left over")));
        try (Stream<Path> all = Files.list(folder.getParent())) {
            assertEquals(List.of(folder), all.toList(), "nothing is left beside it");
        }
    }

    @Test
    void theActiveEnvironmentMustBeActive() throws IOException {
        Map<String, String> conda = Map.of("CONDA_PREFIX", home.resolve("conda").toString());
        Path folder = spec(conda).install(new KernelSpec.Place.ActiveEnvironment(), Optional.empty());
        assertEquals(home.resolve("conda/share/jupyter/kernels/guestbook"), folder);
        KernelSpec none = spec(Map.of());
        InstallException e = assertThrows(
                InstallException.class, () -> none.install(new KernelSpec.Place.ActiveEnvironment(), Optional.empty()));
        assertTrue(e.getMessage().startsWith("No Python environment is active"), e.getMessage());
    }

    @Test
    void namesStayInsideTheirFolder() throws IOException {
        for (String name : List.of("", "..", ".", "a/b", "a\\b", "a b", "ä", "a\n")) {
            InstallException e = assertThrows(
                    InstallException.class, () -> new KernelSpec(machine(Machine.Os.LINUX, Map.of()), HERE, name));
            assertTrue(e.getMessage().startsWith("A kernelspec cannot be called"), e.getMessage());
        }
        new KernelSpec(machine(Machine.Os.LINUX, Map.of()), HERE, "Guest_book-1.0");
    }

    @Test
    void uninstallRemovesOursAndNothingElse() throws IOException {
        Map<String, String> env = Map.of("JUPYTER_PATH", home.resolve("path").toString());
        KernelSpec spec = spec(env);
        InstallException none = assertThrows(InstallException.class, () -> spec.uninstall(Optional.empty()));
        assertTrue(none.getMessage().startsWith("There is no kernelspec \"guestbook\""), none.getMessage());

        Path folder = spec.install(new KernelSpec.Place.User(), Optional.empty());
        assertEquals(List.of(folder), spec.uninstall(Optional.empty()));
        assertFalse(Files.exists(folder));

        Path others = Files.createDirectories(home.resolve("path/kernels/guestbook"));
        Files.writeString(others.resolve("kernel.json"), "{\"argv\": [\"python\"]}");
        InstallException foreign = assertThrows(InstallException.class, () -> spec.uninstall(Optional.empty()));
        assertTrue(foreign.getMessage().contains("is not one of Guestbook's"), foreign.getMessage());
        assertTrue(Files.exists(others.resolve("kernel.json")));
    }

    @Test
    void aJavaThatWillNotDoIsRefusedAndNothingIsWritten() throws IOException {
        refused("There is no bin/java in", jdk("empty", null, false));
        refused("has no file \"release\"", jdk("bare", null, true));
        refused(
                "is 11.0.20, and Guestbook needs",
                jdk("old", "JAVA_VERSION=\"11.0.20\"\nMODULES=\"jdk.jshell\"", true));
        refused("is 1.8.0_292, and Guestbook needs", jdk("older", "JAVA_VERSION=\"1.8.0_292\"", true));
        refused("has no module jdk.jshell", jdk("jre", "JAVA_VERSION=\"21\"\nMODULES=\"java.base\"", true));
        refused("is of unknown version", jdk("odd", "MODULES=\"jdk.jshell\"", true));
        assertFalse(Files.exists(home.resolve(".local")));

        Path good = jdk("good", "JAVA_VERSION=\"25.0.1\"\nMODULES=\"java.base jdk.jshell\"", true);
        Path folder = spec(Map.of()).install(new KernelSpec.Place.User(), Optional.of(good));
        assertTrue(Files.readString(folder.resolve("kernel.json")).contains("\"" + good.resolve("bin/java") + "\""));
    }

    private void refused(String text, Path jdk) throws InstallException {
        KernelSpec spec = spec(Map.of());
        InstallException e =
                assertThrows(InstallException.class, () -> spec.install(new KernelSpec.Place.User(), Optional.of(jdk)));
        assertTrue(e.getMessage().contains(text), e.getMessage());
    }

    private Path jdk(String name, String release, boolean java) throws IOException {
        Path folder = Files.createDirectories(home.resolve("jdks").resolve(name).resolve("bin"));
        if (java) {
            Files.writeString(folder.resolve("java"), "");
            assertTrue(folder.resolve("java").toFile().setExecutable(true));
        }
        if (release != null) {
            Files.writeString(folder.getParent().resolve("release"), release + "\n");
        }
        return folder.getParent();
    }

    @Test
    void theDoctorNamesWhatIsMissingAndTheFixForTheSystem() throws IOException {
        String linux = examine(machine(Machine.Os.LINUX, Map.of()), 0);
        assertTrue(linux.contains("JDK          ok       " + System.getProperty("java.version")), linux);
        assertTrue(linux.contains("kernelspec   missing  Jupyter does not know Guestbook"), linux);
        assertTrue(linux.contains("install/guestbook install"), linux);
        assertTrue(linux.contains("npm          missing"), linux);
        assertTrue(linux.contains("Debian calls it clang lld"), linux);
        assertTrue(examine(machine(Machine.Os.MAC, Map.of()), 0)
                .contains("-> install/guestbook toolchain install, in a checkout; or brew install llvm lld"));
        assertTrue(examine(machine(Machine.Os.WINDOWS, Map.of()), 0).contains("-> winget install OpenJS.NodeJS.LTS"));

        Path bin = Files.createDirectories(home.resolve("bin"));
        for (String program : List.of("npm", "apt-get")) {
            Files.writeString(bin.resolve(program), "");
            assertTrue(bin.resolve(program).toFile().setExecutable(true));
        }
        String debian = examine(machine(Machine.Os.LINUX, Map.of("PATH", bin.toString())), 0);
        assertTrue(debian.contains("npm          ok       " + bin.resolve("npm")), debian);
        assertTrue(debian.contains("; or sudo apt-get install clang lld"), debian);
    }

    @Test
    void theDoctorSeesAKernelspecThatCannotStart() throws IOException {
        Machine machine = machine(Machine.Os.LINUX, Map.of());
        Path folder = spec(Map.of()).install(new KernelSpec.Place.User(), Optional.empty());
        assertTrue(examine(machine, 0).contains("kernelspec   ok       " + folder));

        Path json = folder.resolve("kernel.json");
        String text = Files.readString(json);
        Files.writeString(json, text.replace("1.2.3", "0.9"));
        assertTrue(examine(machine, 0).contains("kernelspec   broken   " + folder + ": it is of version 0.9"));
        Files.writeString(json, text.replace(Jdk.running().java().toString(), "/gone/java"));
        assertTrue(examine(machine, 0).contains("its Java is gone (/gone/java)"));
        Files.writeString(json, "{\"argv\": []}");
        assertTrue(examine(machine, 0).contains("another kernel has the name"));
        Files.writeString(json, "{");
        assertTrue(examine(machine, 0).contains("kernelspec   broken   its kernel.json is not JSON\n"));
    }

    private static String examine(Machine machine, int expected) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = new Doctor(
                        machine, HERE, Optional.empty(), new Doctor.Compiler(Optional.empty(), List.of(), false, true))
                .examine(new PrintStream(out, true, StandardCharsets.UTF_8));
        assertEquals(expected, code);
        return out.toString(StandardCharsets.UTF_8);
    }
}
