package dev.guestbook;

import dev.guestbook.cell.CellExecutor;
import dev.guestbook.cell.CellRunner;
import dev.guestbook.console.Console;
import dev.guestbook.display.Glyphs;
import dev.guestbook.display.Nearest;
import dev.guestbook.eval.CapturedStreams;
import dev.guestbook.eval.Evaluator;
import dev.guestbook.eval.JShellEvaluator;
import dev.guestbook.install.Distribution;
import dev.guestbook.install.Doctor;
import dev.guestbook.install.InstallException;
import dev.guestbook.install.KernelSpec;
import dev.guestbook.install.Launcher;
import dev.guestbook.install.Machine;
import dev.guestbook.kernel.Kernel;
import dev.guestbook.kernel.Rehearsal;
import dev.guestbook.kernel.StateFolder;
import dev.guestbook.magic.Magics;
import dev.guestbook.magic.Surroundings;
import dev.guestbook.notebook.CellRunners;
import dev.guestbook.notebook.Notebook;
import dev.guestbook.notebook.NotebookCell;
import dev.guestbook.notebook.RunCommand;
import dev.guestbook.notebook.RunOptions;
import dev.guestbook.notebook.Terminal;
import dev.guestbook.protocol.Malformed;
import dev.guestbook.session.Session;
import dev.guestbook.source.MavenLibraries;
import dev.guestbook.source.ModuleSources;
import dev.guestbook.source.Settings;
import dev.guestbook.source.SourceException;
import dev.guestbook.source.Supplied;
import dev.guestbook.toolchain.Compiler;
import dev.guestbook.toolchain.GuestBuild;
import dev.guestbook.toolchain.Kit;
import dev.guestbook.toolchain.Toolchain;
import dev.guestbook.toolchain.ToolchainException;
import dev.guestbook.wasm.Exercise;
import dev.guestbook.wasm.TinyModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The command line: one subcommand a line, and the wiring of all packages. */
public final class Main {
    private static final String USAGE = """
            usage: guestbook [--debug] COMMAND
              run NOTEBOOK...      run notebooks without Jupyter: [--out F.ipynb] [--html F.html] [--jobs N]
                                   [--timeout 60s] (a cell; no limit otherwise) [--allow-errors] [--no-shell]
              console              cells and magics in a terminal, or from a pipe: [--no-history]
              install              write the kernelspec: [--user|--sys-prefix|--prefix P] [--name N] [--java JAVA_HOME]
              uninstall            remove it: [--user|--sys-prefix|--prefix P] [--name N]
              lab [ARGS]           install, then open notebooks/ in JupyterLab or Jupyter Notebook (by install/guestbook)
              toolchain            the C compiler for %%c and guests: toolchain install|remove|show
              fetch                fill the cache with the modules of the bundled notebooks
              bundle F.zip         program, notebooks and what they load, for machines without a network
              guests build         rebuild our guests, or those named: [--check] [NAME...]
              doctor               what is found and what is missing, with the fix
              kernel CONNECTION    what the kernelspec calls
              version              the version, and the Java it runs on
            """;

    private final CellRunners runners;
    private final Class<?> program;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, Command> commands = Map.ofEntries(
            Map.entry("run", this::runNotebooks),
            Map.entry("console", this::console),
            Map.entry("install", this::install),
            Map.entry("uninstall", this::uninstall),
            Map.entry("toolchain", this::toolchain),
            Map.entry("fetch", this::fetch),
            Map.entry("bundle", this::bundle),
            Map.entry("guests", this::guests),
            Map.entry("doctor", this::doctor),
            Map.entry("kernel", this::kernel),
            Map.entry("version", this::version));

    private Main(CellRunners runners, Class<?> program, InputStream in, PrintStream out, PrintStream err) {
        this.runners = runners;
        this.program = program;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** A subcommand; returns the exit code. */
    private interface Command {
        int run(List<String> args) throws UsageException, IOException;
    }

    /** Ends the JVM with the exit code of {@link #run}. */
    public static void main(String[] args) {
        String home = System.getenv("HOME");
        if (home != null && home.startsWith("/")) {
            // Java asks the password database; shells, Jupyter and npm ask HOME, and we must mean the same folder.
            System.setProperty("user.home", home);
        }
        InputStream in = System.in;
        PrintStream out = System.out;
        PrintStream err = System.err;
        System.exit(run(args, in, out, err));
    }

    /** Runs one command and returns its exit code: 0, 1 for a failure, 2 for a usage error, 130 for an interrupt. */
    public static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
        return run(args, Main::openCells, Main.class, in, out, err);
    }

