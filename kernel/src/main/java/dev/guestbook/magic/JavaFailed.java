package dev.guestbook.magic;

import dev.guestbook.display.Failure;

/** Java inside a magic failed; the failure is the evaluator's own, ready to be shown. */
public final class JavaFailed extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Failure failure;
    private final boolean compileError;

    public JavaFailed(Failure failure, boolean compileError) {
        super(failure.message());
        this.failure = failure;
        this.compileError = compileError;
    }

    /** Whether the compiler rejected it, so that nothing has run. */
    boolean isCompileError() {
        return compileError;
    }

    public Failure failure() {
        return failure;
    }
}
