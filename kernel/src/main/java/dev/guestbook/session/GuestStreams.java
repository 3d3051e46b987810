package dev.guestbook.session;

import dev.guestbook.display.CellScope;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Untrusted;
import dev.guestbook.wasi.Stdio;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A guest's streams in the cell: what it writes is plain text there, controls written out, so much of it a cell; what
 * it reads is asked for.
 */
final class GuestStreams implements Stdio {
    /** Characters of both streams that one cell shows: more than anybody reads, and what a notebook can hold. */
    static final int MOST = 1 << 20;

    private final Text out = new Text();
    private final Text error = new Text();
    private CellScope cell;
    private long shown;
    private long hidden;
    private long told;

    @Override
    public void write(boolean toError, byte[] bytes) {
        print(toError ? System.err : System.out, (toError ? error : out).decode(bytes));
    }

    /** Shows what is left of a character whose bytes never came, and says how much was too much. */
    void end() {
        print(System.out, out.end());
        print(System.err, error.end());
        if (hidden > told) {
            told = hidden;
            System.err.print("\n… " + Numbers.grouped(hidden)
                    + " more characters of its output in this cell are not shown; give it a folder to write to with --dir"
                    + " HOST::GUEST:rw.\n");
        }
    }

    private void print(PrintStream stream, String text) {
        if (text.isEmpty()) {
            return;
        }
        CellScope now = CellScope.current().orElse(null);
        if (!Objects.equals(now, cell)) {
            cell = now;
            shown = 0;
            hidden = 0;
            told = 0;
        }
        int length = (int) Math.min(text.length(), MOST - shown);
        shown += length;
        hidden += text.length() - length;
        if (length > 0) {
            stream.print(Untrusted.lines(text.substring(0, length)));
        }
    }

    @Override
    public byte[] read() {
        try {
            CellScope scope = CellScope.current().orElse(null);
            String line = scope == null ? null : scope.input().readLine("", false);
            return line == null ? null : (line + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (IOException noInput) {
            return null; // to the guest this is the end of its input; an interrupt is seen by its caller
        }
    }

    /** Bytes to text, with an unfinished character or line end kept for the next ones. */
    private static final class Text {
        private final CharsetDecoder utf8 = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        private byte[] left = {};
        private boolean carriageReturn;

        String decode(byte[] bytes) {
            ByteBuffer input = ByteBuffer.allocate(left.length + bytes.length)
                    .put(left)
                    .put(bytes)
                    .flip();
            CharBuffer output = CharBuffer.allocate(input.remaining() + 1);
            utf8.decode(input, output, false);
            left = new byte[input.remaining()];
            input.get(left);
            return keepCarriageReturn(output.flip().toString());
        }

        private String keepCarriageReturn(String text) {
            if (text.isEmpty()) {
                return text;
            }
            String whole = carriageReturn ? "\r" + text : text;
            carriageReturn = whole.endsWith("\r");
            return carriageReturn ? whole.substring(0, whole.length() - 1) : whole;
        }

        String end() {
            if (left.length == 0 && !carriageReturn) {
                return "";
            }
            CharBuffer output = CharBuffer.allocate(left.length + 1);
            utf8.decode(ByteBuffer.wrap(left), output, true);
            utf8.flush(output);
            utf8.reset();
            left = new byte[0];
            String text = (carriageReturn ? "\r" : "") + output.flip();
            carriageReturn = false;
            return text;
        }
    }
}