    /** The same over other cells; {@code program} is the class whose {@code main} does so in another JVM. */
    static int run(
            String[] args, CellRunners runners, Class<?> program, InputStream in, PrintStream out, PrintStream err) {
        List<String> words = new ArrayList<>(List.of(args));
        boolean debug = !words.isEmpty() && words.get(0).equals("--debug");
        if (debug) {
            words.remove(0);
        }
        try {
            return new Main(runners, program, in, out, err).command(words);
        } catch (UsageException e) {
            err.println("guestbook: " + e.getMessage());
            err.println("\"guestbook --help\" shows what there is.");
            return 2;
        } catch (IOException | RuntimeException | LinkageError e) {
            err.println("guestbook: " + sentence(e));
            if (debug) {
                e.printStackTrace(err);
            }
            return 1;
        } finally {
            out.flush();
            err.flush();
        }
    }

    /** Our own failures are sentences; any other is a defect, and says how to see more of it. */
    private static String sentence(Throwable failure) {
        boolean ours = failure.getClass().getName().startsWith("dev.guestbook.");
        return ours && failure.getMessage() != null
                ? failure.getMessage()
                : failure + " (\"guestbook --debug ...\" shows where)";
    }

    private int command(List<String> words) throws UsageException, IOException {
        if (words.isEmpty()) {
            err.print(USAGE);
            return 2;
        }
        String name = words.get(0);
        if (List.of("help", "--help", "-h").contains(name)) {
            out.print(USAGE);
            return 0;
        }
        Command command = commands.get(name.equals("--version") ? "version" : name);
        if (command == null) {
            throw new UsageException("There is no command \"" + name + "\". "
                    + Nearest.hint(name, commands.keySet().stream().sorted().toList(), ""));
        }
        List<String> args = words.subList(1, words.size());
        if (asksForHelp(args)) {
            out.print("usage: guestbook " + usage(name.equals("--version") ? "version" : name));
            return 0;
        }
        return command.run(args);
    }

    private static boolean asksForHelp(List<String> args) {
        return args.stream()
                .takeWhile(arg -> !arg.equals("--"))
                .anyMatch(arg -> arg.equals("--help") || arg.equals("-h"));
    }

    /** A command's lines of the usage, also those of a command of two words. */
    private static String usage(String command) {
        Pattern lines = Pattern.compile("(?m)^ {2}" + Pattern.quote(command) + "\\b.*\n(?: {3,}.*\n)*");
        return lines.matcher(USAGE)
                        .results()
                        .map(MatchResult::group)
                        .collect(Collectors.joining())
                        .strip() + "\n";
    }

    private int runNotebooks(List<String> words) throws UsageException, IOException {
        Set<String> options = Set.of("--out", "--html", "--jobs", "--timeout");
        Arguments args = Arguments.parse("run", words, Set.of("--allow-errors", "--no-shell"), options);
        if (args.rest().isEmpty()) {
            throw new UsageException(
                    "\"guestbook run\" needs a notebook, as in: guestbook run notebooks/00-tour.ipynb.");
        }
        RunOptions asked = new RunOptions(
                args.rest().stream().map(Main::path).toList(),
                args.option("--out").map(Main::path),
                args.option("--html").map(Main::path),
                jobs(args.option("--jobs").orElse("1")),
                timeout(args.option("--timeout").orElse("none")),
                args.has("--allow-errors"),
                !args.has("--no-shell"),
                Optional.ofNullable(System.getProperty("guestbook.progress")).map(Path::of));
        return new RunCommand(runners, program.getName(), folder(), terminal()).run(asked, in, out, err);
    }

    private static int jobs(String value) throws UsageException {
        if (!value.matches("[1-9][0-9]{0,3}")) {
            throw new UsageException("--jobs takes a number from 1 to 9999, not \"" + value + "\".");
        }
        return Integer.parseInt(value);
    }

    private static Optional<Duration> timeout(String value) throws UsageException {
        if (value.equals("none")) {
            return Optional.empty();
        }
        Matcher time = Pattern.compile("([0-9]{1,9})(ms|s|m|h|)").matcher(value.toLowerCase(Locale.ROOT));
        if (!time.matches() || time.group(1).matches("0+")) {
            throw new UsageException("--timeout takes a time such as 60s, 500ms, 5m or none, not \"" + value + "\".");
        }
        long amount = Long.parseLong(time.group(1));
        return Optional.of(
                switch (time.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofSeconds(amount);
                });
    }

