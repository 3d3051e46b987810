package dev.guestbook.notebook;

import dev.guestbook.display.Glyphs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs each notebook in a JVM of its own, started in the notebook's folder with the flags of this one. */
final class NotebookProcesses {
    private static final int INTERRUPTED = 130;

    private final String mainClass;
    private final Path origin;
    private final Terminal terminal;
    private final RunOptions options;
    private final Queue<Process> processes = new ConcurrentLinkedQueue<>();

    NotebookProcesses(String mainClass, Path origin, Terminal terminal, RunOptions options) {
        this.mainClass = mainClass;
        this.origin = origin;
        this.terminal = terminal;
        this.options = options;
    }

    /** Runs all tasks, {@code --jobs} at a time, under one progress display; returns the largest exit code. */
    int run(List<RunCommand.Task> tasks, InputStream in, PrintStream out, PrintStream err) throws NotebookException {
        Screen screen = new Screen(out, err, terminal);
        Progress progress = new Progress(tasks);
        int jobs = Math.min(options.jobs(), tasks.size());
        ExecutorService pool = Executors.newFixedThreadPool(jobs);
        Thread hook = new Thread(() -> end(screen), "end of runs");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            screen.progress(progress);
            List<Future<Integer>> results = new ArrayList<>();
            for (int i = 0; i < tasks.size(); i++) {
                RunCommand.Task task = tasks.get(i);
                Progress.Part part = progress.part(i);
                results.add(pool.submit(() -> {
                    int code = followed(task, part, jobs == 1, screen);
                    if (code == INTERRUPTED) {
                        pool.shutdownNow(); // the notebooks that wait for their turn come after this one
                    }
                    return code;
                }));
            }
            int worst = 0;
            for (Future<Integer> result : results) {
                int code = result.get();
                if (code == INTERRUPTED) {
                    return code;
                }
                worst = Math.max(worst, code);
            }
            return worst;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof NotebookException known
                    ? known
                    : new NotebookException("A notebook's run broke off: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return INTERRUPTED;
        } finally {
            pool.shutdownNow();
            end(screen);
            forget(hook);
        }
    }

    /** Ends what still runs, and the progress display. */
    private void end(Screen screen) {
        processes.forEach(Process::destroy);
        screen.progressEnded();
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is ending, and the hook does its work
        }
    }

    private int followed(RunCommand.Task task, Progress.Part part, boolean live, Screen screen)
            throws NotebookException, IOException {
        ProgressFile teller = new ProgressFile(Files.createTempFile("guestbook-run", ".progress"));
        try {
            part.begins(teller);
            screen.progressed();
            int code = live ? live(task, teller, screen) : quiet(task, teller, screen);
            part.ends(code == 0);
            return code;
        } finally {
            Files.delete(teller.path());
        }
    }

    /** What the notebook shows is passed on as it comes. */
    private int live(RunCommand.Task task, ProgressFile teller, Screen screen) throws NotebookException {
        boolean one = terminal.out() && terminal.err(); // then what comes on both must keep its order
        Process process = start(task, teller, one, true);
        Thread errors = pump(process.getErrorStream(), screen::passedErr, "stderr of " + task.name());
        copy(process.getInputStream(), screen::passedOut);
        return end(process, errors);
    }

    /** What the notebook shows is passed on when it ends, as others run beside it. */
    private int quiet(RunCommand.Task task, ProgressFile teller, Screen screen) throws NotebookException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Process process = start(task, teller, false, false);
        Thread errors =
                pump(process.getErrorStream(), (bytes, n) -> err.write(bytes, 0, n), "stderr of " + task.name());
        copy(process.getInputStream(), (bytes, n) -> out.write(bytes, 0, n));
        int code = end(process, errors);
        screen.whole(out, err);
        return code;
    }

    private Process start(RunCommand.Task task, ProgressFile teller, boolean oneStream, boolean input)
            throws NotebookException {
        List<String> command = new ArrayList<>(command(teller));
        task.out().ifPresent(path -> command.addAll(List.of("--out", path.toString())));
        task.html().ifPresent(path -> command.addAll(List.of("--html", path.toString())));
        options.timeout().ifPresent(time -> command.addAll(List.of("--timeout", time.toMillis() + "ms")));
        if (options.allowErrors()) {
            command.add("--allow-errors");
        }
        if (!options.shell()) {
            command.add("--no-shell");
        }
        command.add("--");
        command.add(task.file().toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(task.file().getParent().toFile())
                .redirectErrorStream(oneStream);
        if (input) {
            builder.redirectInput(ProcessBuilder.Redirect.INHERIT);
        }
        try {
            Process process = builder.start();
            processes.add(process);
            if (!input) {
                process.getOutputStream().close();
            }
            return process;
        } catch (IOException e) {
            throw new NotebookException(
                    "Cannot start a JVM for " + task.name() + ": " + e.getMessage() + "; check JAVA_HOME.", e);
        }
    }

    private List<String> command(ProgressFile teller) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-Dguestbook.") && !flag.startsWith("-agentlib:jdwp"))
                .forEach(command::add);
        command.add("-Dguestbook.cwd=" + origin);
        command.add("-Dguestbook.progress=" + teller.path());
        command.add("-Dguestbook.terminal=" + (terminal.out() ? "out," : "") + terminal.columns()
                + (terminal.glyphs() == Glyphs.ASCII ? ",ascii" : ""));
        command.addAll(List.of("-cp", classPath(), mainClass, "run"));
        return command;
    }

    /** The class path with absolute entries, since the other JVM starts in another folder. */
    private static String classPath() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(java.io.File.pathSeparator, entries);
    }

    private static int end(Process process, Thread errors) {
        try {
            int code = process.waitFor();
            errors.join();
            return code;
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            return INTERRUPTED;
        }
    }

    private static Thread pump(InputStream from, Sink to, String name) {
        Thread thread = new Thread(() -> copy(from, to), name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void copy(InputStream from, Sink to) {
        byte[] buffer = new byte[8192];
        try {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                to.write(buffer, n);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the first bytes of an array. */
    private interface Sink {
        void write(byte[] bytes, int length);
    }
}
