package dev.guestbook.magic;

import dev.guestbook.display.Failure;

/** Java inside a magic failed; the failure is the evaluator's own, ready to be shown. */
public final class JavaFailed extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Failure failure;

    public JavaFailed(Failure failure) {
        super(failure.message());
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
