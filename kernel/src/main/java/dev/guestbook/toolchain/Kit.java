package dev.guestbook.toolchain;

import dev.guestbook.display.Numbers;
import dev.guestbook.source.MavenLibraries;
import dev.guestbook.source.PrivateFolder;
import dev.guestbook.source.Settings;
import dev.guestbook.source.SourceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A clang of our own choice in the cache, for machines that have none: the same on each, so that the same source gives
 * the same bytes. A kit is there once its marker is, which is written last; for any thread and process.
 */
public final class Kit {
    private static final String MARKER = "complete";
    private static final Duration PROBE = Duration.ofSeconds(20);
    private static final int LOCK_EVERY_MS = 100;
    private static final int BLOCK = 1 << 16;

    private static final String INSTEAD = "install clang and lld with your system's package manager";

    private final Settings settings;
    private final Platform platform;
    private final KitRelease release;

    Kit(Settings settings, Platform platform, KitRelease release) {
        this.settings = settings;
        this.platform = platform;
        this.release = release;
    }

    /** What is in the cache. */
    public enum State {
        /** Nothing. */
        ABSENT,
        WHOLE,
        /** An install that was cut off, or files that have changed since. */
        BROKEN,
        /** One for another platform, as where a home folder is shared. */
        FOREIGN
    }

    private Path parent() {
        return settings.cache().resolve("toolchain");
    }

    private String name() {
        return "clang-" + release.version() + "-" + platform.classifier();
    }

    /** Where it is, or would be. */
    public Path folder() {
        return parent().resolve(name());
    }

    /** The version of its clang. */
    public String version() {
        return release.version();
    }

    /** How much would be fetched, in bytes; empty where there is none for this platform. */
    public Optional<Long> download() {
        return Optional.ofNullable(release.jars().get(platform.classifier())).map(KitRelease.Jar::bytes);
    }

    public State state() {
        if (Files.isDirectory(folder())) {
            return isWhole(folder()) ? State.WHOLE : State.BROKEN;
        }
        return foreign().isEmpty() ? State.ABSENT : State.FOREIGN;
    }

