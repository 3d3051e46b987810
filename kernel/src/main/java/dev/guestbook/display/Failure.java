package dev.guestbook.display;

import java.util.List;

/**
 * Why a cell failed, as a person reads it.
 *
 * @param name short kind of failure, e.g. {@code ArithmeticException}, {@code CompileError}, {@code MagicError}
 * @param message one sentence; may be empty
 * @param traceback all lines to show, first to last, with ANSI colours
 */
public record Failure(String name, String message, List<String> traceback) {
    public Failure {
        traceback = List.copyOf(traceback);
    }
}
