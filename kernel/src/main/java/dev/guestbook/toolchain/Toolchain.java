package dev.guestbook.toolchain;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.Facts;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.source.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which C compiler is used on this machine: the one that {@code GUESTBOOK_CLANG} names and no other; else a clang that
 * makes WebAssembly, with wasm-ld, on the PATH or where installers put it; else the {@link Kit}. For any thread.
 */
public final class Toolchain {
    /** The oldest clang that is used. */
    private static final int OLDEST = 14;

    private static final Duration PROBE = Duration.ofSeconds(20);
    private static final Pattern VERSION = Pattern.compile("clang version (\\d+)((?:\\.\\d+)*)");

    private final Settings settings;
    private final Platform platform;
    private final Kit kit;
    private final WasiLibraries wasi;
    private final Map<Path, Probe> probes = new ConcurrentHashMap<>();

    /** The user's, on this machine. */
    public Toolchain(Settings settings) {
        this(settings, Platform.here(), KitRelease.PINNED, WasiLibraries.here());
    }

    Toolchain(Settings settings, Platform platform, KitRelease release, WasiLibraries wasi) {
        this.settings = settings;
        this.platform = platform;
        this.kit = new Kit(settings, platform, release);
        this.wasi = wasi;
    }

    /** The kit of this machine, there or not. */
    public Kit kit() {
        return kit;
    }

    Settings settings() {
        return settings;
    }

    /**
     * What was found.
     *
     * @param compiler the one that is used
     * @param passed what was looked at and not taken, with the reason, in order
     * @param wasi where a C library for WASI is, or why there is none
     * @param kit what there is of the kit, where another compiler is used
     */
    public record Finding(Optional<Compiler> compiler, List<String> passed, String wasi, String kit, String advice)
            implements Displayable {
        @Override
        public MimeBundle bundle() {
            if (compiler.isEmpty()) {
                Sheet sheet = Sheet.titled("no C compiler for WebAssembly");
                for (String each : passed) {
                    sheet = sheet.line("not used: " + each);
                }
                return sheet.line(advice).next("%wasm toolchain install").bundle();
            }
            Compiler used = compiler.get();
            Facts facts = Facts.none()
                    .and(
                            "clang",
                            Span.code(used.version()),
                            "  ",
                            Span.code(used.clang().toString()))
                    .and("wasm-ld", Span.code(used.linker().toString()))
                    .and("why", used.why())
                    .and("WASI", wasi);
            if (used.why() != Compiler.Why.KIT) {
                facts = facts.and("kit", kit);
            }
            for (String each : passed) {
                facts = facts.and("not used", each);
            }
            return Sheet.titled("C toolchain").with(facts).next("%%c NAME").bundle();
        }

        @Override
        public String toString() {
            return bundle().plain();
        }
    }

    /** Looks for a compiler; runs each candidate once, to ask for its version and targets. */
    public Finding find() throws InterruptedException {
        List<String> passed = new ArrayList<>();
        Optional<Compiler> found =
                settings.clang().isPresent() ? told(settings.clang().get(), passed) : discovered(passed);
        String own = kit.compiler()
                .map(there -> "clang " + there.version() + " is in the cache; guestbook guests build takes it")
                .orElse("not installed");
        return new Finding(found, List.copyOf(passed), wasi.words(), own, advice(passed));
    }

    /**
     * The compiler that is used.
     *
     * @throws ToolchainException where there is none; how to get one on each system
     */
    public Compiler require() throws ToolchainException, InterruptedException {
        Finding finding = find();
        return finding.compiler()
                .orElseThrow(() -> new ToolchainException("There is no C compiler for WebAssembly here"
                        + (finding.passed().isEmpty() ? "" : " (" + String.join("; ", finding.passed()) + ")") + ". "
                        + finding.advice()));
    }

    /**
     * Compiles a cell of C and links it to a module, in a temporary folder that is gone afterwards.
     *
     * @throws dev.guestbook.display.SourceRejected with every place of the text that is wrong
     * @throws ToolchainException where there is no compiler, or it could not do its work
     * @throws InterruptedException where the caller was interrupted; the compiler has ended then
     */
    public Compiled compile(CCell cell) throws ToolchainException, InterruptedException {
        return new Compilation(require(), cell, wasi).run();
    }

