package dev.guestbook.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Supplies modules by what a person typed after {@code %wasm load} (spec, "Sources and caches").
 *
 * <p>A file given with {@code --from} comes first, then the folder of modules by digest, the cache, and the
 * source itself. Bytes are hashed whenever they are read, and a digest that does not match is refused.
 * Immutable; for any thread.
 */
public final class ModuleSources {
    /** The largest module, archive or file that is read, bytes. */
    static final long LARGEST = 64L * 1024 * 1024;

    private static final int LISTED = 5;

    private final Settings settings;
    private final ModuleCache cache;
    private final SealedCache code;

    public ModuleSources(Settings settings) {
        this.settings = settings;
        this.cache = new ModuleCache(settings.cache());
        this.code = new SealedCache(settings.cache(), SealedCache.MOST);
    }

    /** Where things are on this machine. */
    public Settings settings() {
        return settings;
    }

    /** Where what was compiled from modules is kept. */
    public SealedCache code() {
        return code;
    }

    /**
     * The module that {@code source} names.
     *
     * @param from a file to take it from instead
     * @throws SourceException where it cannot be had, or is not the one its digest names
     */
    public Supplied supply(String source, Optional<Path> from) throws SourceException {
        Spec spec = Spec.of(source);
        if (from.isPresent()) {
            return checked(spec, name(spec), module(from.get(), spec), " from " + from.get());
        }
        if (spec.scheme() == Spec.Scheme.FILE) {
            Path file = file(spec.text());
            return checked(spec, file.getFileName().toString(), module(file, spec), "");
        }
        Optional<Supplied> kept = byDigest(spec);
        if (kept.isEmpty()) {
            String name = name(spec);
            kept = cache.read(spec).map(bytes -> new Supplied(name, spec.whole() + ", cached", bytes));
        }
        return kept.isPresent() ? kept.get() : fetched(spec);
    }

    /**
     * The same, kept in the cache wherever it came from, so that it is there without a network.
     *
     * @throws SourceException also where the cache cannot be used
     */
    public Supplied keep(String source) throws SourceException {
        Spec spec = Spec.of(source);
        Supplied supplied = supply(source, Optional.empty());
        Optional<String> problem =
                spec.scheme() == Spec.Scheme.FILE ? Optional.empty() : cache.keep(spec, supplied.bytes());
        if (problem.isPresent()) {
            throw new SourceException(spec.text() + " was " + problem.get() + ".");
        }
        return supplied;
    }

    private Supplied fetched(Spec spec) throws SourceException {
        byte[] bytes = switch (spec.scheme()) {
            case NPM -> NpmPackage.of(spec).fetch(settings, spec.digest());
            case HTTPS -> Https.fetch(spec);
            case MAVEN -> MavenModule.of(spec).fetch(settings, spec.digest());
            case FILE -> throw new IllegalArgumentException("A file is read, not fetched.");
        };
        checked(spec, name(spec), bytes, "");
        String how =
                cache.keep(spec, bytes).map(problem -> ", fetched, " + problem).orElse(", fetched");
        return checked(spec, name(spec), bytes, how);
    }

    private static Supplied checked(Spec spec, String name, byte[] bytes, String how) throws SourceException {
        Supplied supplied = new Supplied(name, spec.whole() + how, bytes);
        if (spec.digest().isPresent() && !spec.digest().get().equals(supplied.sha256())) {
            throw new SourceException("The digest does not match: " + spec.text() + how + " has sha256 "
                    + supplied.sha256() + ", not " + spec.digest().get() + "; nothing was loaded.");
        }
        return supplied;
    }

    /** From the folder of {@code GUESTBOOK_SOURCES}: any file there whose content has the digest. */
    private Optional<Supplied> byDigest(Spec spec) throws SourceException {
        if (spec.digest().isEmpty() || settings.sources().isEmpty()) {
            return Optional.empty();
        }
        Path folder = settings.sources().get();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
                if (Files.size(file) <= LARGEST) {
                    byte[] bytes = Files.readAllBytes(file);
                    if (Digest.of(bytes).equals(spec.digest().get())) {
                        return Optional.of(new Supplied(name(spec), spec.whole() + " from " + file, bytes));
                    }
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new SourceException(
                    "GUESTBOOK_SOURCES names " + folder + ", which cannot be read: " + reason(e) + ".", e);
        }
    }

    /** The last part of a source's path: what a guest is called unless told otherwise. */
    private static String name(Spec spec) throws SourceException {
        if (spec.scheme() == Spec.Scheme.NPM) {
            return NpmPackage.of(spec).shortName();
        }
        if (spec.scheme() == Spec.Scheme.MAVEN) {
            return MavenModule.of(spec).shortName();
        }
        String text = spec.text().replaceAll("[?#].*", "").replaceAll("/+$", "");
        return text.substring(text.lastIndexOf('/') + 1);
    }

    private Path file(String text) throws SourceException {
        try {
            return settings.folder().resolve(text);
        } catch (InvalidPathException e) {
            throw new SourceException("`" + text + "` is no file name here: " + e.getReason() + ".", e);
        }
    }

    /** The file's bytes, or the module that JavaScript carries. */
    private static byte[] module(Path file, Spec spec) throws SourceException {
        byte[] content = read(file);
        return EmbeddedModules.isCarrier(file.toString())
                ? PackagedModules.in(file, content, spec.digest()).choose()
                : content;
    }

    private static byte[] read(Path file) throws SourceException {
        try {
            if (Files.notExists(file)) {
                throw new SourceException("There is no file " + file + ". " + besides(file));
            }
            if (!Files.isRegularFile(file)) {
                throw new SourceException(file + " is not a file. " + modulesIn(file));
            }
            if (Files.size(file) > LARGEST) {
                throw new SourceException(file + " is larger than 64 MiB, the most that is loaded.");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new SourceException(file + " cannot be read: " + reason(e) + ".", e);
        }
    }

    private static String besides(Path file) {
        Path folder = file.getParent() == null ? Path.of("") : file.getParent();
        return Files.isDirectory(folder) ? modulesIn(folder) : "There is no folder " + folder + " either.";
    }

    private static String modulesIn(Path folder) {
        List<String> modules = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".wasm"))
                    .sorted()
                    .forEach(modules::add);
        } catch (IOException e) {
            return "";
        }
        if (modules.isEmpty()) {
            return "No .wasm file is in its folder.";
        }
        return "In its folder: " + String.join(", ", modules.subList(0, Math.min(LISTED, modules.size())))
                + (modules.size() > LISTED ? " and " + (modules.size() - LISTED) + " more." : ".");
    }

    static String reason(IOException e) {
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")");
    }
}
