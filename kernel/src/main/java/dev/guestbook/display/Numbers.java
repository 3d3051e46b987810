package dev.guestbook.display;

import java.time.Duration;
import java.util.Locale;

/** How numbers are written, the same on every host and in every locale. */
public final class Numbers {
    private static final long KIB = 1024;

    private Numbers() {}

    /** Thousands separated by commas: {@code 1,234,567}. */
    public static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A size in bytes, exact, with its binary multiple from 1 KiB on: {@code 131,072 B (128 KiB)}. */
    public static String bytes(long count) {
        String exact = grouped(count) + " B";
        return count < KIB ? exact : exact + " (" + binary(count) + ")";
    }

    /** A size as a binary multiple, rounded to a decimal where it is not exact: {@code 128 KiB}, {@code 40.5 KiB}. */
    public static String binary(long count) {
        if (count < KIB) {
            return count + " B";
        }
        String[] units = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
        double value = count;
        int unit = -1;
        while (value >= KIB - .05 && unit < units.length - 1) { // 1023.95 would be written as 1024.0
            value /= KIB;
            unit++;
        }
        String text = value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
        return text + " " + units[unit];
    }

    /** A duration with three significant digits and the unit that suits it: {@code 820 ns}, {@code 1.25 ms}, {@code 3.40 s}. */
    public static String duration(Duration duration) {
        double nanos = duration.toNanos();
        String[] units = {"ns", "µs", "ms", "s"};
        int unit = 0;
        while (unit < units.length - 1 && Math.round(nanos) >= 1000) {
            nanos /= 1000;
            unit++;
        }
        if (unit == 0 || nanos >= 99.95) {
            return Math.round(nanos) + " " + units[unit];
        }
        return String.format(Locale.ROOT, nanos < 9.995 ? "%.2f %s" : "%.1f %s", nanos, units[unit]);
    }

    /** The same for parts of nanoseconds, of which it shows a tenth below 100: {@code 12.5 ns}. */
    public static String nanos(double nanos) {
        return Math.abs(nanos) < 100
                ? String.format(Locale.ROOT, "%.1f ns", nanos)
                : duration(Duration.ofNanos(Math.round(nanos)));
    }

    /** A 32-bit address: {@code 0x00011000}. */
    public static String address(long unsigned) {
        return String.format(Locale.ROOT, "0x%08x", unsigned);
    }
}
