package dev.guestbook.eval;

import dev.guestbook.display.Failure;

/** What evaluating Java came to. */
public sealed interface Evaluation {
    /** The last snippet was an expression (or a bare variable) with this value, which may be null. */
    record Value(Object value, String type) implements Evaluation {}

    /** All snippets succeeded and the last one has no value: a declaration, a statement, an import, a void call. */
    record Nothing() implements Evaluation {}

    /** A snippet was rejected by the compiler; earlier ones of the cell have run. */
    record CompileError(Failure failure) implements Evaluation {}

    /** The user's code threw. {@code thrown} is the original exception. */
    record Thrown(Failure failure, Throwable thrown) implements Evaluation {}

    /** A declared method or class was called while something it refers to is undefined. */
    record Unresolved(Failure failure) implements Evaluation {}

    /** The cell was interrupted; {@code abandoned} where its thread could not be stopped and was left behind. */
    record Interrupted(Failure failure, boolean abandoned) implements Evaluation {}
}
