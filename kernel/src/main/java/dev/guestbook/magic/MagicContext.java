package dev.guestbook.magic;

import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import dev.guestbook.display.Displayable;
import dev.guestbook.display.Failure;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.eval.Evaluation;
import dev.guestbook.eval.Evaluator;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What a magic works with while one cell runs.
 *
 * @param at where the magic stands
 * @param lastThrown what the last cell that failed threw
 * @param cells runs further cell text in the middle of this cell
 * @param followed whether another magic of the cell follows, so that the next step is there already
 */
public record MagicContext(
        Evaluator evaluator,
        CellScope scope,
        Evaluator.Origin at,
        Optional<Throwable> lastThrown,
        Subcell cells,
        boolean followed) {

    /** Runs cell text, magics and all; a value it comes to is shown. */
    @FunctionalInterface
    public interface Subcell {
        /**
         * Throws what the first part that failed came to.
         *
         * @param at where the text stands
         */
        void run(String code, Evaluator.Origin at) throws Exception;
    }

    /** The line of the cell, or the loaded file, the magic stands in. */
    int line() {
        return at.firstLine();
    }

    /** The same for Java that stands so many lines further down in the magic's text. */
    MagicContext down(int lines) {
        return new MagicContext(evaluator, scope, at.down(lines), lastThrown, cells, followed);
    }

    /** Runs {@code work} where an interrupt ends it: on the cell's thread. */
    <T> T work(Callable<T> work) throws Exception {
        return evaluator.thread().call(work);
    }

    /** Shows an output among the cell's others. */
    void show(Displayable output) {
        MimeBundle whole = output.bundle();
        MimeBundle shown = followed ? whole.amidst().orElse(whole) : whole;
        scope.sink().accept(new CellOutput.Shown(shown, Optional.empty()));
    }

    /**
     * The value of a Java expression.
     *
     * @throws CodeFailed where it does not compile, or throws
     * @throws MagicException where it has no value
     */
    Evaluation.Value java(String expression) throws CodeFailed, MagicException {
        Evaluation evaluation = evaluator.evaluate(expression, at);
        Optional<Failure> failure = evaluation.problem();
        if (failure.isPresent()) {
            throw new CodeFailed(failure.get(), evaluation instanceof Evaluation.CompileError);
        }
        return evaluation
                .asValue()
                .orElseThrow(() -> new MagicException("\"" + expression + "\" has no value; give an expression."));
    }

    /** Binds {@code name} to a value; a variable of another type is refused with a {@link MagicException}. */
    void bind(String name, String type, Object value) throws MagicException {
        try {
            evaluator.bind(name, type, value);
        } catch (IllegalArgumentException e) {
            throw new MagicException(e.getMessage(), e);
        }
    }

    /**
     * Refuses a name that cannot be bound to this type, before anything has happened: where a variable of
     * another type has it, or it is no identifier.
     */
    void checkBinding(String name, String type) throws MagicException {
        if (!javax.lang.model.SourceVersion.isName(name) || name.indexOf('.') >= 0) {
            throw new MagicException("\"" + name + "\" cannot name a Java variable; choose another name.");
        }
        String simple = type.substring(type.lastIndexOf('.') + 1);
        for (Evaluator.Variable variable : evaluator.variables()) {
            String has = variable.type();
            if (variable.name().equals(name) && !has.equals(type) && !has.equals(simple)) {
                throw new MagicException("The variable " + name + " is "
                        + has.substring(has.startsWith("dev.guestbook.") ? has.lastIndexOf('.') + 1 : 0)
                        + " already, not " + simple + "; choose another name.");
            }
        }
    }
}
