package dev.guestbook.eval;

import dev.guestbook.display.Failure;
import dev.guestbook.display.MimeBundle;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Evaluates Java snippets that share one state.
 *
 * <p>One thread at a time, the owner's, except {@link #interrupt()}, which any thread may call. User
 * code runs on the evaluator's {@link CellThread}, in the {@link dev.guestbook.display.CellScope} of
 * the caller.
 */
public interface Evaluator extends AutoCloseable {
    /**
     * Waits for a compilation that an interrupted cell has left behind, during which nothing but the methods that
     * answer a front end can be asked.
     *
     * @throws CellThread.InterruptedCell where an interrupt comes first
     */
    void settle() throws CellThread.InterruptedCell;

    /** Evaluates all snippets of {@code source} in order and stops at the first that fails. */
    Evaluation evaluate(String source, Origin origin);

    /**
     * Binds a Java variable to a value without its text going through the compiler; declares the
     * variable where it is new.
     *
     * @param type a Java type that snippets can name, e.g. {@code int} or {@code dev.guestbook.session.Ptr}
     * @throws IllegalArgumentException where a variable of another type has the name, or it is no identifier;
     *     the message is one sentence for the user and nothing has changed
     */
    void bind(String name, String type, Object value);

    /**
     * The same as {@link #bind}, but the variable is declared only when a text is about to be evaluated that may mention
     * it, or the variables are asked for: until then it costs nothing. Among {@link #variables} it comes first.
     */
    void bindWhenMentioned(String name, String type, Object value);

    /** The variables that are now defined, in the order of their declaration. */
    List<Variable> variables();

    /**
     * Adds jars or folders of classes to what cells see, after what is there; what has been declared stays as it is.
     */
    void addToClassPath(List<Path> paths);

    /**
     * What a person reads of an exception that user code threw: its frames, by cell and line, and its causes. Asks the
     * exception for them on the cell's thread, since its class may be the user's own.
     *
     * @throws CellThread.InterruptedCell where an interrupt ended that
     */
    Failure failure(Throwable thrown) throws CellThread.InterruptedCell;

    /** What was added, in order. */
    List<Path> classPath();

    /** Completions at {@code cursor}, in chars; none while a compilation is left behind. */
    Completion complete(String source, int cursor);

    /** Documentation for what stands at {@code cursor}; {@code detail} 0 or 1 as in Jupyter. */
    Optional<MimeBundle> inspect(String source, int cursor, int detail);

    /** Whether {@code source} can be evaluated as it stands. */
    Completeness completeness(String source);

    /** The thread that user code runs on; magics run theirs there too. */
    CellThread thread();

    /** Stops what runs now: {@link CellThread#interrupt()}. Nothing happens where nothing runs. */
    void interrupt();

    /** Stops what cells run on a thread at its next poll, until the returned work lets go of it. Any thread. */
    Runnable stopOn(Thread thread);

    @Override
    void close();

    /**
     * Where a source text stands.
     *
     * @param cell the execution count
     * @param file what the text was loaded from, for the user; empty where it stands in the cell itself
     * @param firstLine the 1-based line of the cell, or the file, at which the text starts
     */
    record Origin(int cell, String file, int firstLine) {
        /** In the cell itself. */
        public Origin(int cell, int firstLine) {
            this(cell, "", firstLine);
        }

        /** What errors call the place: {@code cell [3]}, or the file. */
        public String place() {
            return file.isEmpty() ? "cell [" + cell + "]" : file;
        }

        /** So many lines further down. */
        public Origin down(int lines) {
            return new Origin(cell, file, firstLine + lines);
        }
    }

    /** A variable and its value now. */
    record Variable(String name, String type, Object value) {}
}
