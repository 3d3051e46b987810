package dev.guestbook.cell;

import dev.guestbook.display.CellInput;
import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import dev.guestbook.display.Failure;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Values;
import dev.guestbook.eval.CapturedStreams;
import dev.guestbook.eval.CellThread;
import dev.guestbook.eval.Completeness;
import dev.guestbook.eval.Completion;
import dev.guestbook.eval.Evaluation;
import dev.guestbook.eval.Evaluator;
import dev.guestbook.magic.CellParser;
import dev.guestbook.magic.CellPart;
import dev.guestbook.magic.CodeFailed;
import dev.guestbook.magic.MagicContext;
import dev.guestbook.magic.MagicException;
import dev.guestbook.magic.Magics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the parts of a cell in order: Java through the evaluator, magics on the session. */
public final class CellExecutor implements CellRunner {
    /** Files that load files, magics that run magics. */
    private static final int DEEPEST = 16;

    private final Evaluator evaluator;
    private final Magics magics;
    private final CapturedStreams streams;
    private final CellParser parser;
    private Optional<Throwable> lastThrown = Optional.empty();
    private Evaluator.Origin at = new Evaluator.Origin(0, 1);
    private int nested;
    private volatile boolean running;
    private volatile boolean interrupted;

    /** All three are the executor's own from here on; {@link #close()} closes them. */
    public CellExecutor(Evaluator evaluator, Magics magics, CapturedStreams streams) {
        this.evaluator = evaluator;
        this.magics = magics;
        this.streams = streams;
        this.parser = new CellParser(java -> evaluator.completeness(java).status() == Completeness.Status.COMPLETE);
    }

    @Override
    public CellOutcome execute(String code, CellScope scope) {
        CellOutcome[] outcome = new CellOutcome[1];
        evaluator.thread().begin();
        interrupted = false;
        running = true;
        try {
            scope.run(() -> outcome[0] = run(code, scope));
        } finally {
            running = false;
            evaluator.thread().end();
            streams.end(scope);
        }
        return outcome[0];
    }

    @Override
    public CellOutcome expression(String expression, CellScope scope) {
        return execute(expression, new CellScope(scope.cell(), scope.sink(), CellInput.NONE, scope.id()));
    }

    private CellOutcome run(String code, CellScope scope) {
        List<MimeBundle> pages = new ArrayList<>();
        try {
            at = new Evaluator.Origin(scope.cell(), 1);
            evaluator.settle();
            Optional<MimeBundle> result = runParts(code, scope, at, pages, false);
            return new CellOutcome.Ok(result, pages);
        } catch (CodeFailed e) {
            return new CellOutcome.Failed(e.failure());
        } catch (CellThread.InterruptedCell e) {
            return new CellOutcome.Failed(Failures.interrupted(e.getMessage()));
        } catch (Exception | Error e) { // user code may throw any Error; the next cell runs all the same
            lastThrown = Optional.of(e);
            boolean oneLine = at.file().isEmpty() && code.strip().indexOf('\n') < 0;
            return failed(e, oneLine ? "" : at.place() + ", line " + at.firstLine());
        }
    }

    /** The exception may be of the user's class: it is asked for its message where an interrupt ends that. */
    private CellOutcome failed(Throwable thrown, String place) {
        try {
            return new CellOutcome.Failed(evaluator.thread().call(() -> Failures.thrown(thrown, place)));
        } catch (CellThread.InterruptedCell e) {
            return new CellOutcome.Failed(Failures.interrupted(e.getMessage()));
        } catch (Exception | Error e) { // it does not tell
            return new CellOutcome.Failed(Failures.mute(thrown, place));
        }
    }

    /**
     * Runs all parts; the value of the last one, if it is Java that has one.
     *
     * @param amidst whether a magic follows them in the text that runs this one
     */
    private Optional<MimeBundle> runParts(
            String code, CellScope scope, Evaluator.Origin origin, List<MimeBundle> pages, boolean amidst)
            throws Exception {
        Optional<MimeBundle> result = Optional.empty();
        List<CellPart> parts = parser.parse(code);
        int lastMagic = lastMagic(parts);
        for (int i = 0; i < parts.size(); i++) {
            CellPart part = parts.get(i);
            boolean followed = amidst || i < lastMagic;
            if (interrupted) {
                throw new CellThread.InterruptedCell(false);
            }
            result = Optional.empty();
            Evaluator.Origin here = origin.down(part.line() - 1);
            at = here;
            if (part instanceof CellPart.Java java) {
                result = evaluate(java);
            } else if (part instanceof CellPart.Question question) {
                pages.add(answer(question));
            } else {
                MagicContext.Subcell cells = (inner, from) -> {
                    runNested(inner, scope, from, pages, followed)
                            .ifPresent(value -> scope.sink().accept(new CellOutput.Shown(value, Optional.empty())));
                    at = here;
                };
                magics.run(part, new MagicContext(evaluator, scope, here, lastThrown, cells, followed));
            }
        }
        return result;
    }

