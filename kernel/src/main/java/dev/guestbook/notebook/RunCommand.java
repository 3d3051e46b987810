package dev.guestbook.notebook;

import dev.guestbook.cell.CellRunner;
import dev.guestbook.display.CellInput;
import dev.guestbook.display.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code guestbook run}: runs notebooks, shows their outputs, writes what was asked for.
 *
 * <p>A JVM cannot change its folder, and a notebook's cells may do as they like with the JVM. So a notebook runs in a
 * JVM of its own that was started in the notebook's folder, as it would in Jupyter; a single notebook in the folder
 * this JVM was started in needs no other.
 */
public final class RunCommand {
    private final CellRunners runners;
    private final String mainClass;
    private final Path origin;
    private final Terminal terminal;

    /**
     * @param mainClass the class that a JVM for one notebook starts with
     * @param origin the folder the user is in, absolute: names are shown as seen from there
     */
    public RunCommand(CellRunners runners, String mainClass, Path origin, Terminal terminal) {
        this.runners = runners;
        this.mainClass = mainClass;
        this.origin = origin;
        this.terminal = terminal;
    }

    /** A notebook that is to run, and where its results go. */
    record Task(String name, Path file, Notebook notebook, Optional<Path> out, Optional<Path> html) {}

    /**
     * Runs all notebooks.
     *
     * @return 0, or 1 where a cell failed, or 130 where a run was interrupted
     * @throws NotebookException where a notebook cannot be run or a result cannot be written
     */
    public int run(RunOptions options, InputStream in, PrintStream out, PrintStream err) throws NotebookException {
        List<Task> tasks = tasks(options);
        if (tasks.size() > 1 || !inOwnFolder(tasks.get(0).file())) {
            return new NotebookProcesses(mainClass, origin, terminal, options).run(tasks, in, out, err);
        }
        return runHere(tasks.get(0), options, in, new Screen(out, err, terminal), err);
    }

    private List<Task> tasks(RunOptions options) throws NotebookException {
        boolean several = options.notebooks().size() > 1;
        List<Task> tasks = new ArrayList<>();
        Map<Path, String> targets = new HashMap<>();
        for (Path file : options.notebooks()) {
            String name = name(file);
            Notebook notebook = Notebook.read(file);
            if (!notebook.language().equalsIgnoreCase("java")) {
                throw new NotebookException(name + " is a notebook in " + notebook.language()
                        + ", and Guestbook runs Java; choose the Guestbook kernel for it in Jupyter.");
            }
            Optional<Path> out = target(options.out(), file, ".ipynb", several);
            Optional<Path> html = target(options.html(), file, ".html", several);
            for (Path target :
                    List.of(out, html).stream().flatMap(Optional::stream).toList()) {
                requirePlace(target);
                String other = targets.put(target, name);
                if (other != null) {
                    throw new NotebookException(
                            other + " and " + name + " would both be written to " + name(target) + "; run them apart.");
                }
            }
            tasks.add(new Task(name, file, notebook, out, html));
        }
        return tasks;
    }

    private static Optional<Path> target(Optional<Path> where, Path notebook, String suffix, boolean several)
            throws NotebookException {
        if (where.isEmpty()) {
            return where;
        }
        Path path = where.get();
        if (several && Files.exists(path) && !Files.isDirectory(path)) {
            throw new NotebookException(path + " is a file; give a folder for the results of several notebooks.");
        }
        if (several && !Files.exists(path) && path.getFileName().toString().endsWith(suffix)) {
            throw new NotebookException(
                    path + " names one file; give a folder for the results of several notebooks, or run them apart.");
        }
        String stem = notebook.getFileName().toString().replaceFirst("\\.ipynb$", "");
        return Optional.of(several || Files.isDirectory(path) ? path.resolve(stem + suffix) : path);
    }

    /** Asked before anything runs: a run may take long, and its results should not be lost at its end. */
    private static void requirePlace(Path target) throws NotebookException {
        Path folder = target.toAbsolutePath().getParent();
        while (folder != null && !Files.exists(folder)) {
            folder = folder.getParent();
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new NotebookException(
                    "Cannot write " + target + ": " + folder + " is no folder; choose another place.");
        }
        if (!Files.isWritable(folder) || Files.isDirectory(target)) {
            throw new NotebookException("Cannot write " + target + ": "
                    + (Files.isDirectory(target) ? "it is a folder" : folder + " is not yours to write in")
                    + "; choose another place.");
        }
    }

    private String name(Path file) {
        return file.startsWith(origin) && !file.equals(origin)
                ? origin.relativize(file).toString()
                : file.toString();
    }

    private static boolean inOwnFolder(Path file) {
        try {
            return Files.isSameFile(file.getParent(), Path.of("").toAbsolutePath());
        } catch (IOException e) {
            return false; // the JVM's own folder is gone; the notebook's is there, it has been read
        }
    }

    private int runHere(Task task, RunOptions options, InputStream in, Screen screen, PrintStream err)
            throws NotebookException {
        Progress progress = new Progress(List.of(task));
        Follower follower = progress.part(0);
        if (options.progress().isPresent()) {
            follower = new ProgressFile(options.progress().get());
        } else {
            screen.progress(progress);
        }
        NotebookRunner.Report report;
        try (CellRunner cells = runners.open(task.file().getParent(), options.shell());
                RunGuard guard = RunGuard.over(cells, task.name(), screen, err)) {
            screen.heading(task.name());
            NotebookRunner runner =
                    new NotebookRunner(cells, input(in, screen), screen, options.timeout(), options.allowErrors());
            report = runner.run(task.notebook(), guard::begins, follower);
        } finally {
            screen.progressEnded();
        }
        if (task.out().isPresent()) {
            task.notebook().write(task.out().get());
        }
        if (task.html().isPresent()) {
            Notebook.replace(task.html().get(), HtmlPage.of(task.name(), task.notebook()));
        }
        screen.line(
                "%s: %d %s in %.1f s",
                task.name(),
                report.ran(),
                report.ran() == 1 ? "cell" : "cells",
                report.elapsed().toMillis() / 1000.0);
        report.failures().forEach(failed -> err.println(sentence(task.name(), failed)));
        return report.failures().isEmpty() || options.allowErrors() ? 0 : 1;
    }

    private static String sentence(String name, NotebookRunner.FailedCell failed) {
        Failure failure = failed.failure();
        String message = Ansi.strip(failure.message()).lines().findFirst().orElse("");
        return name + ": cell [" + failed.count() + "] failed: " + failure.name()
                + (message.isEmpty() ? "" : ": " + message);
    }

    /** Answers a cell that reads from the standard input, from ours. */
    private static CellInput input(InputStream in, Screen screen) {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, Charset.defaultCharset()));
        return (prompt, password) -> {
            if (password) {
                return CellInput.NONE.readLine(prompt, true);
            }
            screen.prompt(prompt);
            String line = lines.readLine();
            if (line == null) {
                throw new IOException(
                        "The cell asks for input and there is no more; pipe it in, or run in a terminal.");
            }
            return line;
        };
    }
}
