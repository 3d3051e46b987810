package dev.guestbook.session;

/**
 * Where the time of one run went, in nanoseconds. Where several threads work at once, the parts can be more than the
 * whole.
 *
 * @param whole all of it
 * @param copyIn writing to guest memory
 * @param guest inside guest functions
 * @param copyOut reading from guest memory
 */
public record Split(double whole, double copyIn, double guest, double copyOut) {
    /** All that is no copy and no call: allocating and resetting regions, and Java around it. */
    public double rest() {
        return Math.max(0, whole - copyIn - guest - copyOut);
    }

    /** The same parts of another whole: what looking took is spread over all of them. */
    public Split of(double other) {
        double scale = whole == 0 ? 0 : other / whole;
        return new Split(other, copyIn * scale, guest * scale, copyOut * scale);
    }

    /** Whether a guest was called, or its memory touched. */
    public boolean meetsGuest() {
        return copyIn + guest + copyOut > 0;
    }
}
