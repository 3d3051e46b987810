package dev.guestbook.eval;

import dev.guestbook.display.Failure;
import java.util.Optional;

/** What evaluating Java came to. */
public sealed interface Evaluation {
    /** Why it failed; empty where it did not. */
    default Optional<Failure> problem() {
        return Optional.empty();
    }

    /** The value it came to; empty where it failed or has none. */
    default Optional<Value> asValue() {
        return Optional.empty();
    }

    /** The last snippet was an expression (or a bare variable) with this value, which may be null. */
    record Value(Object value, String type) implements Evaluation {
        @Override
        public Optional<Value> asValue() {
            return Optional.of(this);
        }
    }

    /** All snippets succeeded and the last one has no value: a declaration, a statement, an import, a void call. */
    record Nothing() implements Evaluation {}

    /** A snippet was rejected by the compiler; earlier ones of the cell have run. */
    record CompileError(Failure failure) implements Evaluation {
        @Override
        public Optional<Failure> problem() {
            return Optional.of(failure);
        }
    }

    /** The user's code threw. {@code thrown} is the original exception. */
    record Thrown(Failure failure, Throwable thrown) implements Evaluation {
        @Override
        public Optional<Failure> problem() {
            return Optional.of(failure);
        }
    }

    /** A declared method or class was called while something it refers to is undefined. */
    record Unresolved(Failure failure) implements Evaluation {
        @Override
        public Optional<Failure> problem() {
            return Optional.of(failure);
        }
    }

    /** The cell was interrupted; {@code abandoned} where its thread could not be stopped and was left behind. */
    record Interrupted(Failure failure, boolean abandoned) implements Evaluation {
        @Override
        public Optional<Failure> problem() {
            return Optional.of(failure);
        }
    }
}
