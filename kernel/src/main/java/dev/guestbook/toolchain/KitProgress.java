package dev.guestbook.toolchain;

import dev.guestbook.display.Numbers;

/**
 * How far an install is.
 *
 * @param step what is done now
 * @param done of {@code size}, bytes
 * @param size 0 where it is not known
 */
public record KitProgress(String step, long done, long size) {
    private static final int WIDTH = 24;

    /** In a line: a bar, where it is known how much there is to do. */
    @Override
    public String toString() {
        if (size <= 0) {
            return step;
        }
        int full = (int) (WIDTH * Math.min(done, size) / size);
        return "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + step + ", " + Numbers.bytes(done) + " of "
                + Numbers.bytes(size);
    }
}
