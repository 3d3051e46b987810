package dev.guestbook.toolchain;

import dev.guestbook.display.Diagnostic;
import dev.guestbook.display.SourceRejected;
import dev.guestbook.display.Untrusted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;

/** One cell of C on its way to a module, in a temporary folder of its own that is gone afterwards. */
final class Compilation {
    /** Behave alike from clang 14 to 20; the newest would else use what older engines and tools do not know. */
    static final List<String> FEATURES =
            List.of("-O2", "-mbulk-memory", "-msign-ext", "-mmutable-globals", "-mnontrapping-fptoint");

    private static final List<String> FREESTANDING =
            List.of("--target=wasm32", "-nostdlib", "-ffreestanding", "-fno-builtin", "-Wl,--no-entry");

    /** One line a complaint, with the range it is about, and no report of a crash beside the user's files. */
    private static final List<String> REPORTS = List.of(
            "-Wall",
            "-fno-color-diagnostics",
            "-fno-caret-diagnostics",
            "-fdiagnostics-print-source-range-info",
            "-fmessage-length=0",
            "-fno-crash-diagnostics",
            "-Werror=implicit-function-declaration", // as from clang 16 on
            "-Werror=int-conversion",
            "-Wno-unused-command-line-argument");

    private static final List<String> NOT_A_MODULE = List.of("-c", "-S", "-E", "-M", "-MM", "-fsyntax-only");

    private final Compiler compiler;
    private final CCell cell;
    private final WasiLibraries wasi;
    private final Mishap mishap;

    Compilation(Compiler compiler, CCell cell, WasiLibraries wasi) {
        this.compiler = compiler;
        this.cell = cell;
        this.wasi = wasi;
        this.mishap = new Mishap(compiler.toString(), cell.limit(), "-O0 or another clang (GUESTBOOK_CLANG)");
    }

    /**
     * Compiles and links.
     *
     * @throws SourceRejected with every place that is wrong
     * @throws ToolchainException where the compiler could not do its work
     */
    Compiled run() throws ToolchainException, InterruptedException {
        for (String argument : cell.arguments()) {
            if (NOT_A_MODULE.contains(argument)) {
                throw new ToolchainException("With " + argument + " clang makes no module to load; leave it out.");
            }
            if (argument.startsWith("-o") || argument.startsWith("--output")) {
                throw new ToolchainException(
                        Untrusted.name(argument) + " names a file for clang to write, and the module"
                                + " becomes the guest and no file; leave it out.");
            }
        }
        try {
            try (TemporaryFolder temporary = TemporaryFolder.named("guestbook-c-")) {
                return run(temporary.path());
            }
        } catch (IOException e) {
            throw mishap.unrunnable(e);
        }
    }

    private Compiled run(Path temporary) throws IOException, ToolchainException, InterruptedException {
        Path include = Files.createDirectory(temporary.resolve("include"));
        try (InputStream header = Compilation.class.getResourceAsStream("guestbook.h")) {
            Files.copy(header, include.resolve("guestbook.h"));
        }
        Map<String, String> environment = environment(temporary);
        byte[] text = cell.text().getBytes(StandardCharsets.UTF_8);
        Path made = temporary.resolve("guest.wasm");
        List<String> target = FREESTANDING;
        List<String> last = new ArrayList<>(List.of("-o", made.toString()));
        if (cell.wasi()) {
            WasiLibraries.Sysroot sysroot = wasi.require();
            target = sysroot.arguments();
            last.addAll(runtime(sysroot));
        }
        List<String> preprocess = command(target, include, List.of("-w", "-E"));
        FutureTask<String> preprocessed = new FutureTask<>(() -> {
            Program.Outcome outcome = Program.run(preprocess, cell.folder(), environment, text, cell.limit());
            return outcome.exit() == 0 ? new String(outcome.output(), StandardCharsets.UTF_8) : "";
        });
        Thread beside = new Thread(preprocessed, "preprocessor");
        beside.setDaemon(true);
        beside.start();
        try {
            if (cell.wasi() && !namesMain(preprocessed.get())) {
                last.add("-mexec-model=reactor");
            }
            Program.Outcome outcome =
                    Program.run(command(target, include, last), cell.folder(), environment, text, cell.limit());
            Complaints said = Complaints.of(outcome.errors(), cell);
            check(outcome, said);
            if (!Files.isRegularFile(made)) {
                throw new ToolchainException(
                        "clang ended without an error and wrote no module; leave out what asks it for"
                                + " something else: " + Untrusted.name(String.join(" ", cell.arguments())) + ".");
            }
            return new Compiled(Files.readAllBytes(made), remarks(said), preprocessed.get(), compiler);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        } finally {
            beside.interrupt();
            beside.join();
        }
    }

