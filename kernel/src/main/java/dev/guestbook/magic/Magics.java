package dev.guestbook.magic;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.HexDump;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Nearest;
import dev.guestbook.display.Plot;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Show;
import dev.guestbook.display.SourceRejected;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.eval.Completion;
import dev.guestbook.eval.Evaluator;
import dev.guestbook.session.Arena;
import dev.guestbook.session.Bytes;
import dev.guestbook.session.Caller;
import dev.guestbook.session.Contract;
import dev.guestbook.session.DataType;
import dev.guestbook.session.Export;
import dev.guestbook.session.Guest;
import dev.guestbook.session.GuestModule;
import dev.guestbook.session.Layout;
import dev.guestbook.session.LoadOptions;
import dev.guestbook.session.Outputs;
import dev.guestbook.session.Ptr;
import dev.guestbook.session.Refused;
import dev.guestbook.session.Region;
import dev.guestbook.session.Result;
import dev.guestbook.session.Row;
import dev.guestbook.session.Session;
import dev.guestbook.session.Snapshot;
import dev.guestbook.wasm.Engine;
import dev.guestbook.wasm.Trap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All magics by name, on one session. */
public final class Magics implements AutoCloseable {
    private static final Pattern WORD = Pattern.compile("\\S+");

    /** Words in a magic's name: {@code classpath add jar}. */
    private static final int LONGEST_NAME = 3;

    private final Session session;
    private final Path base;
    private final Map<String, Magic> line = new TreeMap<>();
    private final Map<String, Magic> cell = new TreeMap<>();

    private Magics(Session session, Path base, List<Magic> magics) {
        this.session = session;
        this.base = base;
        magics.forEach(
                magic -> (magic.takesBody() ? cell : line).put(magic.usage().word(), magic));
        ListMagics list = new ListMagics(this);
        line.put(list.usage().name(), list);
    }

    /**
     * Every magic there is, working on {@code session}, which {@link #close()} closes.
     *
     * @param around what they find on this machine
     */
    public static Magics on(Session session, Surroundings around) {
        Path base = around.base();
        Libraries libraries = new Libraries(around.maven());
        List<Magic> all = new ArrayList<>(WasmToolchain.on(session));
        all.addAll(List.of(
                new AllocMagic(session, base),
                new BenchMagic(session, false),
                new BenchMagic(session, true),
                CompiledCell.c(session, base),
                CompiledCell.rust(session, base),
                new CallMagic(session, base),
                new ClassPathMagic(libraries),
                new AddJar(libraries, base),
                new MavenMagic(libraries, "classpath add mvn"),
                contract(session),
                new ContractCell(session),
                new DumpMagic(session, base),
                new RichCell(Usage.of("%html", "", 0, 0, "Shows the cell as HTML."), Show::html),
                new LayoutMagic(session, false),
                new LayoutMagic(session, true),
                new LoadMagic(base, around.notebooks()),
                new RichCell(Usage.of("%markdown", "", 0, 0, "Shows the cell as Markdown."), Show::markdown),
                new MavenMagic(libraries, "maven"),
                new ReadMagic(session, base),
                reset(session),
                new ShellCell(base, around.shell()),
                new TimeMagic(),
                new TraceMagic(),
                new WasmArena(session),
                exports(session),
                imports(session),
                sections(session),
                tables(session),
                disassembly(session),
                memory(session),
                list(session),
                new WasmDiff(session),
                new WasmFind(session, base),
                restore(session),
                new WasmSnapshot(session),
                new WasmHarden(session, base),
                new WasmLoad(session, base),
                reload(session),
                new WasmRun(session),
                new WasmUnload(session),
                link(session),
                use(session),
                new WatCell(session, base),
                new WhoMagic(),
                new WriteMagic(session, base)));
        return new Magics(session, base, all);
    }