    private static int lastMagic(List<CellPart> parts) {
        int last = parts.size() - 1;
        while (last >= 0 && !(parts.get(last) instanceof CellPart.LineMagic)) {
            last--;
        }
        return last;
    }

    private Optional<MimeBundle> runNested(
            String code, CellScope scope, Evaluator.Origin origin, List<MimeBundle> pages, boolean amidst)
            throws Exception {
        if (nested == DEEPEST) {
            throw new MagicException(
                    "Magics and files run one another " + DEEPEST + " deep at most; see whether a file loads itself.");
        }
        nested++;
        try {
            return runParts(code, scope, origin, pages, amidst);
        } finally {
            nested--;
        }
    }

    private Optional<MimeBundle> evaluate(CellPart.Java java) throws Exception {
        Evaluation evaluation = evaluator.evaluate(java.source(), at);
        if (evaluation instanceof Evaluation.Thrown thrown) {
            lastThrown = Optional.of(thrown.thrown());
        }
        Optional<Failure> problem = evaluation.problem();
        if (problem.isPresent()) {
            boolean compileError = evaluation instanceof Evaluation.CompileError;
            Optional<String> buried = compileError ? CellParser.buried(java.source()) : Optional.empty();
            Failure failure = buried.isEmpty() ? problem.get() : Failures.buried(problem.get(), buried.get());
            throw new CodeFailed(failure, compileError);
        }
        Optional<Evaluation.Value> value = evaluation.asValue();
        // A toString of the user's is the user's code: it runs where an interrupt ends it.
        return value.isEmpty()
                ? Optional.empty()
                : Optional.of(bundle(value.get().value()));
    }

    private MimeBundle bundle(Object value) throws Exception {
        try {
            return evaluator.thread().call(() -> Values.bundle(value));
        } catch (CellThread.InterruptedCell e) {
            throw e;
        } catch (Exception | Error e) { // a toString of the user's may throw any
            lastThrown = Optional.of(e);
            throw new CodeFailed(evaluator.failure(e), false);
        }
    }

    private MimeBundle answer(CellPart.Question question) {
        String subject = question.subject();
        Optional<MimeBundle> java =
                subject.startsWith("%") ? Optional.empty() : evaluator.inspect(subject, subject.length(), 1);
        return java.or(() -> magics.documentation(subject))
                .or(() -> magics.exported(subject))
                .orElseGet(() -> MimeBundle.plain("Nothing is known about " + subject + "."));
    }

    @Override
    public Completion complete(String code, int cursor) {
        Spot spot = Spot.at(parser, code, cursor);
        Completion found = spot.isMagic()
                ? magics.complete(spot.text(), spot.cursor(), evaluator)
                : evaluator.complete(spot.text(), spot.cursor());
        return new Completion(found.start() + spot.offset(), found.end() + spot.offset(), found.matches());
    }

    @Override
    public Optional<MimeBundle> inspect(String code, int cursor, int detail) {
        Spot spot = Spot.at(parser, code, cursor);
        return spot.isMagic()
                ? magics.inspect(spot.text(), spot.cursor(), detail, evaluator)
                : evaluator.inspect(spot.text(), spot.cursor(), detail);
    }

    @Override
    public Completeness completeness(String code) {
        List<CellPart> parts = parser.parse(code);
        if (parts.isEmpty()) {
            return new Completeness(Completeness.Status.COMPLETE, "");
        }
        CellPart last = parts.get(parts.size() - 1);
        if (last instanceof CellPart.Java java) {
            return evaluator.completeness(java.source());
        }
        if (last instanceof CellPart.CellMagic magic && !magic.body().endsWith("\n")) {
            return new Completeness(Completeness.Status.INCOMPLETE, "");
        }
        return new Completeness(Completeness.Status.COMPLETE, "");
    }

    @Override
    public void interrupt() {
        if (running) {
            interrupted = true;
            evaluator.interrupt();
        }
    }

    @Override
    public void close() {
        evaluator.close();
        magics.close();
        streams.close();
    }
}