    private int console(List<String> words) throws UsageException, IOException {
        Arguments args = Arguments.parse("console", words, Set.of("--no-history"), Set.of());
        noMore("console", args);
        String banner = "Guestbook " + distribution().version() + " on Java " + System.getProperty("java.version")
                + "\nTAB completes, NAME? explains, %lsmagic lists the magics, Ctrl-D leaves.";
        Optional<Path> state =
                args.has("--no-history") ? Optional.empty() : Optional.of(StateFolder.of(System.getenv()));
        Console.Options options = new Console.Options(
                isInteractive(), terminal().out(), terminal().glyphs(), banner, state);
        return Console.run(() -> runners.open(folder(), true), options, in, out, err);
    }

    /** Whether somebody types and reads; where no launcher has seen it, the JVM says so. */
    @SuppressWarnings(
            "SystemConsoleNull") // on Windows the launcher chooses the console that is null without a terminal
    private static boolean isInteractive() {
        String seen = System.getProperty("guestbook.terminal");
        return seen == null ? System.console() != null : seen.startsWith("in,out");
    }

    private int install(List<String> words) throws UsageException, IOException {
        Arguments args = Arguments.parse(
                "install", words, Set.of("--user", "--sys-prefix"), Set.of("--prefix", "--name", "--java"));
        noMore("install", args);
        KernelSpec.Place place = place(args).orElse(new KernelSpec.Place.User());
        Path folder = kernelSpec(args).install(place, args.option("--java").map(Main::path));
        if (distribution().isJar()) {
            out.println("Preparing a fast start: a kernel runs once, for some seconds...");
            out.flush();
            try {
                KernelSpec.quicken(folder, argv -> Rehearsal.play(argv, TinyModule.bytes()));
            } catch (InstallException e) {
                err.println("guestbook: " + e.getMessage());
            }
        }
        out.println("Installed the kernelspec in " + folder + "; choose \"Guestbook\" in Jupyter, or run "
                + launcher().command("lab") + ".");
        return 0;
    }

    private int uninstall(List<String> words) throws UsageException, IOException {
        Arguments args =
                Arguments.parse("uninstall", words, Set.of("--user", "--sys-prefix"), Set.of("--prefix", "--name"));
        noMore("uninstall", args);
        kernelSpec(args).uninstall(place(args)).forEach(folder -> out.println("Removed " + folder + "."));
        return 0;
    }

    private static KernelSpec kernelSpec(Arguments args) throws IOException {
        return new KernelSpec(
                Machine.here(), distribution(), args.option("--name").orElse(KernelSpec.NAME));
    }

    private static Optional<KernelSpec.Place> place(Arguments args) throws UsageException {
        List<KernelSpec.Place> places = new ArrayList<>();
        if (args.has("--user")) {
            places.add(new KernelSpec.Place.User());
        }
        if (args.has("--sys-prefix")) {
            places.add(new KernelSpec.Place.ActiveEnvironment());
        }
        args.option("--prefix").ifPresent(prefix -> places.add(new KernelSpec.Place.Prefix(path(prefix))));
        if (places.size() > 1) {
            throw new UsageException("--user, --sys-prefix and --prefix exclude each other; give one of them.");
        }
        return places.stream().findFirst();
    }

