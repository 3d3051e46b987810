package dev.guestbook.magic;

import dev.guestbook.display.Bar;
import dev.guestbook.display.Circumstance;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.display.Untrusted;
import dev.guestbook.session.Session;
import dev.guestbook.session.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Times bodies of code side by side: each is warmed up, then all take turns, so that a slow patch of the
 * machine hits all of them alike.
 */
final class Benchmark {
    private static final long WARM_UP_NANOS = 400_000_000;
    private static final int WARM_UP_CALLS = 3;
    private static final long SAMPLE_NANOS = 1_000_000;
    private static final long BUDGET_NANOS = 1_500_000_000;
    private static final int MINIMUM_SAMPLES = 5;
    private static final int MAXIMUM_SAMPLES = 200;
    /** Bars end at so many times the longest median; what is slower is told by an arrow. */
    private static final double BEYOND = 1.5;

    /** How long a body runs to be looked into for where its time goes: first until code that looks is warm. */
    private static final long SPLIT_WARM_UP_NANOS = 150_000_000;

    private static final long SPLIT_NANOS = 50_000_000;
    private static final int SPLIT_CALLS = 3;

    private final Session session;

    Benchmark(Session session) {
        this.session = session;
    }

    /** Whether a failure has to say whose it is. */
    private boolean several;

    /** What a body returned last; storing it keeps the compiler from dropping the body as dead. */
    @SuppressWarnings("unused")
    private Object sink;

    /** A body of code and what to call it. */
    record Body(String label, Callable<Object> code) {}

    /**
     * The times of one call.
     *
     * @param sortedNanos ascending, never empty
     * @param split where the time went, of further calls: looking takes time too
     */
    record Times(String label, List<Double> sortedNanos, Split split) {
        double min() {
            return sortedNanos.get(0);
        }

        double median() {
            return Benchmark.median(sortedNanos);
        }

        /** The time that 95 of 100 calls stay within, by nearest rank. */
        double p95() {
            return percentile(95);
        }

        double p5() {
            return percentile(5);
        }

        /** How far 5 and 95 of 100 calls lie apart, as a part of the median. */
        double spread() {
            return (p95() - p5()) / median();
        }

        private double percentile(int percent) {
            return sortedNanos.get((int) Math.ceil(percent / 100.0 * sortedNanos.size()) - 1);
        }
    }

    /**
     * Times all bodies.
     *
     * @param runs samples of each; 0 for as many as fit into a second and a half
     */
    List<Times> run(List<Body> bodies, int runs) throws Exception {
        several = bodies.size() > 1;
        List<Integer> batches = new ArrayList<>();
        double slowest = 0;
        for (Body body : bodies) {
            double nanos = warmUp(body);
            slowest = Math.max(slowest, nanos);
            batches.add((int) Math.max(1, Math.min(1_000_000, SAMPLE_NANOS / Math.max(1, nanos))));
        }
        int samples = runs > 0
                ? runs
                : (int) Math.max(
                        MINIMUM_SAMPLES, Math.min(MAXIMUM_SAMPLES, BUDGET_NANOS / Math.max(SAMPLE_NANOS, slowest)));
        double[][] nanos = new double[bodies.size()][samples];
        for (int s = 0; s < samples; s++) {
            for (int b = 0; b < bodies.size(); b++) {
                nanos[b][s] = sample(bodies.get(b), batches.get(b));
            }
        }
        List<Times> times = new ArrayList<>();
        for (int b = 0; b < nanos.length; b++) {
            List<Double> sorted = Arrays.stream(nanos[b]).sorted().boxed().toList();
            times.add(new Times(bodies.get(b).label(), sorted, split(bodies.get(b), median(sorted))));
        }
        return times;
    }

    /** Where the median's time goes, of calls that are looked at. */
    private Split split(Body body, double median) throws Exception {
        session.split(body.code(), calls(SPLIT_WARM_UP_NANOS, median));
        return session.split(body.code(), calls(SPLIT_NANOS, median)).of(median);
    }

