package dev.guestbook.eval;

import dev.guestbook.display.CellScope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;

/** Reads lines from the front end of the cell whose thread reads; asks only where nothing is left of the last one. */
final class CellInputStream extends InputStream {
    private final InputStream fallback;
    private final Map<CellScope, Line> lines = Collections.synchronizedMap(new WeakHashMap<>());

    /** @param fallback read where no cell can be found */
    CellInputStream(InputStream fallback) {
        this.fallback = fallback;
    }

    private static final class Line {
        private byte[] bytes = {};
        private int next;
    }

    /** The calling thread's line, with something left to read; null at the end of the input. */
    private static Line fill(CellScope scope, Line line) {
        if (line.next == line.bytes.length) {
            try {
                String text = scope.input().readLine("", false);
                if (text == null) {
                    return null;
                }
                // Readers take System.in to be in the default charset.
                line.bytes = (text + "\n").getBytes(Charset.defaultCharset());
                line.next = 0;
            } catch (IOException e) {
                // A Scanner would swallow it and say "No line found".
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }
        return line;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        CellScope scope = LatestCell.ofThread().orElse(null);
        if (scope == null) {
            return fallback.read(bytes, offset, length);
        }
        if (length == 0) {
            return 0;
        }
        Line line = lines.computeIfAbsent(scope, s -> new Line());
        synchronized (line) {
            if (fill(scope, line) == null) {
                return -1;
            }
            int count = Math.min(length, line.bytes.length - line.next);
            System.arraycopy(line.bytes, line.next, bytes, offset, count);
            line.next += count;
            return count;
        }
    }

    @Override
    public int available() throws IOException {
        CellScope scope = LatestCell.ofThread().orElse(null);
        if (scope == null) {
            return fallback.available();
        }
        Line line = lines.get(scope);
        if (line == null) {
            return 0;
        }
        synchronized (line) {
            return line.bytes.length - line.next;
        }
    }
}
