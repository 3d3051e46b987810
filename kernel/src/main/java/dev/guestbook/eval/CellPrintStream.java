package dev.guestbook.eval;

import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Hands text to the cell of the thread that prints it: strings as they are, bytes decoded as UTF-8
 * with an unfinished character kept for the next ones. Nothing is buffered, so that output and error
 * keep their order.
 */
final class CellPrintStream extends PrintStream {
    private static final String LINE_END = System.lineSeparator();

    private final CellOutput.Stream stream;
    private final PrintStream fallback;
    private final Map<CellScope, Decoder> decoders = Collections.synchronizedMap(new WeakHashMap<>());

    /** @param fallback takes what no cell can be found for */
    CellPrintStream(CellOutput.Stream stream, PrintStream fallback) {
        super(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        this.stream = stream;
        this.fallback = fallback;
    }

    /**
     * The cell has ended: what is left of a character is shown as such. Its threads print in a scope made
     * from the cell's, which has the same number and input.
     */
    void end(CellScope cell) {
        synchronized (decoders) {
            List.copyOf(decoders.keySet()).stream()
                    .filter(scope ->
                            scope.cell() == cell.cell() && scope.input().equals(cell.input()))
                    .forEach(this::finish);
        }
    }

    private void finish(CellScope scope) {
        Decoder decoder = decoders.remove(scope);
        if (decoder != null) {
            emit(scope, decoder.end());
        }
    }

    private void text(String text) {
        CellScope scope = LatestCell.ofThread().orElse(null);
        if (scope == null) {
            fallback.print(text);
            return;
        }
        if (!decoders.isEmpty()) {
            finish(scope);
        }
        emit(scope, text);
    }

    private void emit(CellScope scope, String text) {
        if (!text.isEmpty()) {
            scope.sink().accept(new CellOutput.Text(stream, text));
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        CellScope scope = LatestCell.ofThread().orElse(null);
        if (scope == null) {
            fallback.write(bytes, offset, length);
            return;
        }
        emit(scope, decoders.computeIfAbsent(scope, s -> new Decoder()).decode(bytes, offset, length));
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void flush() {
        if (LatestCell.ofThread().isEmpty()) {
            fallback.flush();
        }
    }

    /** Not for a cell to close: what comes later would be lost. */
    @Override
    public void close() {
        flush();
    }

    @Override
    public boolean checkError() {
        return false;
    }

    @Override
    public void print(String s) {
        text(String.valueOf(s));
    }

    @Override
    public void print(Object o) {
        text(String.valueOf(o));
    }

    @Override
    public void print(char[] s) {
        text(String.valueOf(s));
    }

    @Override
    public void print(boolean b) {
        text(String.valueOf(b));
    }

    @Override
    public void print(char c) {
        text(String.valueOf(c));
    }

    @Override
    public void print(int i) {
        text(String.valueOf(i));
    }

    @Override
    public void print(long l) {
        text(String.valueOf(l));
    }

    @Override
    public void print(float f) {
        text(String.valueOf(f));
    }

    @Override
    public void print(double d) {
        text(String.valueOf(d));
    }

    @Override
    public void println() {
        text(LINE_END);
    }

    @Override
    public void println(String s) {
        text(s + LINE_END);
    }

    @Override
    public void println(Object o) {
        text(o + LINE_END);
    }

    @Override
    public void println(char[] s) {
        text(String.valueOf(s) + LINE_END);
    }

    @Override
    public void println(boolean b) {
        text(b + LINE_END);
    }

    @Override
    public void println(char c) {
        text(c + LINE_END);
    }

    @Override
    public void println(int i) {
        text(i + LINE_END);
    }

    @Override
    public void println(long l) {
        text(l + LINE_END);
    }

    @Override
    public void println(float f) {
        text(f + LINE_END);
    }

    @Override
    public void println(double d) {
        text(d + LINE_END);
    }

    @Override
    public PrintStream format(String format, Object... arguments) {
        return format(Locale.getDefault(Locale.Category.FORMAT), format, arguments);
    }

    @Override
    public PrintStream format(Locale locale, String format, Object... arguments) {
        text(String.format(locale, format, arguments));
        return this;
    }

    /** Bytes to text across writes. */
    private static final class Decoder {
        private final CharsetDecoder utf8 = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        private ByteBuffer left = ByteBuffer.allocate(0);

        synchronized String decode(byte[] bytes, int offset, int length) {
            ByteBuffer input = ByteBuffer.allocate(left.remaining() + length)
                    .put(left)
                    .put(bytes, offset, length)
                    .flip();
            CharBuffer output = CharBuffer.allocate(input.remaining() + 1);
            utf8.decode(input, output, false);
            left = input.slice();
            return output.flip().toString();
        }

        synchronized String end() {
            CharBuffer output = CharBuffer.allocate(left.remaining() + 1);
            utf8.decode(left, output, true);
            utf8.flush(output);
            return output.flip().toString();
        }
    }
}
