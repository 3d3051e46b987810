package dev.guestbook.eval;

import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import dev.guestbook.display.Failure;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.eval.CellThread.InterruptedCell;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import jdk.jshell.spi.SPIResolutionException;

/**
 * JShell in our own JVM: it compiles, {@link SnippetControl} executes, so that values are objects and
 * an interrupt holds.
 */
public final class JShellEvaluator implements Evaluator {
    static final String VALUE = "$Value";

    /** Blanks and line comments before the first code of a snippet. */
    private static final Pattern LEADING = Pattern.compile("\\A(?:\\s+|//[^\n]*\n)+");

    /** How no declaration begins: with a statement's keyword, or with a call. */
    private static final Pattern STATEMENT = Pattern.compile(
            "\\s*(?:(?:for|while|do|if|try|throw)\\b|[\\w$]+(?:\\s*\\.\\s*[\\w$]+)*\\s*\\([^{]*;\\s*$)");

    private final SnippetLines lines = new SnippetLines();
    private final SnippetLoader loader;
    private final CellWorker worker;
    private final CompilerThread compiler;
    private final SnippetControl control;
    private final ApiFileManager files;
    private final JShell shell;
    private final SourceCodeAnalysis analysis;
    private final JavaAssistant assistant;
    private final Prelude prelude;
    private final DroppedSnippets dropped;
    private final LostVariables lost = new LostVariables();

    /** What is bound when it is mentioned. */
    private final List<Variable> later = new ArrayList<>();

    private final Set<String> first = new HashSet<>();
    private long values;

