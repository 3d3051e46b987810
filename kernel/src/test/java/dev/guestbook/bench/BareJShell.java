package dev.guestbook.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import jdk.jshell.JShell;
import jdk.jshell.SnippetEvent;

/**
 * What a kernel over JShell cannot be quicker than: JShell alone, in its own JVM and without a channel. Says how long
 * after the JVM's start the first result was there, and what a fresh expression over a live variable takes warm.
 *
 * <pre>java @kernel/src/main/resources/dev/guestbook/install/jvm.options -cp kernel/target/test-classes dev.guestbook.bench.BareJShell</pre>
 */
public final class BareJShell {
    private static final List<String> IMPORTS =
            List.of("java.io", "java.math", "java.nio.file", "java.util", "java.util.function", "java.util.stream");
    private static final int RUNS = 200;
    private static final int WARM = 40;

    private BareJShell() {}

    public static void main(String[] args) {
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            IMPORTS.forEach(name -> shell.eval("import " + name + ".*;"));
            check(shell, "1 + 1", "2");
            long started =
                    ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
            System.out.printf(Locale.ROOT, "first result %d ms after the start", System.currentTimeMillis() - started);
            shell.eval("int a = 3;");
            double[] millis = new double[RUNS];
            for (int i = 0; i < RUNS; i++) {
                long begun = System.nanoTime();
                check(shell, "a * 31 + " + i, String.valueOf(93 + i));
                millis[i] = (System.nanoTime() - begun) / 1e6;
            }
            double[] warm = Arrays.copyOfRange(millis, WARM, RUNS);
            Arrays.sort(warm);
            System.out.printf(Locale.ROOT, "; warm %.1f ms, least %.1f%n", warm[warm.length / 2], warm[0]);
        }
        System.exit(0);
    }

    /** As a kernel does it: a look whether the cell is complete, then the evaluation. */
    private static void check(JShell shell, String code, String expected) {
        String whole = shell.sourceCodeAnalysis().analyzeCompletion(code).source();
        List<SnippetEvent> events = shell.eval(whole);
        if (!events.get(0).value().equals(expected)) {
            throw new IllegalStateException(code + " came to " + events);
        }
    }
}
