package dev.guestbook.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.guestbook.display.CellInput;
import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import dev.guestbook.display.Failure;
import dev.guestbook.eval.Evaluator.Origin;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** A session as a transcript: cells in, what came of them out. */
final class Transcript implements AutoCloseable {
    final JShellEvaluator evaluator;
    private final Queue<CellOutput> outputs = new ConcurrentLinkedQueue<>();
    private int cell;

    Transcript(String... imports) {
        evaluator = JShellEvaluator.start(List.of(imports));
    }

    /** The next cell. */
    Evaluation eval(String source) {
        cell++;
        return in(new CellScope(cell, outputs::add, CellInput.NONE), source);
    }

    Evaluation in(CellScope scope, String source) {
        AtomicReference<Evaluation> result = new AtomicReference<>();
        scope.run(() -> result.set(evaluator.evaluate(source, new Origin(scope.cell(), 1))));
        return result.get();
    }

    Object value(String source) {
        Evaluation evaluation = eval(source);
        return assertInstanceOf(Evaluation.Value.class, evaluation, () -> "of " + source + ": " + evaluation)
                .value();
    }

    void values(String source, Object expected) {
        assertEquals(expected, value(source), source);
    }

    void nothing(String source) {
        Evaluation evaluation = eval(source);
        assertInstanceOf(Evaluation.Nothing.class, evaluation, () -> "of " + source + ": " + evaluation);
    }

    Evaluation.Thrown thrown(String source) {
        Evaluation evaluation = eval(source);
        return assertInstanceOf(Evaluation.Thrown.class, evaluation, () -> "of " + source + ": " + evaluation);
    }

    Failure rejected(String source) {
        Evaluation evaluation = eval(source);
        return assertInstanceOf(Evaluation.CompileError.class, evaluation, () -> "of " + source + ": " + evaluation)
                .failure();
    }

    /** What has been shown as text so far, and forgets it. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (CellOutput output = outputs.poll(); output != null; output = outputs.poll()) {
            text.append(((CellOutput.Text) output).text());
        }
        return text.toString();
    }

    /** A traceback without its colours. */
    static String plain(Failure failure) {
        return failure.traceback().stream()
                .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        evaluator.close();
    }
}
