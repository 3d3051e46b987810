package dev.guestbook.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A kernelspec's archive of loaded classes, which the JVM maps at start where it would read, check and link them. It
 * belongs to one JVM and one jar: any other JVM, and one that misses it, starts as if there were none, and says
 * nothing.
 *
 * @param flag the JVM's option that names the archive to use, with its {@code =}
 * @param file the archive
 */
record StartArchive(String flag, Path file) {
    private static final String CLASSES = "-XX:SharedArchiveFile=";
    private static final String AHEAD_OF_TIME = "-XX:AOTCache=";
    private static final int AHEAD_OF_TIME_SINCE = 25;
    private static final int CHECK_S = 30;
    private static final int CHUNK_BYTES = 64 << 10;

    /** The archive that a JVM of this Java version can have, in a kernelspec's folder. */
    static StartArchive of(int feature, Path folder) {
        return feature >= AHEAD_OF_TIME_SINCE
                ? new StartArchive(AHEAD_OF_TIME, folder.resolve("guestbook.aot"))
                : new StartArchive(CLASSES, folder.resolve("guestbook.jsa"));
    }

    /** The one that a kernelspec's {@code argv} names. */
    static Optional<StartArchive> in(List<String> argv) {
        return argv.stream()
                .flatMap(word -> Stream.of(CLASSES, AHEAD_OF_TIME)
                        .filter(word::startsWith)
                        .map(flag -> new StartArchive(flag, Path.of(word.substring(flag.length())))))
                .findFirst();
    }

    /**
     * The JVM's options that use it. Unlike all others these are not of jvm.options: the JVM must not complain where the
     * archive is missing or another's, on the terminal that Jupyter runs in. Where a JDK without such an option has
     * taken the place of the one it was made for, -XX:+IgnoreUnrecognizedVMOptions of jvm.options lets it start.
     */
    List<String> use() {
        return List.of("-Xlog:disable", flag + file);
    }

    /**
     * Makes it: {@code rehearsal} is given the {@code argv} of a kernel that writes down what it loads, and returns when
     * that has ended. What does not work then is not kept.
     *
     * @throws IOException where no archive that works came of it; one clause
     */
    void make(List<String> argv, KernelSpec.Rehearsal rehearsal) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            String write = flag.equals(AHEAD_OF_TIME) ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=";
            rehearsal.play(instead(argv, List.of(write + fresh)));
            if (!Files.isRegularFile(fresh)) {
                throw new IOException("the JVM wrote no archive");
            }
            if (!new StartArchive(flag, fresh).works(argv)) {
                throw new IOException("the JVM does not take the archive that it wrote");
            }
            // Read-only keeps others from writing into it; but Windows deletes no such file. JDKs differ in what they
            // leave.
            if (!fresh.toFile().setWritable(isOfWindows(fresh), isOfWindows(fresh))) {
                throw new IOException("the archive's permissions cannot be set");
            }
            Files.writeString(sealing(), seal(fresh));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE); // a kernel that starts now maps all or nothing
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static boolean isOfWindows(Path path) {
        return !path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /**
     * Whether the JVM finds the jar's classes in it. Before Java 25 it looks for them under the jar's URL, and has filed
     * them under its path: what is escaped in a URL, such as a blank, keeps them apart.
     */
    boolean isFound() {
        return !flag.equals(CLASSES)
                || file.toUri().getRawPath().equals(file.toUri().getPath());
    }

    /** Whether it is, byte for byte, what {@link #make} made. A JVM that maps a damaged one may crash at any time. */
    boolean isWhole() throws IOException {
        return Files.isRegularFile(sealing()) && Files.readString(sealing()).equals(seal(file));
    }

    private Path sealing() {
        return file.resolveSibling(file.getFileName() + ".sha256");
    }

    private static String seal(Path archive) throws IOException {
        try (InputStream in = Files.newInputStream(archive)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                digest.update(chunk, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest()) + "\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Whether the JVM of this {@code argv} can map it for this jar; starts one to see. */
    boolean works(List<String> argv) throws IOException {
        String insist = flag.equals(AHEAD_OF_TIME) ? "-XX:AOTMode=on" : "-Xshare:on";
        List<String> command = instead(argv, List.of(insist, flag + file));
        command.subList(command.indexOf("kernel"), command.size()).clear();
        command.add("version");
        Process check = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return check.waitFor(CHECK_S, TimeUnit.SECONDS) && check.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("it was interrupted", e);
        } finally {
            check.destroyForcibly();
        }
    }

    /** {@code argv} with other options instead of the one that uses an archive. */
    private List<String> instead(List<String> argv, List<String> options) {
        List<String> command = new ArrayList<>(argv);
        command.removeIf(word -> word.startsWith(flag));
        command.addAll(1, options);
        return command;
    }
}
