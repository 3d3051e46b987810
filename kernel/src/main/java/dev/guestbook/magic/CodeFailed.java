package dev.guestbook.magic;

import dev.guestbook.display.Failure;

/** Code inside a magic failed, Java or what the magic compiles; the failure is its compiler's own, ready to be shown. */
public final class CodeFailed extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Failure failure;
    private final boolean compileError;

    public CodeFailed(Failure failure, boolean compileError) {
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
