package dev.guestbook.wasi;

import java.util.Arrays;

/** Standard input, output and error of one guest; of input, the rest of a line that was read in part. */
final class Streams {
    private final Stdio stdio;
    private byte[] rest = {};

    Streams(Stdio stdio) {
        this.stdio = stdio;
    }

    void write(int number, byte[] bytes) {
        stdio.write(number == 2, bytes);
    }

    /** At most {@code length} bytes; none at the end of the input. Waits where nothing is left of the last line. */
    byte[] read(int length) {
        if (rest.length == 0) {
            byte[] line = stdio.read();
            if (line == null) {
                return rest;
            }
            rest = line;
        }
        byte[] first = Arrays.copyOf(rest, Math.min(length, rest.length));
        rest = Arrays.copyOfRange(rest, first.length, rest.length);
        return first;
    }

    /** Whether a read would not wait. */
    boolean hasRest() {
        return rest.length > 0;
    }
}
