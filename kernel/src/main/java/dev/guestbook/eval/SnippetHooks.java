package dev.guestbook.eval;

import dev.guestbook.display.CellScope;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What rewritten snippets call. Public because snippets live in another loader; the compiler does not
 * show it to them.
 *
 * <p>The poll costs nothing while no interrupt is pending: the JIT sees an empty method until the call
 * site is re-targeted, which throws compiled code away. That is why this state is static: a constant
 * is the only thing the JIT can fold.
 */
public final class SnippetHooks {
    private static final MethodHandle NOTHING = MethodHandles.empty(MethodType.methodType(void.class));
    private static final MethodHandle CHECK = checkHandle();
    private static final MutableCallSite SITE = new MutableCallSite(NOTHING);
    private static final MethodHandle POLL = SITE.dynamicInvoker();

    /** Works whose threads must stop: those being interrupted and those left behind. */
    private static final Set<Stop> STOPS = ConcurrentHashMap.newKeySet();

    private SnippetHooks() {}

    /**
     * What must stop: a work's thread, if any is given, the threads that its cell started, and those that an earlier
     * cell started, such as a pool's, while they run this one's code.
     */
    static final class Stop {
        private final Thread thread;
        private final CellScope scope;
        private final Set<Thread> borrowed = ConcurrentHashMap.newKeySet();

        Stop(Thread thread, CellScope scope) {
            this.thread = thread;
            this.scope = scope;
        }

        /** Looks among {@code threads} for those that run the cell's code and are not its own. */
        void borrow(Thread[] threads) {
            if (scope == null) {
                return;
            }
            String source = SnippetLines.source(scope.cell());
            for (Thread each : threads) {
                if (each != thread
                        && Stream.of(each.getStackTrace()).anyMatch(frame -> source.equals(frame.getFileName()))) {
                    borrowed.add(each);
                }
            }
        }

        /** The same without the work's own thread, which the next work gets. */
        Stop withoutThread() {
            Stop rest = new Stop(null, scope);
            rest.borrowed.addAll(borrowed);
            return rest;
        }

        private boolean covers(Thread current) {
            return current == thread
                    || (scope != null
                            && (scope.equals(LatestCell.ofThread().orElse(null))
                                    || (borrowed.contains(current) && stillRuns())));
        }

        /** A pool's thread has other work afterwards, which is not to be stopped. */
        private boolean stillRuns() {
            String source = SnippetLines.source(scope.cell());
            return StackWalker.getInstance()
                    .walk(frames -> frames.anyMatch(frame -> source.equals(frame.getFileName())));
        }
    }

    /** Called at loop back edges and method entries of snippets. */
    public static void poll() throws Throwable {
        POLL.invokeExact();
    }

    /** In the place of {@link System#exit}. */
    @SuppressWarnings("DoNotCallSuggester") // snippets call it
    public static void exit(int status) {
        throw new UnsupportedOperationException(
                "System.exit(" + status
                        + ") would end the kernel and every variable with it; to end a cell early, throw an exception or return from a method.");
    }

    /** In the place of {@link Runtime#exit} and {@link Runtime#halt}. */
    @SuppressWarnings("DoNotCallSuggester") // snippets call it
    public static void exit(Runtime runtime, int status) {
        exit(status);
    }

    /** Links the poll ahead of user code, which may call it first where the stack is nearly full. */
    static void ready() {
        try {
            poll();
        } catch (Throwable t) {
            throw new LinkageError(t.getMessage(), t);
        }
    }

    static synchronized void arm(Stop stop) {
        if (STOPS.add(stop) && STOPS.size() == 1) {
            target(CHECK);
        }
    }

    static synchronized void disarm(Stop stop) {
        if (STOPS.remove(stop) && STOPS.isEmpty()) {
            target(NOTHING);
        }
    }

    private static void target(MethodHandle target) {
        SITE.setTarget(target);
        MutableCallSite.syncAll(new MutableCallSite[] {SITE});
    }

    @SuppressWarnings("UnusedMethod") // through CHECK
    private static void check() {
        Thread current = Thread.currentThread();
        for (Stop stop : STOPS) {
            if (stop.covers(current)) {
                throw new CellInterrupted();
            }
        }
    }

    private static MethodHandle checkHandle() {
        try {
            return MethodHandles.lookup().findStatic(SnippetHooks.class, "check", MethodType.methodType(void.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
