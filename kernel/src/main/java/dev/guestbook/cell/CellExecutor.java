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
import dev.guestbook.magic.JavaFailed;
import dev.guestbook.magic.MagicContext;
import dev.guestbook.magic.Magics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the parts of a cell in order: Java through the evaluator, magics on the session. */
public final class CellExecutor implements CellRunner {
    private final Evaluator evaluator;
    private final Magics magics;
    private final CapturedStreams streams;
    private final CellParser parser;
    private Optional<Throwable> lastThrown = Optional.empty();
    private int magicLine;
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
    public CellOutcome expression(String expression) {
        return execute(expression, new CellScope(0, output -> {}, CellInput.NONE));
    }

    private CellOutcome run(String code, CellScope scope) {
        List<MimeBundle> pages = new ArrayList<>();
        try {
            Optional<MimeBundle> result = runParts(code, scope, pages);
            return new CellOutcome.Ok(result, pages);
        } catch (JavaFailed e) {
            return new CellOutcome.Failed(e.failure());
        } catch (CellThread.InterruptedCell e) {
            return new CellOutcome.Failed(Failures.interrupted(e.getMessage()));
        } catch (Exception | Error e) { // user code may throw any Error; the next cell runs all the same
            lastThrown = Optional.of(e);
            boolean oneLine = code.strip().indexOf('\n') < 0;
            String place = oneLine ? "" : "cell [" + scope.cell() + "], line " + magicLine;
            return new CellOutcome.Failed(Failures.thrown(e, place));
        }
    }

    /** Runs all parts; the value of the last one, if it is Java that has one. */
    private Optional<MimeBundle> runParts(String code, CellScope scope, List<MimeBundle> pages) throws Exception {
        Optional<MimeBundle> result = Optional.empty();
        for (CellPart part : parser.parse(code)) {
            if (interrupted) {
                throw new CellThread.InterruptedCell(false);
            }
            result = Optional.empty();
            if (part instanceof CellPart.Java java) {
                result = evaluate(java, scope);
            } else if (part instanceof CellPart.Question question) {
                pages.add(answer(question));
            } else {
                magicLine = part.line();
                magics.run(part, new MagicContext(evaluator, scope, part.line(), lastThrown, nested -> {
                    runParts(nested, scope, pages)
                            .ifPresent(value -> scope.sink().accept(new CellOutput.Shown(value, Optional.empty())));
                }));
            }
        }
        return result;
    }

    private Optional<MimeBundle> evaluate(CellPart.Java java, CellScope scope) throws Exception {
        Evaluation evaluation = evaluator.evaluate(java.source(), new Evaluator.Origin(scope.cell(), java.line()));
        if (evaluation instanceof Evaluation.Thrown thrown) {
            lastThrown = Optional.of(thrown.thrown());
        }
        Optional<Failure> problem = evaluation.problem();
        if (problem.isPresent()) {
            boolean compileError = evaluation instanceof Evaluation.CompileError;
            Optional<String> buried = compileError ? CellParser.buried(java.source()) : Optional.empty();
            Failure failure = buried.isEmpty() ? problem.get() : Failures.buried(problem.get(), buried.get());
            throw new JavaFailed(failure, compileError);
        }
        Optional<Evaluation.Value> value = evaluation.asValue();
        // A toString of the user's is the user's code: it runs where an interrupt ends it.
        return value.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        evaluator.thread().call(() -> Values.bundle(value.get().value())));
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
        return spot.isMagic() ? magics.inspect(spot.text()) : evaluator.inspect(spot.text(), spot.cursor(), detail);
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