    private JShellEvaluator(List<String> imports) {
        loader = new SnippetLoader((name, classFile) -> lines.rewrite(analysis(), name, classFile));
        worker = new CellWorker(loader);
        compiler = new CompilerThread(worker);
        control = new SnippetControl(loader, worker, compiler);
        AtomicReference<ApiFileManager> made = new AtomicReference<>();
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        shell = JShell.builder()
                .in(InputStream.nullInputStream())
                .out(nowhere)
                .err(nowhere)
                .executionEngine(new Provider(control), null)
                .idGenerator(lines::id)
                .fileManager(standard -> {
                    made.set(new ApiFileManager(standard, new ApiClasses()));
                    return made.get();
                })
                .build();
        files = made.get();
        dropped = new DroppedSnippets(shell);
        analysis = shell.sourceCodeAnalysis();
        assistant = new JavaAssistant(shell, files);
        try {
            prelude = new Prelude(shell, imports);
        } catch (IllegalArgumentException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts an evaluator whose cells see {@code imports} and JShell's usual ones.
     *
     * @param imports whole import declarations, e.g. {@code import dev.guestbook.session.Ptr;}
     * @throws IllegalArgumentException where an import does not compile
     */
    public static JShellEvaluator start(List<String> imports) {
        SnippetHooks.ready();
        // The first snippet is compiled in the meantime.
        Thread rewriting = new Thread(SnippetRewriter::warmUp, "rewriting");
        rewriting.setDaemon(true);
        rewriting.start();
        return new JShellEvaluator(imports);
    }

    private SourceCodeAnalysis analysis() {
        return analysis;
    }

    @Override
    public Evaluation evaluate(String source, Origin origin) {
        worker.begin();
        try {
            return compiler.call(() -> evaluated(source, origin));
        } catch (InterruptedCell e) {
            return interrupted(e);
        } finally {
            worker.end();
        }
    }

    @Override
    public void settle() throws InterruptedCell {
        worker.begin();
        try {
            compiler.settle();
        } finally {
            worker.end();
        }
    }

    private Evaluation evaluated(String source, Origin origin) {
        bindMentioned(source);
        lost.clear();
        try {
            return evaluateSnippets(source, origin);
        } catch (ClassNotFoundException | LinkageError e) {
            return thrown(e);
        } finally {
            if (!compiler.isLeftBehind()) {
                lost.note().ifPresent(JShellEvaluator::note);
            }
        }
    }

    static void noteCompiling(CellScope scope) {
        scope.sink()
                .accept(
                        new CellOutput.Text(
                                CellOutput.Stream.STDERR,
                                "The compiler is still busy with a cell that was interrupted; this one waits for it, and a restart ends that sooner.\n"));
    }

    private static void note(String text) {
        CellScope.current()
                .ifPresent(scope -> scope.sink().accept(new CellOutput.Text(CellOutput.Stream.STDERR, text)));
    }

    private Evaluation evaluateSnippets(String source, Origin origin) throws ClassNotFoundException {
        OptionalInt unclosed = Trailing.unclosedComment(source);
        if (unclosed.isPresent()) {
            return new Evaluation.CompileError(ErrorText.unclosedComment(source, unclosed.getAsInt(), origin));
        }
        Set<Snippet> declared = new LinkedHashSet<>();
        Evaluation last = new Evaluation.Nothing();
        String rest = source;
        int line = 0;
        while (!rest.isBlank()) {
            if (stopped()) {
                return interrupted(new InterruptedCell(false));
            }
            CompletionInfo info = analysis.analyzeCompletion(rest);
            if (info.completeness() == SourceCodeAnalysis.Completeness.EMPTY) {
                break;
            }
            String snippet = info.source() == null ? rest : info.source();
            String remaining = info.source() == null ? "" : info.remaining();
            Origin at = origin.down(line);
            int begin = source.length() - rest.length();
            boolean whole = info.completeness() == SourceCodeAnalysis.Completeness.COMPLETE;
            Optional<Evaluation> value =
                    whole && (isOpen(snippet) || STATEMENT.matcher(snippet).lookingAt())
                            ? evaluateValue(snippet, at)
                            : Optional.empty();
            last = value.isPresent()
                    ? value.get()
                    : evaluateOne(snippet, at, declared, refused -> rejected(refused, source, begin, origin));
            if (!(last instanceof Evaluation.Value) && !(last instanceof Evaluation.Nothing)) {
                return last;
            }
            int taken = rest.length() - remaining.length();
            line += (int)
                    rest.substring(0, taken).chars().filter(c -> c == '\n').count();
            if (last instanceof Evaluation.Value && endsInSemicolon(rest.substring(0, taken))) {
                last = new Evaluation.Nothing();
            }
            rest = remaining;
        }
        noteUnresolved(declared);
        return last;
    }

    private boolean stopped() {
        return worker.interrupted() || compiler.isLeftBehind();
    }

    /** Whether a whole snippet ends as only an expression does. */
    private static boolean isOpen(String snippet) {
        String text = Trailing.code(snippet);
        return !text.endsWith(";") && !text.endsWith("}");
    }

    /**
     * Evaluates what should be an expression or a statement, as a class with a method that runs it: half
     * the compilations that JShell spends on one, and nothing stays behind. Empty where it does not compile
     * so: JShell's own way then runs it, or says what is wrong with it.
     */
    private Optional<Evaluation> evaluateValue(String text, Origin origin) {
        // The compiler counts arithmetic to the line its statement begins on: so that is the first one with code.
        String source = LEADING.matcher(text).replaceFirst("");
        int skipped = (int) text.substring(0, text.length() - source.length())
                .chars()
                .filter(c -> c == '\n')
                .count();
        String method = "$value" + ++values;
        lines.at(origin.down(skipped));
        control.clear();
        control.compilingValue(true);
        Snippet snippet = null;
        try {
            String body = isOpen(source) ? "var $v = (" + source + "\n); return $v;" : source + "\nreturn null;";
            for (SnippetEvent event : shell.eval("class " + VALUE + " { public static Object " + method
                    + "() throws Throwable { " + body + " } }")) {
                if (event.causeSnippet() == null) {
                    snippet = event.snippet();
                }
            }
            if (stopped()) {
                return Optional.of(interrupted(new InterruptedCell(false)));
            }
            if (snippet == null || shell.status(snippet) != Status.VALID) {
                return Optional.empty();
            }
            control.invokeValue(analysis.wrapper(snippet).fullClassName() + "$" + VALUE, method);
        } finally {
            control.compilingValue(false);
            if (snippet != null && shell.status(snippet).isActive()) {
                shell.drop(snippet);
                dropped.forget(snippet);
            }
        }
        if (control.interrupted() != null) {
            return Optional.of(interrupted(control.interrupted()));
        }
        if (control.thrown() != null) {
            return Optional.of(thrown(control.thrown()));
        }
        return Optional.of(
                isOpen(source)
                        ? new Evaluation.Value(control.value(), typeOf(source, control.value()))
                        : new Evaluation.Nothing());
    }

    /** The declared type of a variable; of any other expression that of its value. */
    private String typeOf(String source, Object value) {
        if (SourceVersion.isIdentifier(source.strip())) {
            Optional<VarSnippet> variable = variable(source.strip());
            if (variable.isPresent()) {
                return typeOf(variable.get().typeName());
            }
        }
        if (value == null) {
            return "Object";
        }
        Class<?> primitive = MethodType.methodType(value.getClass()).unwrap().returnType();
        String name = primitive.getCanonicalName();
        return typeOf(name == null ? primitive.getName() : name);
    }

    private boolean endsInSemicolon(String source) {
        return Trailing.code(source).endsWith(";");
    }

    private Evaluation evaluateOne(
            String source, Origin origin, Set<Snippet> declared, Function<Snippet, Evaluation> rejected)
            throws ClassNotFoundException {
        lines.at(origin);
        control.clear();
        List<SnippetEvent> events = shell.eval(source);
        if (compiler.isLeftBehind()) {
            dropNew(events);
            return interrupted(new InterruptedCell(false));
        }
        loader.definePending();
        Evaluation result = new Evaluation.Nothing();
        for (SnippetEvent event : events) {
            if (event.causeSnippet() != null) {
                lost.caused(event);
                continue;
            }
            Snippet snippet = event.snippet();
            if (snippet instanceof VarSnippet variable) {
                lost.declared(variable);
            }
            if (event.status() == Status.REJECTED) {
                return rejected.apply(snippet);
            }
            if (control.interrupted() != null) {
                return interrupted(control.interrupted());
            }
            if (control.thrown() != null) {
                return thrown(control.thrown());
            }
            result = outcome(snippet);
            if (snippet.kind().isPersistent()) {
                prelude.giveWay(snippet);
            }
            if (snippet instanceof DeclarationSnippet) {
                declared.add(snippet);
            }
        }
        return result;
    }

    /** What replaced nothing goes; what it replaced is gone from JShell before it compiles. */
    private void dropNew(List<SnippetEvent> events) {
        for (SnippetEvent event : events) {
            Snippet snippet = event.snippet();
            if (event.causeSnippet() == null
                    && event.previousStatus() == Status.NONEXISTENT
                    && shell.status(snippet).isActive()) {
                shell.drop(snippet);
                lines.forget(snippet);
            }
        }
    }

    private Evaluation outcome(Snippet snippet) {
        if (snippet.subKind() == SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
            Evaluation value = new Evaluation.Value(control.value(), typeOf(((VarSnippet) snippet).typeName()));
            // Each one left would be an import in the wrapper of every later snippet.
            shell.drop(snippet);
            dropped.forget(snippet);
            lines.forget(snippet);
            return value;
        }
        if (snippet instanceof ExpressionSnippet expression) {
            return new Evaluation.Value(control.value(), typeOf(expression.typeName()));
        }
        return new Evaluation.Nothing();
    }

    private static String typeOf(String jshellType) {
        return Prelude.shorten(ErrorText.clean(jshellType));
    }

    /** A snippet that does not compile, shown in the lines it stands in. */
    private Evaluation rejected(Snippet snippet, String source, int begin, Origin origin) {
        List<Diag> errors = shell.diagnostics(snippet).filter(Diag::isError).toList();
        return new Evaluation.CompileError(ErrorText.compile(errors, source, begin, origin));
    }

    private Evaluation thrown(Throwable thrown) {
        if (thrown instanceof SPIResolutionException e
                && lines.snippet(e.id()).orElse(null) instanceof DeclarationSnippet snippet) {
            return new Evaluation.Unresolved(ErrorText.unresolved(
                    nameOf(snippet), shell.unresolvedDependencies(snippet).toList(), thrown));
        }
        try {
            return new Evaluation.Thrown(failure(thrown), thrown);
        } catch (InterruptedCell e) {
            return interrupted(e);
        }
    }

    @Override
    public Failure failure(Throwable thrown) throws InterruptedCell {
        try {
            return worker.call(() -> ErrorText.thrown(thrown));
        } catch (InterruptedCell e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Evaluation interrupted(InterruptedCell e) {
        return new Evaluation.Interrupted(ErrorText.interrupted(e), e.abandoned());
    }

    private static String nameOf(DeclarationSnippet snippet) {
        return switch (snippet.kind()) {
            case METHOD -> snippet.name() + "()";
            default -> snippet.name();
        };
    }

    /** What was declared but cannot be used yet, said once, as JShell does. */
    private void noteUnresolved(Collection<Snippet> declared) {
        for (Snippet snippet : declared) {
            Status status = shell.status(snippet);
            if (status == Status.RECOVERABLE_DEFINED || status == Status.RECOVERABLE_NOT_DEFINED) {
                DeclarationSnippet declaration = (DeclarationSnippet) snippet;
                List<String> missing = shell.unresolvedDependencies(declaration).toList();
                String note = nameOf(declaration) + " is declared, but cannot be used until "
                        + String.join(", ", missing) + (missing.size() == 1 ? " is" : " are") + " defined.\n";
                note(note);
            }
        }
    }

    @Override
    public void bindWhenMentioned(String name, String type, Object value) {
        later.add(new Variable(name, type, value));
        first.add(name);
    }

    private void bindMentioned(String text) {
        // A name can be spelled in escapes.
        bindThose(variable -> text.contains(variable.name()) || text.contains("\\u"));
    }

    private void bindThose(Predicate<Variable> wanted) {
        for (Variable variable : later.stream().filter(wanted).toList()) {
            later.remove(variable);
            bind(variable.name(), variable.type(), variable.value());
        }
    }

    @Override
    public void bind(String name, String type, Object value) {
        if (!SourceVersion.isIdentifier(name) || SourceVersion.isKeyword(name)) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is no Java identifier; bind to a name such as result.");
        }
        VarSnippet variable = variable(name).orElse(null);
        if (variable == null) {
            variable = declare(name, type);
        } else if (!isOf(variable, type)) {
            throw new IllegalArgumentException("The variable " + name + " is of type " + typeOf(variable.typeName())
                    + ", not " + type + "; choose another name.");
        }
        try {
            field(variable).set(null, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private VarSnippet declare(String name, String type) {
        lines.at(new Origin(0, 1));
        for (SnippetEvent event : shell.eval(type + " " + name + ";")) {
            if (event.causeSnippet() == null && event.status() == Status.VALID) {
                return (VarSnippet) event.snippet();
            }
        }
        throw new IllegalArgumentException("Snippets cannot name the type " + type + ".");
    }

    private Optional<VarSnippet> variable(String name) {
        return shell.variables()
                .filter(v -> v.name().equals(name) && shell.status(v) == Status.VALID)
                .findFirst();
    }

    private boolean isOf(VarSnippet variable, String type) {
        Field field = field(variable);
        String plain = type.replaceAll("<.*>", "");
        return plain.equals(field.getType().getCanonicalName())
                || plain.equals(field.getType().getSimpleName())
                || type.equals(field.getGenericType().getTypeName());
    }

    private Field field(VarSnippet variable) {
        shell.varValue(variable);
        Field field = control.field();
        if (field == null) {
            throw new IllegalStateException("The variable " + variable.name() + " has no field.");
        }
        return field;
    }

    @Override
    public List<Variable> variables() {
        bindThose(variable -> true);
        List<Variable> variables = new ArrayList<>();
        Comparator<VarSnippet> order = Comparator.comparing(v -> !first.contains(v.name()));
        shell.variables()
                .filter(v -> shell.status(v) == Status.VALID)
                .sorted(order)
                .forEach(v -> {
                    try {
                        variables.add(new Variable(v.name(), typeOf(v.typeName()), field(v).get(null)));
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                });
        return variables;
    }

    @Override
    public List<Path> classPath() {
        return files.classPath();
    }

    @Override
    public void addToClassPath(List<Path> paths) {
        if (paths.isEmpty()) {
            return;
        }
        files.addToClassPath(paths);
        paths.forEach(loader::add);
        shell.addToClasspath("");
    }

    @Override
    public Completion complete(String source, int cursor) {
        if (compiler.isBusy()) {
            return Completion.none(cursor);
        }
        bindThose(variable -> true);
        Completion found = assistant.complete(source, cursor);
        if (values == 0 || !assistant.lacksSignatures(found)) {
            return found;
        }
        declareValue();
        return assistant.complete(source, cursor);
    }

    @Override
    public Optional<MimeBundle> inspect(String source, int cursor, int detail) {
        if (compiler.isBusy()) {
            return Optional.empty();
        }
        bindThose(variable -> true);
        Optional<MimeBundle> found = assistant.inspect(source, cursor, detail);
        if (found.isPresent() || values == 0) {
            return found;
        }
        declareValue();
        return assistant.inspect(source, cursor, detail);
    }

    /** JShell 25 knows no signatures of methods while its latest class of some name is a dropped one. */
    private void declareValue() {
        control.compilingValue(true);
        try {
            List<SnippetEvent> unused = shell.eval("class " + VALUE + " {}");
        } finally {
            control.compilingValue(false);
        }
    }

    @Override
    public Completeness completeness(String source) {
        if (compiler.isBusy()) {
            return new Completeness(Completeness.Status.UNKNOWN, "");
        }
        return assistant.completeness(source);
    }

    @Override
    public CellThread thread() {
        return worker;
    }

    @Override
    public void interrupt() {
        worker.interrupt();
    }

    @Override
    public Runnable stopOn(Thread thread) {
        SnippetHooks.Stop stop = new SnippetHooks.Stop(thread, null);
        SnippetHooks.arm(stop);
        return () -> SnippetHooks.disarm(stop);
    }

    @Override
    public void close() {
        worker.close();
        compiler.close();
        files.allowIndexing();
        shell.close();
    }

    private record Provider(ExecutionControl control) implements ExecutionControlProvider {
        @Override
        public String name() {
            return "guestbook";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv env, java.util.Map<String, String> parameters) {
            return control;
        }
    }
}
