package dev.guestbook.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The JVM's side of {@code kernel/bench/engine}: says its cases, then runs what each line of its input asks for,
 * {@code RUNS NAME}, and answers with the value of the case and the nanoseconds of each run.
 */
public final class EngineWorker {
    private EngineWorker() {}

    public static void main(String[] args) throws IOException {
        Map<String, LongSupplier> cases = new EngineCases(Path.of(args[0])).all();
        System.out.println(String.join("\t", cases.keySet()));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            int blank = line.indexOf(' ');
            LongSupplier work = cases.get(line.substring(blank + 1));
            StringBuilder answer = new StringBuilder();
            long value = 0;
            for (int left = Integer.parseInt(line.substring(0, blank)); left > 0; left--) {
                long start = System.nanoTime();
                value = work.getAsLong();
                answer.append(' ').append(System.nanoTime() - start);
            }
            System.out.println(value + answer.toString());
        }
        System.exit(0);
    }
}
