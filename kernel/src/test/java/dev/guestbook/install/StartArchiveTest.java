package dev.guestbook.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of a small jar, made and used by real JVMs. */
class StartArchiveTest {
    @TempDir
    Path home;

    /** What stands in the jar: says its last argument. */
    public static final class Program {
        private Program() {}

        public static void main(String[] args) {
            System.out.println("said " + args[args.length - 1]);
        }
    }

    @Test
    void anInstalledKernelMapsItsArchiveAndStartsWithoutOne() throws Exception {
        try (URLClassLoader program =
                new URLClassLoader(new URL[] {jar().toUri().toURL()}, null)) {
            Distribution distribution = new Distribution(program.loadClass(Program.class.getName()), "1.2.3");
            KernelSpec spec = new KernelSpec(new Machine(Machine.Os.LINUX, home, Map.of()), distribution, "quick");
            Path folder = spec.install(new KernelSpec.Place.User(), Optional.empty());
            List<String> argv = KernelSpec.argv(folder);
            Path archive = StartArchive.in(argv).orElseThrow().file();
            assertEquals("said {connection_file}\n", run(argv), "without an archive");

            KernelSpec.quicken(folder, StartArchiveTest::run);
            assertTrue(Files.isRegularFile(archive));
            if (archive.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                assertEquals("r--r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)));
            }
            assertTrue(isMapped(argv));
            assertEquals("said {connection_file}\n", run(argv), "and says nothing of it");

            FileTime made = Files.getLastModifiedTime(folder.resolve("guestbook.jar"));
            Files.setLastModifiedTime(folder.resolve("guestbook.jar"), FileTime.fromMillis(made.toMillis() + 60_000));
            // JDK 25 takes so small a program from its cache without a look at the jar. It does look at the kernel's
            // own,
            // as install/checks/jupyter asserts.
            assertEquals(Runtime.version().feature() >= 25, isMapped(argv));
            assertEquals("said {connection_file}\n", run(argv), "an archive of another jar");

            assertTrue(StartArchive.in(argv).orElseThrow().isWhole());
            assertTrue(archive.toFile().setWritable(true));
            byte[] bytes = Files.readAllBytes(archive);
            bytes[bytes.length / 2] ^= 1;
            Files.write(archive, bytes);
            assertFalse(StartArchive.in(argv).orElseThrow().isWhole());

            Files.writeString(archive, "no archive");
            assertEquals("said {connection_file}\n", run(argv), "a broken archive");

            assertEquals(List.of(folder), spec.uninstall(Optional.empty()));
            assertFalse(Files.exists(folder));
        }
    }

    @Test
    void ourClassesAreFoundInItUnlessAnUrlOfItsPathIsAnother() throws Exception {
        home = Files.createDirectory(home.resolve("a folder"));
        try (URLClassLoader program =
                new URLClassLoader(new URL[] {jar().toUri().toURL()}, null)) {
            Distribution distribution = new Distribution(program.loadClass(Program.class.getName()), "1.2.3");
            KernelSpec spec = new KernelSpec(new Machine(Machine.Os.LINUX, home, Map.of()), distribution, "apart");
            Path folder = spec.install(new KernelSpec.Place.User(), Optional.empty());
            KernelSpec.quicken(folder, StartArchiveTest::run);
            List<String> argv = KernelSpec.argv(folder);
            assertEquals(isMapped(argv), StartArchive.in(argv).orElseThrow().isFound());
        }
    }

    @Test
    void aRehearsalThatFailsLeavesAKernelWithoutArchive() throws Exception {
        try (URLClassLoader program =
                new URLClassLoader(new URL[] {jar().toUri().toURL()}, null)) {
            Distribution distribution = new Distribution(program.loadClass(Program.class.getName()), "1.2.3");
            KernelSpec spec = new KernelSpec(new Machine(Machine.Os.LINUX, home, Map.of()), distribution, "slow");
            Path folder = spec.install(new KernelSpec.Place.User(), Optional.empty());
            InstallException forgot = assertThrows(
                    InstallException.class,
                    () -> KernelSpec.quicken(folder, argv -> {
                        throw new IOException("the kernel forgot its lines");
                    }));
            assertEquals(
                    "The kernel is installed, but will start more slowly than it could: the kernel forgot its lines;"
                            + " install again to try again.",
                    forgot.getMessage());
            assertEquals("said {connection_file}\n", run(KernelSpec.argv(folder)));
        }
    }

    /** Whether the JVM takes the class that it runs out of the archive. */
    private static boolean isMapped(List<String> argv) throws IOException {
        List<String> command = new ArrayList<>(argv);
        command.add(command.indexOf("-jar"), "-Xlog:class+load");
        return run(command)
                .lines()
                .anyMatch(line -> line.contains(Program.class.getName() + " source: shared objects file"));
    }

    private static String run(List<String> argv) throws IOException {
        Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
        try (InputStream out = process.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8).replace("\r", "");
        }
    }

    private Path jar() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Program.class.getName());
        String entry = Program.class.getName().replace('.', '/') + ".class";
        Path file = home.resolve("program.jar");
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest);
                InputStream in = Program.class.getResourceAsStream("/" + entry)) {
            jar.putNextEntry(new JarEntry(entry));
            in.transferTo(jar);
        }
        return file;
    }
}
