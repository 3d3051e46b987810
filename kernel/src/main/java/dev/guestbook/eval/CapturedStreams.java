package dev.guestbook.eval;

import dev.guestbook.display.CellOutput.Stream;
import dev.guestbook.display.CellScope;
import java.io.InputStream;
import java.io.PrintStream;

/**
 * {@code System.out}, {@code err} and {@code in} as cells see them: each thread's output goes to its
 * own cell, its input comes from that cell's front end.
 *
 * <p>A thread without a cell writes to the latest one; where there was none yet, to the JVM's own
 * stream. Process-wide, as the streams are: install once, at start.
 */
public final class CapturedStreams implements AutoCloseable {
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final InputStream in = System.in;
    private final CellPrintStream capturedOut = new CellPrintStream(Stream.STDOUT, out);
    private final CellPrintStream capturedErr = new CellPrintStream(Stream.STDERR, err);

    private CapturedStreams() {}

    /** Replaces the three streams; {@link #close} puts the former ones back. */
    public static CapturedStreams install() {
        CapturedStreams streams = new CapturedStreams();
        System.setOut(streams.capturedOut);
        System.setErr(streams.capturedErr);
        System.setIn(new CellInputStream(streams.in));
        return streams;
    }

    /** The JVM's own standard output. */
    public PrintStream originalOut() {
        return out;
    }

    /** The JVM's own standard error: the kernel's log. */
    public PrintStream originalErr() {
        return err;
    }

    /** Shows what is left of a character whose bytes never came; to be called where a cell ends. */
    public void end(CellScope scope) {
        capturedOut.end(scope);
        capturedErr.end(scope);
    }

    @Override
    public void close() {
        System.setOut(out);
        System.setErr(err);
        System.setIn(in);
    }
}