    private int toolchain(List<String> words) throws UsageException {
        Arguments args = Arguments.parse("toolchain", words, Set.of(), Set.of());
        String what = args.rest().isEmpty() ? "show" : args.rest().get(0);
        if (args.rest().size() > 1 || !List.of("show", "install", "remove").contains(what)) {
            throw new UsageException("\"guestbook toolchain\" takes one of install, remove and show, not \""
                    + String.join(" ", args.rest()) + "\".");
        }
        Toolchain toolchain = new Toolchain(Settings.ofUser(folder()));
        try {
            if (what.equals("remove")) {
                out.println(
                        toolchain.kit().remove()
                                ? "Removed the kit from "
                                        + toolchain.kit().folder().getParent()
                                        + "; Maven's local repository keeps the file it came in."
                                : "There is no kit to remove.");
                return 0;
            }
            if (what.equals("install")) {
                install(toolchain.kit());
            }
            Toolchain.Finding found = toolchain.find();
            out.println(found);
            return found.compiler().isPresent() ? 0 : 1;
        } catch (ToolchainException e) {
            err.println("guestbook: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 130;
        }
    }

    private void install(Kit kit) throws ToolchainException, InterruptedException {
        try (ProgressLine line = new ProgressLine(err, terminal())) {
            boolean fresh = kit.install(step -> line.show(step.step(), step.toString()));
            line.show("", "");
            out.println((fresh ? "Installed " : "It is there already: ") + kit.folder() + ".");
        }
    }

    private int fetch(List<String> words) throws UsageException, IOException {
        noMore("fetch", Arguments.parse("fetch", words, Set.of(), Set.of()));
        try {
            for (Supplied each : bundle().fetch()) {
                out.printf(Locale.ROOT, "%s, %,d bytes, sha256 %s%n", each.name(), each.bytes().length, each.sha256());
            }
        } catch (SourceException e) {
            err.println("guestbook: " + e.getMessage());
            return 1;
        }
        out.println("The modules of the bundled notebooks are in the cache."
                + " The library of 04-write-a-guest comes by Maven when its cell runs.");
        return 0;
    }

    private int bundle(List<String> words) throws UsageException, IOException {
        Arguments args = Arguments.parse("bundle", words, Set.of(), Set.of());
        if (args.rest().size() != 1) {
            throw new UsageException("\"guestbook bundle\" takes one file, as in: guestbook bundle guestbook.zip.");
        }
        Path zip = path(args.rest().get(0));
        if (!Files.isDirectory(zip.getParent()) || Files.isDirectory(zip)) {
            err.println("guestbook: Cannot write " + zip + "; name a file in a folder that is there.");
            return 1;
        }
        Optional<Path> jar = distribution().jar();
        if (jar.isEmpty()) {
            err.println("guestbook: A bundle is made by the jar; run install/guestbook bundle.");
            return 1;
        }
        try {
            bundle().write(zip, jar.get());
        } catch (SourceException e) {
            err.println("guestbook: " + e.getMessage());
            return 1;
        }
        out.printf(
                Locale.ROOT,
                "Wrote %s, %,d bytes; unpack it elsewhere, and README.txt in it says how to go on.%n",
                zip,
                Files.size(zip));
        return 0;
    }

    private static Bundle bundle() {
        Path root = Path.of(System.getProperty("guestbook.home", folder().toString()));
        return new Bundle(root, new ModuleSources(Settings.ofUser(folder())));
    }

    private int guests(List<String> words) throws UsageException {
        Arguments args = Arguments.parse("guests", words, Set.of("--check"), Set.of());
        if (args.rest().isEmpty() || !args.rest().get(0).equals("build")) {
            throw new UsageException("\"guestbook guests\" takes build and the names of guests, as in:"
                    + " guestbook guests build twosum.");
        }
        Path guests = checkout().orElseGet(Main::folder).resolve("guests");
        Toolchain toolchain = new Toolchain(Settings.ofUser(folder()));
        boolean check = args.has("--check");
        try {
            Compiler compiler = check ? toolchain.kit().require() : toolchain.forGuests();
            GuestBuild build = new GuestBuild(guests, compiler);
            List<String> names = build.names(args.rest().subList(1, args.rest().size()));
            if (compiler.why() != Compiler.Why.KIT) {
                err.println("guestbook: These are built by " + compiler
                        + " and the committed modules are by the kit, clang "
                        + toolchain.kit().version() + ", so their bytes and digests change; "
                        + launcher().command("toolchain install") + " gets the kit, and git brings the modules back.");
            }
            return build.build(names, check, out, err) ? 0 : 1;
        } catch (ToolchainException e) {
            err.println("guestbook: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 130;
        }
    }

    private int doctor(List<String> words) throws UsageException {
        noMore("doctor", Arguments.parse("doctor", words, Set.of(), Set.of()));
        Settings settings = Settings.ofUser(folder());
        try {
            Doctor.Compiler compiler =
                    compiler(new Toolchain(settings), settings.clang().isPresent());
            return new Doctor(Machine.here(), distribution(), checkout(), compiler).examine(out);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 130;
        }
    }

    /** The toolchain as the doctor tells it. */
    static Doctor.Compiler compiler(Toolchain toolchain, boolean told) throws InterruptedException {
        Toolchain.Finding found = toolchain.find();
        return new Doctor.Compiler(
                found.compiler().map(used -> used + ", " + used.why()),
                found.passed(),
                told,
                toolchain.kit().download().isPresent());
    }

    private int kernel(List<String> words) throws UsageException, IOException {
        Arguments args = Arguments.parse("kernel", words, Set.of(), Set.of());
        if (args.rest().size() != 1) {
            throw new UsageException("\"guestbook kernel\" takes one connection file; Jupyter gives it one.");
        }
        try {
            return Kernel.run(path(args.rest().get(0)), () -> runners.open(folder(), true), warmUp(), err);
        } catch (NoSuchFileException e) {
            err.println("guestbook: There is no connection file " + e.getFile() + "; Jupyter writes one and names it.");
            return 1;
        } catch (Malformed | IOException e) {
            err.println("guestbook: " + e.getMessage());
            return 1;
        }
    }

    /** What a kernel does while it is idle. */
    private static List<Runnable> warmUp() {
        List<Runnable> steps = new ArrayList<>(Exercise.steps());
        steps.add(System::gc); // starting left more behind than an idle kernel needs: the heap shrinks
        return steps;
    }

    private int version(List<String> words) throws UsageException {
        noMore("version", Arguments.parse("version", words, Set.of(), Set.of()));
        out.println("guestbook " + distribution().version() + " on Java " + System.getProperty("java.version") + " ("
                + System.getProperty("java.vm.name") + ")");
        return 0;
    }

    private static void noMore(String command, Arguments args) throws UsageException {
        if (!args.rest().isEmpty()) {
            throw new UsageException(
                    "\"guestbook " + command + "\" takes no \"" + args.rest().get(0) + "\".");
        }
    }

    /** Wires what runs cells: an evaluator that knows {@code wasm}, and the magics on the same session. */
    static CellRunner openCells(Path folder, boolean shell) {
        return openCells(Settings.ofUser(folder), shell);
    }

    /** The same with everything of this machine where {@code settings} say. */
    static CellRunner openCells(Settings settings, boolean shell) {
        Session session = new Session(new ModuleSources(settings));
        wipeAtExit(session);
        Evaluator evaluator = JShellEvaluator.start(Magics.imports());
        evaluator.bindWhenMentioned("wasm", Session.class.getName(), session);
        session.variables(() -> values(evaluator.variables()));
        session.stopping(evaluator::stopOn);
        Surroundings around =
                new Surroundings(settings.folder(), shell, new MavenLibraries(settings.maven()), Main::codeCells);
        return new CellExecutor(evaluator, Magics.on(session, around), CapturedStreams.install());
    }

    /** Wipes guests' memory also where the JVM is told to end (SIGTERM, System.exit), whatever still runs; a session that is gone has none. */
    static Thread wipeAtExit(Session session) {
        WeakReference<Session> mine = new WeakReference<>(session);
        Thread hook = new Thread(
                () -> {
                    Session left = mine.get();
                    if (left != null) {
                        left.close();
                    }
                },
                "wipe-guests");
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    private static List<String> codeCells(Path file) throws IOException {
        return Notebook.read(file).cells().stream()
                .filter(NotebookCell::isCode)
                .map(NotebookCell::source)
                .toList();
    }

    private static Map<String, Object> values(List<Evaluator.Variable> variables) {
        Map<String, Object> values = new LinkedHashMap<>();
        variables.forEach(variable -> values.put(variable.name(), variable.value()));
        return values;
    }

    private static Distribution distribution() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new Distribution(Main.class, version == null ? "development" : version);
    }

    /** Where the launcher is; empty where the jar was started by itself. */
    private static Optional<Path> checkout() {
        return Optional.ofNullable(System.getProperty("guestbook.home")).map(Path::of);
    }

    private static Launcher launcher() {
        return new Launcher(checkout(), Machine.here().os());
    }

    /** The folder the user is in. The launcher may have started the JVM in a notebook's. */
    private static Path folder() {
        return Path.of(System.getProperty("guestbook.cwd", "")).toAbsolutePath();
    }

    private static Path path(String name) {
        return folder().resolve(name).normalize();
    }

    /** Whether output is in a code page of Windows, which lacks some of our signs. */
    private static boolean isForeign() {
        String encoding = System.getProperty("stdout.encoding", System.getProperty("native.encoding", "UTF-8"));
        return java.io.File.separatorChar == '\\'
                && !encoding.toUpperCase(Locale.ROOT).startsWith("UTF");
    }

    /** What the launcher has seen of the terminal, as in {@code out,err,120} or {@code out,err,80,ascii}; a JVM of 17 cannot tell by itself. */
    private static Terminal terminal() {
        String seen = System.getProperty("guestbook.terminal", "");
        Matcher columns = Pattern.compile("\\d{2,4}").matcher(seen);
        boolean colour =
                (System.getenv("NO_COLOR") == null || System.getenv("NO_COLOR").isEmpty())
                        && !"dumb".equals(System.getenv("TERM"));
        return new Terminal(
                seen.contains("out") && colour,
                seen.contains("err"),
                columns.find() ? Integer.parseInt(columns.group()) : 80,
                seen.contains("ascii") || isForeign() ? Glyphs.ASCII : Glyphs.UNICODE);
    }
}
