package dev.guestbook.toolchain;

import dev.guestbook.display.Diagnostic;
import dev.guestbook.display.SourceRejected;
import dev.guestbook.display.Untrusted;
import dev.guestbook.source.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Rust compiler on the PATH, where it has the target for WebAssembly. None is installed by us. For any thread. */
public final class Rust {
    private static final String TARGET = "wasm32-unknown-unknown";
    private static final Duration PROBE = Duration.ofSeconds(20);

    /** The debug information of Rust's library goes, the names of functions stay. */
    private static final List<String> ARGUMENTS = List.of(
            "--target",
            TARGET,
            "--crate-type",
            "cdylib",
            "--crate-name",
            "guest",
            "--error-format",
            "json",
            "-O",
            "-C",
            "strip=debuginfo",
            "-C",
            "link-arg=--demangle");

    private static final Pattern LINKER = Pattern.compile("^linker `[^`]*` not found");

    private static final String ADVICE = "rustup (https://rustup.rs) installs Rust, and \"rustup target add " + TARGET
            + "\" the target; without rustup: \"sudo apt-get install rustc libstd-rust-dev-wasm32 lld\" on Debian and"
            + " Ubuntu, \"sudo dnf install rust rust-std-static-" + TARGET
            + "\" on Fedora, \"sudo pacman -S rust rust-wasm"
            + " lld\" on Arch. Then run the cell again; %%c and %%wat need no Rust.";

    private final Settings settings;

    public Rust(Settings settings) {
        this.settings = settings;
    }

    /**
     * What a text came to.
     *
     * @param module the bytes
     * @param remarks the compiler's warnings
     * @param version as it says itself, e.g. {@code rustc 1.95.0}
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Made(byte[] module, List<Diagnostic> remarks, String version) {
        public Made {
            remarks = List.copyOf(remarks);
        }
    }

    /**
     * Compiles a text of Rust, as a library for C, to a module.
     *
     * @param arguments the user's, for rustc
     * @param limit the longest the compiler may take
     * @throws SourceRejected with every place of the text that is wrong
     * @throws ToolchainException where there is no compiler with the target, or it could not do its work
     * @throws InterruptedException where the caller was interrupted; the compiler has ended then
     */
    public Made compile(String text, List<String> arguments, Duration limit)
            throws ToolchainException, InterruptedException {
        for (String argument : arguments) {
            if (argument.startsWith("-o") || argument.startsWith("--out-dir") || argument.startsWith("--emit")) {
                throw new ToolchainException(Untrusted.name(argument)
                        + " says what rustc writes, and the module becomes the guest and no file; leave it out.");
            }
            if (argument.startsWith("--target")) {
                throw new ToolchainException("A cell of Rust is compiled for " + TARGET + "; leave --target out.");
            }
        }
        try {
            Candidate found = find();
            try (TemporaryFolder temporary = TemporaryFolder.named("guestbook-rust-")) {
                return compile(found, text, arguments, limit, temporary.path());
            }
        } catch (IOException e) {
            throw new Mishap("rustc", limit, "").unrunnable(e);
        }
    }

    /** A rustc, and its version or why it cannot be used. */
    private record Candidate(Path rustc, String version, String problem) {}

    /** The first on the PATH that has the target: a distribution's may stand behind one of rustup's that has not. */
    private Candidate find() throws IOException, ToolchainException, InterruptedException {
        String name = settings.windows() ? "rustc.exe" : "rustc";
        Set<Path> seen = new HashSet<>();
        List<String> passed = new ArrayList<>();
        for (Path folder : settings.path()) {
            Path rustc = folder.resolve(name);
            if (Files.isExecutable(rustc) && Files.isRegularFile(rustc) && seen.add(rustc.toRealPath())) {
                Candidate candidate = asked(rustc);
                if (candidate.problem().isEmpty()) {
                    return candidate;
                }
                passed.add(candidate.problem());
            }
        }
        throw new ToolchainException(
                (passed.isEmpty() ? "There is no rustc on the PATH" : String.join("; ", passed)) + ". " + ADVICE);
    }

    private Candidate asked(Path rustc) throws IOException, InterruptedException {
        Program.Outcome asked = run(rustc, List.of("--version"), new byte[0], PROBE, Map.of());
        String version =
                new String(asked.output(), StandardCharsets.UTF_8).strip().replaceFirst("^(rustc \\S+).*$", "$1");
        if (asked.exit() != 0 || !version.startsWith("rustc ")) {
            return new Candidate(rustc, "", rustc + " does not say that it is a rustc");
        }
        Program.Outcome told =
                run(rustc, List.of("--print", "target-libdir", "--target", TARGET), new byte[0], PROBE, Map.of());
        Path library = Path.of(new String(told.output(), StandardCharsets.UTF_8).strip());
        return told.exit() == 0 && hasCore(library)
                ? new Candidate(rustc, version, "")
                : new Candidate(rustc, version, version + " (" + rustc + ") has not the target " + TARGET);
    }

    private static boolean hasCore(Path library) throws IOException {
        if (!Files.isDirectory(library)) {
            return false;
        }
        try (Stream<Path> files = Files.list(library)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("libcore-"));
        }
    }

    private Program.Outcome run(
            Path rustc, List<String> arguments, byte[] input, Duration limit, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(rustc.toString()));
        command.addAll(arguments);
        return Program.run(command, settings.folder(), environment, input, limit);
    }

    private Made compile(Candidate found, String text, List<String> arguments, Duration limit, Path temporary)
            throws IOException, ToolchainException, InterruptedException {
        Path made = temporary.resolve("guest.wasm");
        List<String> words = new ArrayList<>(ARGUMENTS);
        if (arguments.stream().noneMatch(each -> each.startsWith("--edition"))) {
            words.addAll(List.of("--edition", "2021"));
        }
        words.addAll(arguments);
        words.addAll(List.of("-o", made.toString(), "-"));
        Program.Outcome outcome = run(
                found.rustc(),
                words,
                text.getBytes(StandardCharsets.UTF_8),
                limit,
                Map.of("TMPDIR", temporary.toString(), "TMP", temporary.toString(), "TEMP", temporary.toString()));
        RustComplaints said = RustComplaints.of(outcome.errors(), text);
        new Mishap(found.version() + " (" + found.rustc() + ")", limit, "-C opt-level=0 or another rustc")
                .check(
                        outcome,
                        outcome.errors()
                                        .lines()
                                        .filter(line -> !line.startsWith("{"))
                                        .collect(Collectors.joining("\n"))
                                + String.join("\n", said.others()));
        if (said.hasError()) {
            throw new SourceRejected(said.diagnostics(), text);
        }
        if (outcome.exit() != 0) {
            throw new ToolchainException("rustc made no module: " + why(said, outcome));
        }
        if (!Files.isRegularFile(made)) {
            throw new ToolchainException(
                    "rustc ended without an error and wrote no module; leave out what asks it for something else: "
                            + Untrusted.name(String.join(" ", arguments)) + ".");
        }
        return new Made(Files.readAllBytes(made), said.diagnostics(), found.version());
    }

    private static String why(RustComplaints said, Program.Outcome outcome) {
        String words = said.others().isEmpty()
                ? "exit code " + outcome.exit()
                : Untrusted.name(said.others().get(0));
        return LINKER.matcher(words).find()
                ? words + ". It comes with rustup; a distribution's rustc takes its package lld (\"sudo apt-get install"
                        + " lld\" on Debian and Ubuntu)."
                : words + ".";
    }
}