    /** The kits of other platforms or versions beside it. */
    List<String> foreign() {
        if (!Files.isDirectory(parent())) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(parent())) {
            return all.map(path -> path.getFileName().toString())
                    .filter(each -> each.startsWith("clang-") && !each.equals(name()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of(); // a folder that cannot be listed has no kit for anybody
        }
    }

    /** The marker names every file with its size, after the digest of the jar they are from. */
    private boolean isWhole(Path kit) {
        try {
            KitRelease.Jar jar = release.jars().get(platform.classifier());
            List<String> lines = Files.readAllLines(kit.resolve(MARKER));
            if (jar == null || lines.isEmpty() || !lines.get(0).equals(jar.sha256())) {
                return false;
            }
            for (String line : lines.subList(1, lines.size())) {
                int blank = line.indexOf(' ');
                Path file = kit.resolve(line.substring(blank + 1));
                if (Files.size(file) != Long.parseLong(line.substring(0, blank))) {
                    return false;
                }
            }
            return KitRelease.PROGRAMS.stream().allMatch(program -> Files.isExecutable(kit.resolve(program)));
        } catch (IOException | NumberFormatException | StringIndexOutOfBoundsException e) {
            return false; // a marker or a file that is not there, or not ours
        }
    }

    /**
     * The compiler in it.
     *
     * @throws ToolchainException where it is not installed
     */
    public Compiler require() throws ToolchainException {
        return compiler()
                .orElseThrow(() -> new ToolchainException("This needs the pinned kit, clang " + release.version()
                        + ", and it is not installed; \"install/guestbook toolchain install\" fetches it."));
    }

    /** The compiler in it; empty where it is not whole, or its folder is open to others. */
    Optional<Compiler> compiler() {
        try {
            return state() == State.WHOLE && new PrivateFolder(settings.cache()).isUsable()
                    ? Optional.of(new Compiler(
                            folder().resolve("clang"),
                            folder().resolve("wasm-ld"),
                            release.version(),
                            Compiler.Why.KIT))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // a cache that cannot be looked at is not used
        }
    }

    /**
     * Fetches and unpacks it; nothing happens where it is there. Waits where another install is at it.
     *
     * @param progress how far it is, from any thread
     * @return whether it was not there before
     * @throws ToolchainException where it cannot be had; what was there before is there still
     * @throws InterruptedException where the caller was interrupted; the next try goes on with what was fetched
     */
    public boolean install(Consumer<KitProgress> progress) throws ToolchainException, InterruptedException {
        KitRelease.Jar jar = release.jars().get(platform.classifier());
        if (jar == null) {
            throw new ToolchainException(noKit());
        }
        try {
            Optional<String> open = new PrivateFolder(settings.cache()).prepare();
            if (open.isPresent()) {
                throw new ToolchainException("The kit is " + open.get() + ", and programs are run from there.");
            }
            Files.createDirectories(parent());
            try (FileChannel file = FileChannel.open(
                            parent().resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = lock(file, progress)) {
                assert lock.isValid();
                if (state() == State.WHOLE) {
                    return false;
                }
                clear();
                checkRoom();
                unpack(verified(fetch(progress), jar, progress), jar, progress);
                return true;
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private String noKit() {
        return platform.os() == Platform.Os.WINDOWS
                ? "The kit for Windows would be a download of 904 MB; \"winget install LLVM.LLVM\" is less, and Guestbook"
                        + " finds it in " + Path.of("C:\\Program Files\\LLVM\\bin") + "."
                : "There is no kit for " + platform.classifier() + ", only for "
                        + String.join(
                                ", ", release.jars().keySet().stream().sorted().toList()) + "; " + INSTEAD + ".";
    }

    private static FileLock lock(FileChannel file, Consumer<KitProgress> progress)
            throws IOException, InterruptedException {
        for (boolean told = false; ; told = true) {
            try {
                FileLock lock = file.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException e) {
                // a thread of this process has it
            }
            if (!told) {
                progress.accept(new KitProgress("waiting for another install of the kit", 0, 0));
            }
            Thread.sleep(LOCK_EVERY_MS);
        }
    }

    /** What installs and removals that were cut off have left. */
    private void clear() throws IOException {
        List<Path> left;
        try (Stream<Path> all = Files.list(parent())) {
            left = all.filter(path -> path.getFileName().toString().matches("\\.(new|old)-.*"))
                    .toList();
        }
        for (Path each : left) {
            TemporaryFolder.delete(each);
        }
    }

    private void checkRoom() throws IOException, ToolchainException {
        long room = Files.getFileStore(parent()).getUsableSpace();
        if (room < release.unpacked()) {
            throw full(" of which " + Numbers.bytes(room) + " are free");
        }
    }

    private ToolchainException full(String detail) {
        return new ToolchainException("The disk is too full for the kit: it takes " + Numbers.bytes(release.unpacked())
                + " in " + parent() + "," + detail + "; make room, or set GUESTBOOK_CACHE to a folder elsewhere.");
    }

    private ToolchainException failed(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("No space left") || message.contains("not enough space")) {
            return full(" and no more fits");
        }
        return new ToolchainException("The kit cannot be installed in " + parent() + ": " + e + ".", e);
    }

    private Path fetch(Consumer<KitProgress> progress) throws ToolchainException, InterruptedException {
        progress.accept(new KitProgress("asking Maven's repositories", 0, 0));
        try {
            return new MavenLibraries(settings.maven())
                    .download(
                            release.coordinates(platform.classifier()),
                            parent(),
                            INSTEAD,
                            transfer -> progress.accept(new KitProgress(
                                    "fetching " + transfer.file() + " from " + transfer.repository(),
                                    transfer.done(),
                                    transfer.size())));
        } catch (SourceException e) {
            throw e.getMessage().contains("No space left")
                    ? full(" and the download as much again for a while")
                    : new ToolchainException(e.getMessage(), e);
        }
    }

    private Path verified(Path file, KitRelease.Jar jar, Consumer<KitProgress> progress)
            throws IOException, ToolchainException, InterruptedException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
        long size = Files.size(file);
        long done = 0;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] block = new byte[1 << 20];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                digest.update(block, 0, n);
                done += n;
                progress.accept(new KitProgress("checking its digest", done, size));
                checkInterrupt();
            }
        }
        String sha256 = HexFormat.of().formatHex(digest.digest());
        if (!sha256.equals(jar.sha256())) {
            throw new ToolchainException("The digest does not match: " + file + " has sha256 " + sha256 + ", not "
                    + jar.sha256() + "; delete that file and try again. Nothing was installed.");
        }
        return file;
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void unpack(Path file, KitRelease.Jar jar, Consumer<KitProgress> progress)
            throws IOException, ToolchainException, InterruptedException {
        Path fresh = Files.createTempDirectory(parent(), ".new-");
        try {
            List<String> marker = new ArrayList<>(List.of(jar.sha256()));
            long done = 0;
            try (ZipFile zip = new ZipFile(file.toFile())) {
                for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
                    Optional<String> place = release.place(entry.getName(), platform.classifier());
                    if (place.isPresent()) {
                        Path to = fresh.resolve(place.get());
                        Files.createDirectories(to.getParent());
                        done += copy(zip.getInputStream(entry), to, done, progress);
                        marker.add(Files.size(to) + " " + place.get());
                    }
                }
            }
            checkRuns(fresh);
            Files.write(fresh.resolve(MARKER), marker);
            discard();
            Files.move(fresh, folder(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            TemporaryFolder.delete(fresh);
        }
    }

    private long copy(InputStream from, Path to, long before, Consumer<KitProgress> progress)
            throws IOException, InterruptedException {
        long size = 0;
        try (from;
                OutputStream out = Files.newOutputStream(to)) {
            byte[] block = new byte[BLOCK];
            for (int n = from.read(block); n >= 0; n = from.read(block)) {
                out.write(block, 0, n);
                size += n;
                progress.accept(new KitProgress("unpacking", before + size, release.unpacked()));
                checkInterrupt();
            }
        }
        return size;
    }

    /** Before it is called a kit: a system may lack what its programs need. */
    private void checkRuns(Path fresh) throws IOException, ToolchainException, InterruptedException {
        for (String program : KitRelease.PROGRAMS) {
            Path file = fresh.resolve(program);
            if (!Files.isRegularFile(file) || !file.toFile().setExecutable(true, true)) {
                throw new ToolchainException("The kit's " + program + " is missing in " + release.artifact() + "; "
                        + INSTEAD + ". Nothing was installed.");
            }
        }
        String problem;
        try {
            Program.Outcome outcome = Program.run(
                    List.of(fresh.resolve("clang").toString(), "--version"), fresh, Map.of(), new byte[0], PROBE);
            problem = outcome.exit() == 0
                    ? ""
                    : outcome.errors().lines().findFirst().orElse("exit code " + outcome.exit());
        } catch (IOException e) {
            problem = e.getMessage();
        }
        if (!problem.isEmpty()) {
            throw new ToolchainException("The kit's clang does not run on this machine (" + problem + "); " + INSTEAD
                    + ". Nothing was installed.");
        }
    }

    /**
     * Takes it away, and what cut-off installs have left; where it is not there, the kits of other machines.
     *
     * @return whether there was anything
     * @throws ToolchainException where it cannot be deleted
     * @throws InterruptedException where the caller was interrupted while an install was at it
     */
    public boolean remove() throws ToolchainException, InterruptedException {
        if (!Files.isDirectory(parent())) {
            return false;
        }
        try (FileChannel file = FileChannel.open(
                        parent().resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(file, progress -> {})) {
            assert lock.isValid();
            boolean there = Files.isDirectory(folder());
            discard();
            clear();
            List<String> others = there ? List.of() : foreign();
            for (String other : others) {
                TemporaryFolder.delete(parent().resolve(other));
            }
            boolean parts = !others.isEmpty();
            try (Stream<Path> all = Files.list(parent())) {
                for (Path each : all.filter(path -> path.toString().matches(".*\\.(part|tag)"))
                        .toList()) {
                    Files.delete(each);
                    parts = true;
                }
            }
            return there || parts;
        } catch (IOException e) {
            throw new ToolchainException("The kit in " + folder() + " cannot be deleted: " + e + ".", e);
        }
    }

    /** Out of the way first, so that nobody finds half of it. */
    private void discard() throws IOException {
        if (Files.isDirectory(folder())) {
            Path old = Files.createTempDirectory(parent(), ".old-");
            Files.move(folder(), old.resolve(name()), StandardCopyOption.ATOMIC_MOVE);
            TemporaryFolder.delete(old);
        }
    }
}
