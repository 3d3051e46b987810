package dev.guestbook.toolchain;

import dev.guestbook.display.Diagnostic;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.SourceRejected;
import dev.guestbook.display.Untrusted;
import dev.guestbook.source.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
            "--edition",
            "2021",
            "--error-format",
            "short",
            "--color",
            "never",
            "-O",
            "-C",
            "strip=debuginfo");

    private static final Pattern AT =
            Pattern.compile("(.*?):(\\d{1,9}):(\\d{1,9}): (error|warning|note|help)(?:\\[\\w+])?: (.*)");
    private static final Pattern OTHER = Pattern.compile("error(?:\\[\\w+])?: (?!aborting due to)(.*)");
    private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final String TEXT = "<anon>";

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
        Path rustc = find();
        try {
            String version = checked(rustc);
            try (TemporaryFolder temporary = TemporaryFolder.named("guestbook-rust-")) {
                return compile(rustc, version, text, arguments, limit, temporary.path());
            }
        } catch (IOException e) {
            throw new ToolchainException(
                    "rustc (" + rustc + ") could not be run: " + Untrusted.name(String.valueOf(e.getMessage())) + ".",
                    e);
        }
    }

    private Path find() throws ToolchainException {
        String name = settings.windows() ? "rustc.exe" : "rustc";
        return settings.path().stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new ToolchainException(
                        "There is no rustc on the PATH. rustup installs it (https://rustup.rs); then type \"rustup target"
                                + " add " + TARGET + "\". %%c and %%wat need no Rust."));
    }

    /** Its version, once it is known to have the target. */
    private String checked(Path rustc) throws IOException, ToolchainException, InterruptedException {
        Program.Outcome asked = run(rustc, List.of("--version"), new byte[0], PROBE, Map.of());
        String version =
                new String(asked.output(), StandardCharsets.UTF_8).strip().replaceFirst("^(rustc \\S+).*$", "$1");
        if (asked.exit() != 0 || !version.startsWith("rustc ")) {
            throw new ToolchainException(rustc + " does not say that it is a rustc; mend it, or the PATH.");
        }
        Program.Outcome told =
                run(rustc, List.of("--print", "target-libdir", "--target", TARGET), new byte[0], PROBE, Map.of());
        Path library = Path.of(new String(told.output(), StandardCharsets.UTF_8).strip());
        if (told.exit() != 0 || !hasCore(library)) {
            throw new ToolchainException(version + " (" + rustc + ") has not the target " + TARGET
                    + "; type \"rustup target add " + TARGET + "\" in a shell, then run the cell again.");
        }
        return version;
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

    private Made compile(
            Path rustc, String version, String text, List<String> arguments, Duration limit, Path temporary)
            throws IOException, ToolchainException, InterruptedException {
        Path made = temporary.resolve("guest.wasm");
        List<String> words = new ArrayList<>(ARGUMENTS);
        words.addAll(arguments);
        words.addAll(List.of("-o", made.toString(), "-"));
        Program.Outcome outcome = run(
                rustc,
                words,
                text.getBytes(StandardCharsets.UTF_8),
                limit,
                Map.of("TMPDIR", temporary.toString(), "TMP", temporary.toString(), "TEMP", temporary.toString()));
        if (outcome.timedOut()) {
            throw new ToolchainException("rustc was ended after " + Numbers.duration(limit)
                    + " without a result; the guest that was there stays.");
        }
        List<Diagnostic> diagnostics = places(outcome.errors(), text);
        if (diagnostics.stream().anyMatch(one -> one.kind() == Diagnostic.Kind.ERROR)) {
            throw new SourceRejected(diagnostics, text);
        }
        if (outcome.exit() != 0 || Files.notExists(made)) {
            throw new ToolchainException("rustc made no module: " + why(outcome));
        }
        return new Made(Files.readAllBytes(made), diagnostics, version);
    }

    private static String why(Program.Outcome outcome) {
        return outcome.errors()
                .lines()
                .map(OTHER::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .map(found -> Untrusted.name(found.group(1)) + ".")
                .orElse("exit code " + outcome.exit() + ".");
    }

    /** Its complaints in the text's order; rustc itself goes by its passes. */
    private static List<Diagnostic> places(String said, String text) {
        List<String> source = text.lines().toList();
        return said.lines()
                .map(AT::matcher)
                .filter(Matcher::matches)
                .map(at -> diagnostic(at, source))
                .sorted(Comparator.comparingInt(Diagnostic::line).thenComparingInt(Diagnostic::column))
                .toList();
    }

    private static Diagnostic diagnostic(Matcher at, List<String> source) {
        Diagnostic.Kind kind = switch (at.group(4)) {
            case "error" -> Diagnostic.Kind.ERROR;
            case "warning" -> Diagnostic.Kind.WARNING;
            default -> Diagnostic.Kind.NOTE;
        };
        if (!at.group(1).equals(TEXT)) {
            return new Diagnostic(kind, 1, 1, 1, "in " + at.group(1) + ", line " + at.group(2) + ": " + at.group(5));
        }
        int line = Integer.parseInt(at.group(2));
        String there = line >= 1 && line <= source.size() ? source.get(line - 1) : "";
        int characters = Math.min(Integer.parseInt(at.group(3)) - 1, there.codePointCount(0, there.length()));
        int start = there.offsetByCodePoints(0, Math.max(0, characters));
        Matcher word = WORD.matcher(there).region(start, there.length());
        return new Diagnostic(kind, line, start + 1, word.lookingAt() ? word.end() - start : 1, at.group(5));
    }
}
