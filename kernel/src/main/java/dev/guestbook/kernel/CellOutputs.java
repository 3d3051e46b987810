package dev.guestbook.kernel;

import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellSink;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.protocol.Content;
import dev.guestbook.protocol.Display;
import dev.guestbook.protocol.Stream;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One cell's outputs on their way to iopub, in the order they were made. Text is gathered, so that a
 * hundred thousand lines are a handful of messages; it leaves when there is much of it, when something else
 * is shown, when it has waited {@value #DEADLINE_MS} ms and at the cell's end.
 */
final class CellOutputs implements CellSink {
    static final int DEADLINE_MS = 20;
    private static final int BATCH_CHARS = 64 << 10;

    private final Consumer<Content> publish;
    private final ScheduledExecutorService timer;
    private final StringBuilder text = new StringBuilder();
    private CellOutput.Stream stream = CellOutput.Stream.STDOUT;
    private boolean halfHeldBack;

    /** {@code publish} is called from any thread, one at a time. */
    CellOutputs(Consumer<Content> publish, ScheduledExecutorService timer) {
        this.publish = publish;
        this.timer = timer;
    }

    @Override
    public synchronized void accept(CellOutput output) {
        if (output instanceof CellOutput.Text more) {
            append(more.stream(), more.text());
            return;
        }
        flush();
        try {
            publish.accept(content(output));
        } catch (RuntimeException e) {
            append(CellOutput.Stream.STDERR, "This output could not be shown: " + e.getMessage() + "\n");
        }
    }

    private void append(CellOutput.Stream to, String more) {
        if (to != stream) {
            flush();
            stream = to;
        }
        if (text.isEmpty() && more.length() >= BATCH_CHARS && isWhole(more)) {
            publish.accept(new Stream(stream.protocolName(), more));
            return;
        }
        if ((text.isEmpty() || halfHeldBack) && !more.isEmpty()) {
            later(this::flushWhole);
        }
        text.append(more);
        halfHeldBack = false;
        if (text.length() >= BATCH_CHARS) {
            flushWhole();
        }
    }

    /** Sends all text that is still here. */
    synchronized void flush() {
        send(text.length());
    }

    /** Sends the text that is here; half a character waits for its other half, or for the end. */
    private synchronized void flushWhole() {
        halfHeldBack = !isWhole(text);
        send(halfHeldBack ? text.length() - 1 : text.length());
    }

    private void later(Runnable flush) {
        Future<?> unused = timer.schedule(flush, DEADLINE_MS, TimeUnit.MILLISECONDS);
    }

    private void send(int end) {
        if (end > 0) {
            String gathered = text.substring(0, end);
            text.delete(0, end);
            publish.accept(new Stream(stream.protocolName(), gathered));
        }
    }

    private static boolean isWhole(CharSequence text) {
        return text.isEmpty() || !Character.isHighSurrogate(text.charAt(text.length() - 1));
    }

    private static Content content(CellOutput output) {
        if (output instanceof CellOutput.Shown shown) {
            MimeBundle bundle = shown.bundle();
            return new Display.Data(bundle.data(), bundle.metadata(), shown.displayId());
        }
        if (output instanceof CellOutput.Update update) {
            return new Display.Update(update.bundle().data(), update.bundle().metadata(), update.displayId());
        }
        if (output instanceof CellOutput.Clear clear) {
            return new Display.Clear(clear.untilNextOutput());
        }
        throw new IllegalArgumentException("no such output: " + output);
    }
}
