package dev.guestbook.kernel;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The process that started the kernel. When it is gone nobody can reach the kernel any more, so the
 * kernel ends.
 *
 * <p>Jupyter names it in {@code JPY_PARENT_PID}: a process id, but on Windows a handle that Java cannot
 * wait on, where our own parent stands in for it. Without the variable the kernel was started by hand and
 * lives on alone.
 */
final class ParentProcess {
    private static final String VARIABLE = "JPY_PARENT_PID";

    private ParentProcess() {}

    /** Runs {@code gone} once the parent has ended, at once where it has ended already. */
    static void watch(Map<String, String> environment, Runnable gone) {
        String named = environment.get(VARIABLE);
        if (named == null || !named.matches("[0-9]{1,18}")) {
            return;
        }
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        Optional<ProcessHandle> parent =
                windows ? ProcessHandle.current().parent() : ProcessHandle.of(Long.parseLong(named));
        CompletableFuture<?> exit = parent.<CompletableFuture<?>>map(ProcessHandle::onExit)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
        CompletableFuture<?> unused = exit.thenRun(gone);
    }
}