    private static int calls(long nanos, double each) {
        return (int) Math.max(SPLIT_CALLS, Math.min(1_000_000, nanos / Math.max(1, each)));
    }

    private static double median(List<Double> sorted) {
        int n = sorted.size();
        return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    }

    /** Calls a body until it is warm; nanoseconds a call at the end. */
    private double warmUp(Body body) throws Exception {
        long end = System.nanoTime() + WARM_UP_NANOS;
        double last = 0;
        for (int i = 0; i < WARM_UP_CALLS || System.nanoTime() < end; i++) {
            last = sample(body, last > SAMPLE_NANOS / 10.0 || last == 0 ? 1 : 10);
        }
        return last;
    }

    private double sample(Body body, int batch) throws Exception {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException();
        }
        Callable<Object> code = body.code();
        long start = System.nanoTime();
        try {
            for (int i = 0; i < batch; i++) {
                sink = code.call();
            }
        } catch (Exception | AssertionError e) {
            if (several) {
                Circumstance.add(e, "in " + Untrusted.name(body.label()));
            }
            throw e;
        }
        return (double) (System.nanoTime() - start) / batch;
    }

    /** The times as a table, each body's median as a ratio to the first one's, and as a bar. */
    static Sheet table(List<Times> times) {
        double first = times.get(0).median();
        double longest = times.stream().mapToDouble(Times::median).max().orElse(1);
        // a few slow samples must not make all bars short
        double scale = Math.min(times.stream().mapToDouble(Times::p95).max().orElse(1), BEYOND * longest);
        Table table = Table.of(
                Table.Column.left("what"),
                Table.Column.right("min"),
                Table.Column.right("median"),
                Table.Column.right("p95"),
                Table.Column.right("spread"),
                Table.Column.right("ratio"),
                Table.Column.left("p5 to p95"));
        for (Times t : times) {
            table = table.row(
                    Span.strong(t.label()),
                    time(t.min()),
                    time(t.median()),
                    time(t.p95()),
                    Span.code(Math.round(100 * t.spread()) + "%"),
                    Span.code(ratio(t.median() / first)),
                    new Bar(t.median(), t.p5(), t.p95(), Math.max(scale, 1e-9), meaning(t, first)));
        }
        Sheet sheet = Sheet.titled("Benchmark")
                .with(table)
                .line(Span.dim(Numbers.grouped(times.get(0).sortedNanos().size())
                        + " samples of each, in turns after a warm-up"))
                .line(Span.dim("spread: p5 to p95 over the median; ratio: to the first; bar: the median"));
        return times.stream().anyMatch(t -> t.split().meetsGuest()) ? sheet.with(splits(times)) : sheet;
    }

    private static String meaning(Times t, double first) {
        return "median " + Numbers.nanos(t.median()) + ", " + ratio(t.median() / first)
                + " of the first, 5 to 95 % within " + Numbers.nanos(t.p5()) + " to " + Numbers.nanos(t.p95());
    }

    /** Where the time goes of those that meet a guest. */
    private static Table splits(List<Times> times) {
        Table table = Table.of(
                Table.Column.left("with the guest"),
                Table.Column.right("copy in"),
                Table.Column.right("compute"),
                Table.Column.right("copy out"),
                Table.Column.right("the rest"));
        for (Times t : times) {
            Split split = t.split();
            if (split.meetsGuest()) {
                table = table.row(
                        t.label(),
                        time(split.copyIn()),
                        time(split.guest()),
                        time(split.copyOut()),
                        time(split.rest()));
            }
        }
        return table;
    }

    private static Span time(double nanos) {
        return Span.code(Numbers.nanos(nanos));
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio < 0.1 ? "%.3f×" : ratio < 10 ? "%.2f×" : "%.0f×", ratio);
    }
}