    /** What every cell finds imported: the types a person names, and the functions a cell calls. */
    public static List<String> imports() {
        List<String> imports = new ArrayList<>();
        for (Class<?> type : List.of(
                Arena.class,
                Contract.class,
                Caller.class,
                DataType.class,
                Export.class,
                Guest.class,
                GuestModule.class,
                Layout.class,
                LoadOptions.class,
                Outputs.class,
                Ptr.class,
                Refused.class,
                Region.class,
                Result.class,
                Row.class,
                Session.class,
                Snapshot.class,
                Engine.class,
                Trap.class,
                Displayable.class,
                HexDump.class,
                MimeBundle.class,
                Plot.class,
                Show.class,
                Sheet.class,
                SourceRejected.class,
                Span.class,
                Table.class)) {
            imports.add("import " + type.getName() + ";");
        }
        for (String function : List.of("display", "html", "markdown")) {
            imports.add("import static " + Show.class.getName() + "." + function + ";");
        }
        imports.add("import static " + Plot.class.getName() + ".plot;");
        for (String function : List.of("hex", "random", "utf8")) {
            imports.add("import static " + Bytes.class.getName() + "." + function + ";");
        }
        return imports;
    }

    private static Magic reset(Session session) {
        Usage usage = Usage.of(
                        "reset", "", 0, 0, "Zeroes all regions, then resets the guest's arena; regions become stale.")
                .option("--check", "", "searches all of linear memory for what the regions held")
                .example("%reset --check")
                .java("wasm.reset(true)");
        return new Thin(usage, call -> session.reset(call.has("--check")));
    }

    private static Magic contract(Session session) {
        Usage usage = Usage.of("contract", "", 0, 0, "Shows what the contract says of the guest's exports.")
                .option("--drop", "EXPORT", "takes back what it says of one")
                .example("%contract --drop twosum")
                .java("wasm.contract()");
        return new Thin(
                usage,
                call -> call.has("--drop")
                        ? session.dropPrototype(
                                call.option("--drop").orElseThrow().text())
                        : session.contract());
    }

    private static Magic exports(Session session) {
        Usage usage = Usage.of(
                        "wasm exports", "[PATTERN]", 0, 1, "Lists what the guest exports; * stands for any text.")
                .option("--of", "SOURCE", "looks at a module that is not loaded, and need not be loadable")
                .example("%wasm exports crypto_*")
                .java("wasm.exports(\"crypto_*\")");
        return new Thin(usage, call -> {
            String pattern = call.optional(0).map(Word::text).orElse("");
            return call.has("--of")
                    ? session.exportsOf(call.option("--of").orElseThrow().text(), pattern)
                    : session.exports(pattern);
        });
    }

    private static Magic imports(Session session) {
        Usage usage = Usage.of(
                        "wasm imports",
                        "[SOURCE]",
                        0,
                        1,
                        "Lists what a module needs, without instantiating it; without SOURCE what the current guest needed, or what"
                                + " the host gives.")
                .example("%wasm imports other.wasm")
                .java("wasm.importsOf(\"other.wasm\")");
        return new Thin(
                usage,
                call -> call.optional(0).isPresent()
                        ? session.importsOf(call.argument(0).text())
                        : session.guests().isEmpty()
                                        || session.guest()
                                                .module()
                                                .wasm()
                                                .imports()
                                                .isEmpty()
                                ? session.imports()
                                : session.guestImports());
    }

    private static Magic memory(Session session) {
        Usage usage = Usage.of(
                        "wasm memory", "", 0, 0, "Shows the guest's linear memory: size, segments, arena, regions.")
                .java("wasm.memory()");
        return new Thin(usage, call -> session.memory());
    }

    private static Magic sections(Session session) {
        Usage usage = Usage.of("wasm sections", "", 0, 0, "Lists the sections of the guest's module and their sizes.")
                .option("--of", "SOURCE", "looks at a module that is not loaded, and need not be loadable")
                .java("wasm.sections()");
        return new Thin(
                usage,
                call -> call.has("--of")
                        ? session.sectionsOf(call.option("--of").orElseThrow().text())
                        : session.sections());
    }

    private static Magic tables(Session session) {
        Usage usage = Usage.of("wasm tables", "", 0, 0, "Lists the guest's tables: which index calls which function.")
                .java("wasm.tables()");
        return new Thin(usage, call -> session.tables());
    }

    private static Magic disassembly(Session session) {
        Usage usage = Usage.of(
                        "wasm disasm",
                        "EXPORT",
                        1,
                        1,
                        "Shows a function as structured text: an export, a name of the name section, or a number.")
                .option("--from", "OFFSET", "begins there, where it was cut")
                .option("--of", "SOURCE", "looks at a module that is not loaded, and need not be loadable")
                .example("%wasm disasm twosum")
                .java("wasm.disassembly(\"twosum\")");
        return new Thin(usage, call -> {
            String from = call.option("--from").map(Word::text).orElse("0");
            int offset = Literal.parse(from)
                    .filter(Integer.class::isInstance)
                    .map(Integer.class::cast)
                    .orElseThrow(
                            () -> new MagicException("--from takes an offset such as 0x1a2; " + from + " is none."));
            String function = call.argument(0).text();
            return call.has("--of")
                    ? session.disassemblyOf(call.option("--of").orElseThrow().text(), function, offset)
                    : session.guest().disassembly(function, offset);
        });
    }

