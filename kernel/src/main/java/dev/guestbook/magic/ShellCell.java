package dev.guestbook.magic;

import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code %%sh}: the cell goes to the system's shell; its output is streamed, its process tree dies with an interrupt. */
record ShellCell(Path base, boolean allowed) implements Magic {
    private static final long DEATH_MS = 400;

    private static final Usage USAGE = Usage.of(
            "%sh", "", 0, 0, "Runs the cell with /bin/sh -e (cmd on Windows); a non-zero exit fails the cell.");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public boolean takesBody() {
        return true;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        if (!allowed) {
            throw new MagicException("%%sh is switched off here; run without --no-shell to allow it.");
        }
        int exit = context.work(() -> shell(call.body(), context));
        if (exit != 0) {
            throw new MagicException("The shell ended with exit code " + exit + ".");
        }
    }

    private int shell(String script, MagicContext context) throws Exception {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        Path file = Files.createTempFile("guestbook-", windows ? ".cmd" : ".sh");
        try {
            Files.writeString(
                    file, windows ? "@echo off\r\n" + script + "\r\n" : script + "\n", Charset.defaultCharset());
            return run(
                    windows ? List.of("cmd", "/C", file.toString()) : List.of("/bin/sh", "-e", file.toString()),
                    context);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** The script is a file, so that what it starts may read its standard input, which is empty, and not the script. */
    private int run(List<String> command, MagicContext context) throws Exception {
        Process process = new ProcessBuilder(command).directory(base.toFile()).start();
        try {
            process.getOutputStream().close();
            FutureTask<Void> out =
                    pump(process.inputReader(Charset.defaultCharset()), CellOutput.Stream.STDOUT, context.scope());
            FutureTask<Void> err = pump(
                    new InputStreamReader(process.getErrorStream(), Charset.defaultCharset()),
                    CellOutput.Stream.STDERR,
                    context.scope());
            int exit = process.waitFor();
            await(out);
            await(err);
            return exit;
        } finally {
            kill(process);
        }
    }

    /** Ends the whole tree, and waits a moment for it to be gone; not interruptible, for an interrupt brought us here. */
    private static void kill(Process process) {
        List<ProcessHandle> tree = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        tree.forEach(ProcessHandle::destroyForcibly);
        CompletableFuture.allOf(tree.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, DEATH_MS, TimeUnit.MILLISECONDS)
                .join();
    }

    private static void await(FutureTask<Void> task) throws Exception {
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new IOException(
                    "The shell's output broke off: " + e.getCause().getMessage(), e);
        }
    }

    private static FutureTask<Void> pump(Reader from, CellOutput.Stream stream, CellScope scope) {
        return background("shell-" + stream.protocolName(), () -> {
            char[] buffer = new char[8192];
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                scope.sink().accept(new CellOutput.Text(stream, new String(buffer, 0, n)));
            }
            return null;
        });
    }

    private static FutureTask<Void> background(String name, java.util.concurrent.Callable<Void> work) {
        FutureTask<Void> task = new FutureTask<>(work);
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return task;
    }
}
