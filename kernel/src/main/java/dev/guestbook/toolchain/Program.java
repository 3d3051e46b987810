package dev.guestbook.toolchain;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One run of a program, without a shell; its whole process tree ends with it, with an interrupt and with its time. */
final class Program {
    /** What is kept of each of its outputs, bytes; the rest is read and dropped. */
    private static final int MOST = 8 << 20;

    private static final long DEATH_MS = 400;

    private Program() {}

    /** How it ended: the exit code, or a time limit. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Outcome(int exit, byte[] output, String errors, boolean timedOut) {}

    /**
     * Runs it to its end.
     *
     * @param environment changes to ours; an empty value removes the variable
     * @param input its standard input
     * @throws IOException where it cannot be started
     * @throws InterruptedException where the caller was interrupted; the program has ended then
     */
    static Outcome run(List<String> command, Path folder, Map<String, String> environment, byte[] input, Duration limit)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toAbsolutePath().toFile());
        environment.forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        Process process = builder.start();
        try {
            FutureTask<byte[]> output = reading("compiler-stdout", process.getInputStream());
            FutureTask<byte[]> errors = reading("compiler-stderr", process.getErrorStream());
            start("compiler-stdin", () -> {
                try (OutputStream to = process.getOutputStream()) {
                    to.write(input);
                } catch (IOException e) {
                    // one that ends before it has read everything says why on its other streams
                }
            });
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Outcome(-1, new byte[0], "", true);
            }
            return new Outcome(
                    process.exitValue(), output.get(), new String(errors.get(), StandardCharsets.UTF_8), false);
        } catch (ExecutionException e) {
            throw new IOException("its output broke off: " + e.getCause().getMessage(), e);
        } finally {
            kill(process);
        }
    }

    private static void kill(Process process) {
        List<ProcessHandle> tree = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .filter(ProcessHandle::isAlive)
                .toList();
        tree.forEach(ProcessHandle::destroyForcibly);
        CompletableFuture.allOf(tree.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, DEATH_MS, TimeUnit.MILLISECONDS)
                .join();
    }

    private static FutureTask<byte[]> reading(String name, InputStream from) {
        FutureTask<byte[]> task = new FutureTask<>(() -> {
            ByteArrayOutputStream kept = new ByteArrayOutputStream();
            byte[] block = new byte[8192];
            for (int n = from.read(block); n >= 0; n = from.read(block)) {
                kept.write(block, 0, Math.min(n, MOST - kept.size()));
            }
            return kept.toByteArray();
        });
        start(name, task);
        return task;
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