    private static Magic list(Session session) {
        Usage usage =
                Usage.of("wasm list", "", 0, 0, "Lists the loaded guests.").java("wasm.list()");
        return new Thin(usage, call -> session.list());
    }

    private static Magic reload(Session session) {
        Usage usage = Usage.of("wasm reload", "[GUEST]", 0, 1, "Replaces a guest by a new instance of the same module.")
                .java("wasm.reload(\"twosum\")");
        return new Thin(
                usage,
                call -> call.optional(0).isPresent()
                        ? session.reload(call.argument(0).text())
                        : session.reload());
    }

    private static Magic restore(Session session) {
        Usage usage = Usage.of(
                        "wasm restore",
                        "SNAPSHOT",
                        1,
                        1,
                        "Makes the guest what it was in a snapshot: memory, globals, arena and regions.")
                .example("%wasm restore before")
                .java("wasm.restore(\"before\")");
        return new Thin(usage, call -> session.restore(call.argument(0).text()));
    }

    private static Magic link(Session session) {
        Usage usage = Usage.of(
                        "wasm link",
                        "IMPORT_MODULE GUEST",
                        2,
                        2,
                        "Lets a guest's functions stand for the imports of a module name, in guests loaded from now on.")
                .example("%wasm link env helper")
                .java("wasm.link(\"env\", \"helper\")");
        return new Thin(
                usage,
                call -> session.link(call.argument(0).text(), call.argument(1).text()));
    }

    private static Magic use(Session session) {
        Usage usage = Usage.of("wasm use", "GUEST", 1, 1, "Makes a loaded guest the current one.")
                .example("%wasm use twosum")
                .java("wasm.use(\"twosum\")");
        return new Thin(usage, call -> session.use(call.argument(0).text()));
    }

    /**
     * Runs one magic: {@code text} is its line from the {@code %} on, {@code body} what stands below a cell
     * magic.
     *
     * @throws MagicException where there is no such magic, or its line is wrong
     * @throws Exception what the magic throws
     */
    public void run(CellPart part, MagicContext context) throws Exception {
        if (part instanceof CellPart.CellMagic magic) {
            run(cell, "%%", magic.text(), magic.body(), context);
        } else if (part instanceof CellPart.LineMagic magic) {
            run(line, "%", magic.text(), "", context);
        }
    }

    private static void run(Map<String, Magic> magics, String sign, String text, String body, MagicContext context)
            throws Exception {
        String rest = text.substring(sign.length());
        Named named = lookUp(magics, rest).orElseThrow(() -> unknown(magics, sign, rest));
        Usage usage = named.magic().usage();
        MagicCall call = named.magic().isRaw()
                ? MagicCall.raw(usage, named.rest(), body, context.line())
                : MagicCall.parse(usage, named.rest(), body, context.line());
        named.magic().run(call, context);
    }

    private record Named(Magic magic, String rest) {}

    /** The magic that {@code text}, without its sign, begins with: the one whose name is the longest. */
    private static Optional<Named> lookUp(Map<String, Magic> magics, String text) {
        Matcher words = WORD.matcher(text);
        String name = "";
        Optional<Named> found = Optional.empty();
        for (int i = 0; i < LONGEST_NAME && words.find(); i++) {
            name += (i == 0 ? "" : " ") + words.group();
            if (magics.containsKey(name)) {
                found = Optional.of(new Named(magics.get(name), text.substring(words.end())));
            }
        }
        return found;
    }

    private static MagicException unknown(Map<String, Magic> magics, String sign, String text) {
        String[] words = text.strip().split("\\s+", 3);
        List<String> second = magics.keySet().stream()
                .filter(name -> name.startsWith(words[0] + " "))
                .map(name -> name.substring(words[0].length() + 1))
                .toList();
        if (!second.isEmpty()) {
            String typed = words.length > 1 ? words[1] : "";
            return new MagicException(
                    (typed.isEmpty() ? sign + words[0] + " needs a second word" : sign + words[0] + " has no " + typed)
                            + ". " + Nearest.hint(typed, second, ""));
        }
        return new MagicException("There is no magic " + sign + words[0] + "; "
                + Nearest.of(words[0], magics.keySet())
                        .map(near -> "did you mean " + sign + near + "?")
                        .orElse("%lsmagic lists them all."));
    }

