package dev.guestbook.magic;

import dev.guestbook.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code %bench} on a line, {@code %%bench} with a body of several lines to compare. */
record BenchMagic(Session session, boolean takesBody) implements Magic {
    private static final Pattern RUNS = Pattern.compile("-n\\s+(\\S+)\\s*(.*)");
    private static final Pattern LABELLED = Pattern.compile("([^:]+):(?!:)\\s*(.+)");

    @Override
    public Usage usage() {
        return takesBody
                ? Usage.of("%bench", "[-n RUNS]", 0, 2, "Times Java, one LABEL: EXPR a line, side by side.")
                        .example("%%bench\nboxed: boxed(list)\nguest: guest(ints)")
                : Usage.of(
                                "bench",
                                "[-n RUNS] LABEL: EXPR",
                                1,
                                99,
                                "Times a Java expression: warm-up, min, median, p95, spread.")
                        .example("%bench sqrt: Math.sqrt(2)");
    }

    @Override
    public boolean isRaw() {
        return true;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        Matcher runs = RUNS.matcher(call.rest());
        int count = runs.matches() ? runs(runs.group(1)) : 0;
        String line = runs.matches() ? runs.group(2) : call.rest();
        List<Benchmark.Body> bodies = new ArrayList<>();
        List<String> lines = takesBody ? call.body().lines().toList() : List.of(line);
        for (int i = 0; i < lines.size(); i++) {
            String text = lines.get(i).strip();
            if (!text.isEmpty() && !text.startsWith("//")) {
                bodies.add(body(text, context.down(takesBody ? i + 1 : 0)));
            }
        }
        if (bodies.isEmpty()) {
            throw new MagicException("There is nothing to time. Usage: " + usage().synopsis());
        }
        List<Benchmark.Times> times = context.work(() -> new Benchmark(session).run(bodies, count));
        context.show(Benchmark.table(times));
    }

    private static int runs(String digits) throws MagicException {
        try {
            int runs = Integer.parseInt(digits);
            if (runs > 0 && runs <= 1_000_000) {
                return runs;
            }
        } catch (NumberFormatException e) {
            // said below, with what to do
        }
        throw new MagicException("-n " + digits + " is no number of runs; give one from 1 to 1,000,000.");
    }

    private Benchmark.Body body(String text, MagicContext context) throws MagicException, CodeFailed {
        Matcher labelled = LABELLED.matcher(text);
        if (!labelled.matches()) {
            throw new MagicException(
                    text.endsWith(":") && text.length() > 1
                            ? "\"" + text + "\" has nothing after its label; write LABEL: EXPR."
                            : "\"" + text + "\" has no label; write LABEL: EXPR.");
        }
        String code = labelled.group(2).replaceFirst(";\\s*$", "");
        return new Benchmark.Body(labelled.group(1).strip(), callable(code, context));
    }

    /** The code as an expression with a value, or else as a statement. */
    @SuppressWarnings("unchecked")
    private static Callable<Object> callable(String code, MagicContext context) throws MagicException, CodeFailed {
        String type = "(java.util.concurrent.Callable<Object>) () -> ";
        try {
            return (Callable<Object>) context.java(type + "(" + code + ")").value();
        } catch (CodeFailed asExpression) {
            if (!asExpression.isCompileError()) {
                throw asExpression; // it was interrupted
            }
            return (Callable<Object>)
                    context.java(type + "{ " + code + "; return null; }").value();
        }
    }
}
