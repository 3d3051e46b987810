package dev.guestbook.display;

import java.util.ArrayList;
import java.util.List;

/** An axis from {@code low} to {@code high}: where a value stands on it, from 0 to 1, and where it has its ticks. */
record Scale(double low, double high, boolean logarithmic) {
    private static final int TICKS = 6;

    /** A scale that holds all values and begins and ends at round numbers; linear ones begin at 0 where no value is below. */
    static Scale of(List<Double> values, boolean logarithmic) {
        double least = values.stream().mapToDouble(v -> v).min().orElse(0);
        double most = values.stream().mapToDouble(v -> v).max().orElse(1);
        if (logarithmic) {
            double low = roundBelow(least);
            double high = roundAbove(most);
            return new Scale(low, high > low ? high : low * 10, true);
        }
        double low = Math.min(0, least);
        double step = step(Math.max(most - low, Double.MIN_NORMAL));
        double high = step * Math.ceil(most / step);
        return new Scale(step * Math.floor(low / step), high > low ? high : low + 1, false);
    }

    private static double roundBelow(double value) {
        double decade = Math.pow(10, Math.floor(Math.log10(value)));
        return value >= 5 * decade ? 5 * decade : value >= 2 * decade ? 2 * decade : decade;
    }

    private static double roundAbove(double value) {
        double decade = Math.pow(10, Math.floor(Math.log10(value)));
        return value <= decade
                ? decade
                : value <= 2 * decade ? 2 * decade : value <= 5 * decade ? 5 * decade : 10 * decade;
    }

    private static double step(double range) {
        double rough = range / TICKS;
        double decade = Math.pow(10, Math.floor(Math.log10(rough)));
        double part = rough / decade;
        return decade * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
    }

    double at(double value) {
        return logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    }

    /** Round numbers along the axis, some six of them. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (!logarithmic) {
            double step = step(high - low);
            for (long i = Math.round(low / step); i * step <= high + step / 1000; i++) {
                ticks.add(i * step);
            }
            return ticks;
        }
        double decades = Math.log10(high / low);
        double[] parts = decades <= 3 ? new double[] {1, 2, 5} : new double[] {1};
        int every = (int) Math.max(1, Math.ceil(decades / 8));
        for (int power = (int) Math.floor(Math.log10(low) + 1e-9);
                power <= Math.ceil(Math.log10(high));
                power += every) {
            for (double part : parts) {
                double tick = part * Math.pow(10, power);
                if (tick >= low * 0.999 && tick <= high * 1.001) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }
}