    /** What a question about a magic shows: its usage, or for {@code %wasm} that of all below it. */
    public Optional<MimeBundle> documentation(String subject) {
        String name = subject.replaceFirst("^%{1,2}", "").strip();
        Magic magic = subject.startsWith("%%")
                ? cell.get(name)
                : line.getOrDefault(name, subject.startsWith("%") ? cell.get(name) : null);
        if (magic != null) {
            return Optional.of(magic.usage().bundle());
        }
        List<Usage> below = usages().stream()
                .filter(usage -> subject.startsWith("%") && usage.name().startsWith(name + " "))
                .toList();
        return below.isEmpty()
                ? Optional.empty()
                : Optional.of(ListMagics.table(below).bundle());
    }

    /** The usages of all line magics, then of all cell magics, each by name. */
    List<Usage> usages() {
        return Stream.concat(line.values().stream(), cell.values().stream())
                .map(Magic::usage)
                .toList();
    }

    Collection<Magic> lineMagics() {
        return line.values();
    }

    Collection<Magic> cellMagics() {
        return cell.values();
    }

    /** Closes the session: guests' memory is wiped. */
    @Override
    public void close() {
        session.close();
    }

    /** Completions on a magic's line at {@code cursor}, in chars. */
    public Completion complete(String text, int cursor, Evaluator evaluator) {
        return new MagicCompleter(this, session, base, evaluator).complete(text, cursor);
    }

    /**
     * Documentation of what stands at {@code cursor} on a magic's line: an export, a region, Java where the magic takes
     * it; else the magic's usage. Empty where there is no magic of that name.
     */
    public Optional<MimeBundle> inspect(String text, int cursor, int detail, Evaluator evaluator) {
        String typed = text.strip();
        boolean body = typed.startsWith("%%");
        Optional<Named> found = lookUp(body ? cell : line, typed.replaceFirst("^%{1,2}", ""));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Named named = found.get();
        int start = text.stripTrailing().length() - named.rest().length();
        Optional<MimeBundle> argument = cursor <= start || start > text.length()
                ? Optional.empty()
                : argument(named, Math.min(cursor - start, named.rest().length()), detail, evaluator);
        return argument.or(() -> called(named))
                .or(() -> Optional.of(named.magic().usage().bundle()));
    }

    private Optional<MimeBundle> argument(Named named, int cursor, int detail, Evaluator evaluator) {
        String rest = named.rest();
        if (named.magic().isRaw()) {
            return rest.strip().startsWith("%")
                    ? inspect(rest, cursor, detail, evaluator)
                    : evaluator.inspect(rest, cursor, detail);
        }
        String word = wordAt(rest, cursor);
        String arguments = named.magic().usage().arguments();
        if (arguments.startsWith("EXPORT") && rest.strip().split("\\s+", 2)[0].equals(word)) {
            return exported(word);
        }
        return session.guests().isEmpty()
                ? Optional.empty()
                : session.regions().stream()
                        .filter(region -> region.isLive() && region.name().equals(word))
                        .findFirst()
                        .map(Displayable::bundle);
    }

    private static String wordAt(String text, int cursor) {
        int start = cursor;
        while (start > 0 && !Character.isWhitespace(text.charAt(start - 1))) {
            start--;
        }
        int end = cursor;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return text.substring(start, end);
    }

    /** The prototype of the export that a {@code %call} names, where the contract has one. */
    private Optional<MimeBundle> called(Named named) {
        boolean calls = named.magic().usage().arguments().startsWith("EXPORT");
        String export = named.rest().strip().split("\\s+", 2)[0];
        return calls
                        && !session.guests().isEmpty()
                        && session.guest().prototype(export).isPresent()
                ? exported(export)
                : Optional.empty();
    }

    /** What is known of the current guest's export of this name: its prototype, or its signature. */
    public Optional<MimeBundle> exported(String name) {
        return session.guests().isEmpty()
                ? Optional.empty()
                : session.guest().about(name).map(Displayable::bundle);
    }
}
