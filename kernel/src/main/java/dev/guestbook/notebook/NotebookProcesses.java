package dev.guestbook.notebook;

import dev.guestbook.display.Glyphs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs each notebook in a JVM of its own, started in the notebook's folder with the flags of this one. */
final class NotebookProcesses {
    private final String mainClass;
    private final Path origin;
    private final Terminal terminal;
    private final RunOptions options;

    NotebookProcesses(String mainClass, Path origin, Terminal terminal, RunOptions options) {
        this.mainClass = mainClass;
        this.origin = origin;
        this.terminal = terminal;
        this.options = options;
    }

    /** Runs all tasks, {@code --jobs} at a time; returns the largest exit code. */
    int run(List<RunCommand.Task> tasks, InputStream in, PrintStream out, PrintStream err) throws NotebookException {
        if (options.jobs() == 1 || tasks.size() == 1) {
            int worst = 0;
            for (RunCommand.Task task : tasks) {
                int code = live(task, out, err);
                if (code == 130) {
                    return code;
                }
                worst = Math.max(worst, code);
            }
            return worst;
        }
        return atOnce(tasks, out, err);
    }

    /** One notebook; what it shows is passed on as it comes. */
    private int live(RunCommand.Task task, PrintStream out, PrintStream err) throws NotebookException {
        boolean one = terminal.out() && terminal.err(); // then the bar and the outputs must keep their order
        Process process = start(task, terminal, one, true);
        Thread errors = pump(process.getErrorStream(), err, "stderr of " + task.name());
        copy(process.getInputStream(), out);
        return end(process, errors);
    }

    /** Several notebooks at a time; each one's outputs are shown whole when it ends. */
    private int atOnce(List<RunCommand.Task> tasks, PrintStream out, PrintStream err) throws NotebookException {
        Screen screen = new Screen(out, err, terminal);
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(options.jobs(), tasks.size()));
        try {
            List<Future<Integer>> results = new ArrayList<>();
            int[] done = new int[1];
            screen.progress(0, tasks.size(), "notebooks");
            for (RunCommand.Task task : tasks) {
                results.add(pool.submit(() -> {
                    Finished finished = quiet(task);
                    synchronized (done) {
                        screen.whole(finished.out(), finished.err());
                        screen.progress(++done[0], tasks.size(), "notebooks");
                    }
                    return finished.code();
                }));
            }
            int worst = 0;
            for (Future<Integer> result : results) {
                worst = Math.max(worst, result.get());
            }
            return worst;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof NotebookException known
                    ? known
                    : new NotebookException("A notebook's run broke off: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 130;
        } finally {
            screen.progressEnded();
            pool.shutdownNow();
        }
    }

    private record Finished(int code, ByteArrayOutputStream out, ByteArrayOutputStream err) {}

    private Finished quiet(RunCommand.Task task) throws NotebookException {
        Finished streams = new Finished(0, new ByteArrayOutputStream(), new ByteArrayOutputStream());
        Terminal colours = new Terminal(terminal.out(), false, terminal.columns(), terminal.glyphs());
        Process process = start(task, colours, false, false);
        Thread errors = pump(process.getErrorStream(), streams.err(), "stderr of " + task.name());
        copy(process.getInputStream(), streams.out());
        return new Finished(end(process, errors), streams.out(), streams.err());
    }

    private Process start(RunCommand.Task task, Terminal shown, boolean oneStream, boolean input)
            throws NotebookException {
        List<String> command = new ArrayList<>(command(shown));
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
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end of " + task.name()));
            if (!input) {
                process.getOutputStream().close();
            }
            return process;
        } catch (IOException e) {
            throw new NotebookException(
                    "Cannot start a JVM for " + task.name() + ": " + e.getMessage() + "; check JAVA_HOME.", e);
        }
    }

    private List<String> command(Terminal shown) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-Dguestbook.") && !flag.startsWith("-agentlib:jdwp"))
                .forEach(command::add);
        command.add("-Dguestbook.cwd=" + origin);
        command.add("-Dguestbook.terminal=" + (shown.out() ? "out," : "") + (shown.err() ? "err," : "")
                + shown.columns() + (shown.glyphs() == Glyphs.ASCII ? ",ascii" : ""));
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
            return 130;
        }
    }

    private static Thread pump(InputStream from, OutputStream to, String name) {
        Thread thread = new Thread(() -> copy(from, to), name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void copy(InputStream from, OutputStream to) {
        byte[] buffer = new byte[8192];
        try {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                to.write(buffer, 0, n);
                to.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