    /** The compiler for modules that are kept: the one that is told, else the pinned kit where it is, else any. */
    public Compiler forGuests() throws ToolchainException, InterruptedException {
        Optional<Compiler> pinned = settings.clang().isPresent() ? Optional.empty() : kit.compiler();
        return pinned.isPresent() ? pinned.get() : require();
    }

    private Optional<Compiler> told(String name, List<String> passed) throws InterruptedException {
        List<Path> candidates = new ArrayList<>();
        try {
            Path path = settings.folder().resolve(name);
            if (name.contains("/") || name.contains("\\")) {
                candidates.add(Files.isDirectory(path) ? path.resolve(platform.program("clang")) : path);
            } else {
                settings.path().forEach(folder -> candidates.add(folder.resolve(platform.program(name))));
            }
        } catch (InvalidPathException e) {
            passed.add("GUESTBOOK_CLANG is " + name + ", which is no path here");
            return Optional.empty();
        }
        Optional<Path> there = candidates.stream().filter(Files::isRegularFile).findFirst();
        if (there.isEmpty()) {
            passed.add("GUESTBOOK_CLANG names " + name + ", and there is no such program");
            return Optional.empty();
        }
        return usable(there.get(), Compiler.Why.TOLD, passed);
    }

    private Optional<Compiler> discovered(List<String> passed) throws InterruptedException {
        for (Compiler.Why why : List.of(Compiler.Why.PATH, Compiler.Why.USUAL)) {
            List<Path> folders = why == Compiler.Why.PATH ? settings.path() : platform.usualFolders();
            Set<Path> seen = new HashSet<>();
            // Whole folders are listed only where no program is called just clang.
            for (Supplier<List<Path>> candidates : List.<Supplier<List<Path>>>of(
                    () -> programs(folders, platform.program("clang")), () -> numbered(folders, "clang"))) {
                for (Path clang : candidates.get()) {
                    Optional<Compiler> found = seen.add(real(clang)) ? usable(clang, why, passed) : Optional.empty();
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        switch (kit.state()) {
            case BROKEN ->
                passed.add("the kit in " + kit.folder() + " is not whole, as where an install was cut off;"
                        + " install it again");
            case FOREIGN ->
                passed.add("the cache has a kit, but for another machine: " + String.join(", ", kit.foreign())
                        + "; this one is " + platform.classifier());
            case WHOLE -> {
                Optional<Compiler> found = kit.compiler();
                if (found.isEmpty()) {
                    passed.add("the kit in " + kit.folder() + " is in a cache that is open to other users (chmod 700 "
                            + settings.cache() + ")");
                }
                return found;
            }
            case ABSENT -> {}
        }
        return Optional.empty();
    }

    private static List<Path> programs(List<Path> folders, String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .toList();
    }

    /** Programs with a version in their name, folder by folder, the newest first. */
    private static List<Path> numbered(List<Path> folders, String program) {
        Pattern name = Pattern.compile(Pattern.quote(program) + "-(\\d+)(?:\\.exe)?");
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> all = Files.list(folder)) {
                all.filter(path -> name.matcher(path.getFileName().toString()).matches())
                        .filter(Files::isExecutable)
                        .sorted(Comparator.comparingInt((Path path) -> number(path))
                                .reversed())
                        .forEach(found::add);
            } catch (IOException e) {
                // a folder of the PATH that is not there, or that cannot be listed
            }
        }
        return found;
    }

    /** Where its link leads to, so that one program is asked once. */
    private static Path real(Path program) {
        try {
            return program.toRealPath();
        } catch (IOException e) {
            return program; // asking it will say more
        }
    }

    private static int number(Path program) {
        Matcher digits =
                Pattern.compile("-(\\d{1,6})").matcher(program.getFileName().toString());
        return digits.find() ? Integer.parseInt(digits.group(1)) : 0;
    }

    private Optional<Compiler> usable(Path clang, Compiler.Why why, List<String> passed) throws InterruptedException {
        if (platform.isApples(clang)) {
            passed.add(clang + " is Apple's, which makes no WebAssembly");
            return Optional.empty();
        }
        Probe probe = probe(clang);
        if (!probe.problem().isEmpty()) {
            passed.add(clang + " " + probe.problem());
            return Optional.empty();
        }
        Optional<Path> linker = linker(clang, probe.version());
        if (linker.isEmpty()) {
            passed.add("clang " + probe.version() + " (" + clang
                    + ") has no wasm-ld beside it or on the PATH; it is in the package lld");
            return Optional.empty();
        }
        return Optional.of(new Compiler(clang, linker.get(), probe.version(), why));
    }

    /** Beside clang, also where its link leads to; then on the PATH and in the usual places, of its own version first. */
    private Optional<Path> linker(Path clang, String version) {
        List<Path> beside = List.of(
                clang.toAbsolutePath().getParent(), real(clang.toAbsolutePath()).getParent());
        List<Path> elsewhere = new ArrayList<>(settings.path());
        elsewhere.addAll(platform.usualFolders());
        String plain = platform.program("wasm-ld");
        String own = platform.program("wasm-ld-" + version.replaceAll("\\..*", ""));
        return first(programs(beside, plain))
                .or(() -> first(programs(beside, own)))
                .or(() -> first(programs(elsewhere, own)))
                .or(() -> first(programs(elsewhere, plain)))
                .or(() -> first(numbered(elsewhere, "wasm-ld")));
    }

    private static Optional<Path> first(List<Path> programs) {
        return programs.stream().findFirst();
    }

    /** What a clang says of itself; {@code problem} is why it cannot be used, as in "is too old". */
    private record Probe(long modified, String version, String problem) {}

    private Probe probe(Path clang) throws InterruptedException {
        try {
            long modified = Files.getLastModifiedTime(clang).toMillis();
            Probe known = probes.get(clang);
            if (known == null || known.modified() != modified) {
                known = asked(clang, modified);
                probes.put(clang, known);
            }
            return known;
        } catch (IOException e) {
            return new Probe(0, "", "cannot be run: " + e.getMessage());
        }
    }

    private Probe asked(Path clang, long modified) throws IOException, InterruptedException {
        String said = output(clang, "--version");
        Matcher version = VERSION.matcher(said);
        if (!version.find()) {
            return new Probe(modified, "", "does not say that it is a clang");
        }
        String number = version.group(1) + version.group(2);
        if (said.contains("Apple")) {
            return new Probe(modified, number, "is Apple's clang " + number + ", which makes no WebAssembly");
        }
        if (Integer.parseInt(version.group(1)) < OLDEST) {
            return new Probe(modified, number, "is clang " + number + "; " + OLDEST + " or later is needed");
        }
        return output(clang, "--print-targets").contains("wasm32")
                ? new Probe(modified, number, "")
                : new Probe(modified, number, "is clang " + number + " without WebAssembly among its targets");
    }

    private String output(Path clang, String argument) throws IOException, InterruptedException {
        Program.Outcome outcome =
                Program.run(List.of(clang.toString(), argument), settings.folder(), Map.of(), new byte[0], PROBE);
        return new String(outcome.output(), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** What to type on each system. */
    private String advice(List<String> passed) {
        if (settings.clang().isPresent()) {
            return "Mend GUESTBOOK_CLANG, or take it away and Guestbook looks for a compiler itself.";
        }
        boolean noLinker = passed.stream().anyMatch(each -> each.contains("has no wasm-ld"));
        String own = kit.download().isPresent()
                ? "\"%wasm toolchain install\" in a cell, or \"install/guestbook toolchain install\" in a shell, fetches clang "
                        + kit.version() + " for Guestbook alone: "
                        + Numbers.bytes(kit.download().get())
                        + " by Maven, once. Or install "
                : "Install ";
        return own + (noLinker ? "what is missing" : "clang and wasm-ld")
                + " yourself: \"sudo apt-get install clang lld\" on Debian and Ubuntu,"
                + " \"sudo dnf install clang lld\" on Fedora, \"sudo pacman -S clang lld\" on Arch,"
                + " \"brew install llvm lld\" on macOS, \"winget install LLVM.LLVM\" on Windows (the kit would be 904 MB there)."
                + " A clang elsewhere is named by GUESTBOOK_CLANG=/path/to/clang in the environment.";
    }
}