    /** For a compiler that leaves nothing behind and sees no headers or settings of the host's own programs. */
    static Map<String, String> environment(Path temporary) {
        Map<String, String> environment = new HashMap<>();
        List.of("TMPDIR", "TMP", "TEMP").forEach(name -> environment.put(name, temporary.toString()));
        List.of("CPATH", "C_INCLUDE_PATH", "CCC_OVERRIDE_OPTIONS").forEach(name -> environment.put(name, ""));
        return environment;
    }

    private static List<Diagnostic> remarks(Complaints said) {
        List<Diagnostic> remarks = new ArrayList<>(said.diagnostics());
        said.others().forEach(other -> remarks.add(new Diagnostic(Diagnostic.Kind.WARNING, 0, 1, 1, other)));
        return remarks;
    }

    private void check(Program.Outcome outcome, Complaints said) throws ToolchainException {
        String errors = Complaints.withoutPlaces(outcome.errors());
        mishap.check(outcome, errors);
        if (outcome.exit() == 0) {
            return;
        }
        if (said.hasError()) {
            throw new SourceRejected(said.diagnostics(), cell.text());
        }
        String words = said.others().isEmpty()
                ? Untrusted.name(errors.lines().findFirst().orElse("exit code " + outcome.exit()))
                : said.otherWords();
        throw new ToolchainException("clang refused: " + words + ".");
    }

    /** Whether a preprocessed text has a {@code main} outside of its strings. */
    static boolean namesMain(String preprocessed) {
        String bare =
                preprocessed.replaceAll("\\\\.", "").replaceAll("'[^'\n]*'", "").replaceAll("\"[^\"\n]*\"", "");
        return Pattern.compile("\\bmain\\s*\\(").matcher(bare).find();
    }

    private List<String> command(List<String> target, Path include, List<String> last) {
        List<String> words = new ArrayList<>(List.of(compiler.clang().toString()));
        words.addAll(target);
        words.addAll(FEATURES);
        words.addAll(REPORTS);
        words.add("-fuse-ld=" + compiler.linker());
        words.add("-isystem");
        words.add(include.toString());
        words.addAll(cell.arguments());
        words.addAll(last);
        words.addAll(List.of("-x", "c", "-"));
        return words;
    }

    /** For the link, where this clang has no runtime library of its own: another's, which any version's is as good as. */
    private List<String> runtime(WasiLibraries.Sysroot sysroot)
            throws IOException, ToolchainException, InterruptedException {
        List<String> question = List.of(
                compiler.clang().toString(),
                "--target=" + sysroot.target(),
                "--rtlib=compiler-rt",
                "--print-libgcc-file-name");
        Program.Outcome own = Program.run(question, cell.folder(), Map.of(), new byte[0], cell.limit());
        String file = new String(own.output(), StandardCharsets.UTF_8).strip();
        if (own.exit() != 0 || Files.isRegularFile(Path.of(file))) {
            return List.of();
        }
        Path other = wasi.runtime(sysroot).orElseThrow(() -> new ToolchainException(WasiLibraries.noRuntime(compiler)));
        return List.of("-nodefaultlibs", "-Xlinker", "-lc", "-Xlinker", other.toString());
    }
}
