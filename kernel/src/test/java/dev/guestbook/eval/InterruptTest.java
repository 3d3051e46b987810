package dev.guestbook.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.display.CellInput;
import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import dev.guestbook.eval.CellThread.InterruptedCell;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterruptTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static Transcript session;

    /** What a cell under test runs in: it says "in" where it has begun. */
    private final CountDownLatch begun = new CountDownLatch(1);

    private final AtomicReference<Thread> thread = new AtomicReference<>();
    private final Queue<String> late = new ConcurrentLinkedQueue<>();
    private final CellScope scope = new CellScope(
            7,
            output -> {
                if (output instanceof CellOutput.Text text && text.text().equals("in")) {
                    thread.set(Thread.currentThread());
                    begun.countDown();
                } else if (output instanceof CellOutput.Text text) {
                    late.add(text.text());
                }
            },
            CellInput.NONE);

    @BeforeAll
    static void start() {
        session = new Transcript("import dev.guestbook.display.*;");
        session.nothing("int kept = 42; void say(String s) { CellScope.current().get().sink().accept("
                + "new CellOutput.Text(CellOutput.Stream.STDOUT, s)); }");
    }

    @AfterAll
    static void close() {
        session.close();
    }

    /** Interrupts the cell once it has begun; at most a second later it must be over. */
    private Evaluation.Interrupted interrupted(String source) throws InterruptedException {
        AtomicReference<Long> at = new AtomicReference<>();
        Thread stopper = new Thread(() -> {
            try {
                begun.await();
                at.set(System.nanoTime());
                session.evaluator.interrupt();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        stopper.start();
        Evaluation evaluation = session.in(scope, source);
        long took = System.nanoTime() - at.get();
        stopper.join();
        assertTrue(took < SECOND, () -> "took " + took / 1_000_000 + " ms");
        Evaluation.Interrupted interrupted = assertInstanceOf(Evaluation.Interrupted.class, evaluation);
        session.values("kept", 42);
        return interrupted;
    }

    /** Whether the thread does nothing any more: it waits for work, or is gone. */
    private void assertIdle() throws InterruptedException {
        long end = System.nanoTime() + SECOND;
        while (System.nanoTime() < end) {
            Thread.State state = thread.get().getState();
            if (state == Thread.State.TERMINATED || (state != Thread.State.RUNNABLE && waitsForWork())) {
                return;
            }
            Thread.onSpinWait();
        }
        assertTrue(
                waitsForWork(),
                () -> "still in " + java.util.List.of(thread.get().getStackTrace()));
    }

    private boolean waitsForWork() {
        for (StackTraceElement frame : thread.get().getStackTrace()) {
            if (frame.getClassName().startsWith("REPL.")) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ say(\"in\"); while (true) {} }",
                "{ say(\"in\"); long n = 0; while (true) { n++; } }",
                "{ say(\"in\"); do { } while (kept == 42); }",
                "{ say(\"in\"); for (;;) { try { for (;;) {} } catch (Throwable t) { } } }",
                "{ say(\"in\"); while (true) { try { Thread.sleep(10_000); } catch (Throwable t) { } } }",
                "{ say(\"in\"); try { while (true) {} } finally { while (true) {} } }",
                "{ say(\"in\"); try { while (true) {} } catch (Throwable t) { throw new RuntimeException(t); } }",
                "void f() { try { f(); } catch (Throwable t) { f(); } finally { f(); } } { say(\"in\"); f(); }",
                "int g(int a) { return a > 100 ? 0 : g(a + 1) + g(a + 1); } { say(\"in\"); g(0); }",
                "{ say(\"in\"); Thread.sleep(100_000); }",
                "{ say(\"in\"); Object o = new Object(); synchronized (o) { o.wait(); } }",
                "{ say(\"in\"); java.util.concurrent.locks.LockSupport.park(); while (true) java.util.concurrent.locks.LockSupport.park(); }",
                "{ say(\"in\"); new java.util.concurrent.CountDownLatch(1).await(); }",
                "{ say(\"in\"); java.nio.channels.ServerSocketChannel.open().bind(null).accept(); }",
                "{ say(\"in\"); java.nio.channels.Pipe.open().source().read(java.nio.ByteBuffer.allocate(1)); }",
                "class K { K() { say(\"in\"); while (true) {} } } new K();",
                "class S { static int v; static { say(\"in\"); while (kept > 0) { v++; } } } S.v++;",
                "Runnable r = () -> { while (true) {} }; { say(\"in\"); r.run(); }",
                "{ say(\"in\"); int k = 0; l: while (true) { switch (k++ % 3) { case 0: continue l; case 1: continue l; default: continue l; } } }",
                "{ say(\"in\"); Stream.iterate(1L, i -> i + 1).filter(i -> i < 0).findFirst(); }",
                "Thread w = new Thread(() -> { while (true) {} }); w.start(); { say(\"in\"); w.join(); }",
            })
    void stopsWithinASecond(String source) throws InterruptedException {
        assertFalse(interrupted(source).abandoned());
        assertIdle();
    }

    @Test
    void threadsThatTheCellStartedEndToo() throws InterruptedException {
        interrupted(
                "Thread worker = new Thread(() -> { while (true) {} }); worker.start(); { say(\"in\"); while (true) {} }");
        Thread worker = (Thread) session.value("worker");
        worker.join(1_000);
        assertFalse(worker.isAlive());
    }

    @Test
    void aPoolsThreadOfAnEarlierCellEndsTheCellsWorkAndTakesTheNext() throws InterruptedException {
        session.nothing("import java.util.concurrent.*; var pool = Executors.newFixedThreadPool(1);"
                + " pool.submit(() -> 1).get();");
        interrupted("var looping = new CountDownLatch(1); var endless = pool.submit(() -> {"
                + " looping.countDown(); while (true) { try { kept += 0; } catch (Throwable t) { } } });"
                + " { looping.await(); say(\"in\"); endless.get(); }");
        session.values(
                "pool.submit(() -> { int n = 0; for (int i = 0; i < 100; i++) { n++; } return n; })"
                        + ".get(10, TimeUnit.SECONDS)",
                100);
        session.nothing("pool.shutdown();");
    }

    @Test
    void anExceptionsOwnGetterIsInterrupted() throws InterruptedException {
        session.nothing("class Endless extends RuntimeException {"
                + " public String getMessage() { say(\"in\"); while (true) {} } }");
        assertFalse(interrupted("throw new Endless();").abandoned());
    }

    @Test
    void threadsThatAnInterruptEndsSayNothing() throws InterruptedException {
        try (CapturedStreams streams = CapturedStreams.install()) {
            interrupted("var all = new java.util.ArrayList<Thread>(); for (int i = 0; i < 3; i++) {"
                    + " Thread t = new Thread(() -> { while (true) {} }); t.start(); all.add(t); }"
                    + " { say(\"in\"); all.get(0).join(); }");
            for (Object each : (java.util.List<?>) session.value("all")) {
                ((Thread) each).join();
            }
            streams.end(scope);
            assertEquals(java.util.List.of(), java.util.List.copyOf(late));
            session.nothing("Thread bad = new Thread(() -> { throw new IllegalStateException(\"told\"); });"
                    + " bad.start(); bad.join();");
        }
        String told = session.text();
        assertTrue(
                told.matches("(?s)Exception in thread \"Thread-\\d+\" java.lang.IllegalStateException: told"
                        + "\n    at cell \\[\\d+], line 1\\R"),
                told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "var lock = new java.util.concurrent.locks.ReentrantLock(); Thread h = new Thread(() -> lock.lock()); h.start(); h.join(); { say(\"in\"); lock.lock(); }",
                "var held = new java.util.concurrent.CountDownLatch(1); Object monitor = new Object();"
                        + " Thread owner = new Thread(() -> { try { synchronized (monitor) { held.countDown(); new java.util.concurrent.CountDownLatch(1).await(); } } catch (InterruptedException e) { } });"
                        + " owner.start(); held.await(); { say(\"in\"); synchronized (monitor) { kept += 0; } }",
                // Loops that the JDK runs by itself, and that end some seconds later
                "{ say(\"in\"); Stream.generate(Object::new).skip(1_000_000_000L).findFirst(); }",
                "{ say(\"in\"); java.math.BigInteger.TWO.shiftLeft(60_000_000).subtract(java.math.BigInteger.ONE).pow(3); }",
            })
    void whatCannotBeStoppedIsAbandoned(String source) throws InterruptedException {
        Evaluation.Interrupted interrupted = interrupted(source);
        assertTrue(interrupted.abandoned());
        assertEquals(
                "The cell was interrupted, but its thread could not be stopped and was left behind.",
                interrupted.failure().message());
        session.values("kept + 1", 43);
    }

    /** An expression over which the compiler takes seconds: each level multiplies what it has to infer. */
    private static String slow() {
        String expression = "1";
        for (int depth = 0; depth < 6; depth++) {
            expression = "Map.of(1, " + expression + ", 2, " + expression + ")";
        }
        return expression;
    }

    /** Interrupts once some thread has been seen three times in the midst of inferring types. */
    private Evaluation interruptedWhileCompiling(String source) throws InterruptedException {
        AtomicReference<Long> at = new AtomicReference<>();
        Thread stopper = new Thread(() -> {
            for (int seen = 0; seen < 3; ) {
                Thread.onSpinWait();
                seen = Thread.getAllStackTraces().values().stream().anyMatch(InterruptTest::infers) ? seen + 1 : 0;
            }
            at.set(System.nanoTime());
            session.evaluator.interrupt();
        });
        stopper.start();
        Evaluation evaluation = session.in(scope, source);
        long took = System.nanoTime() - at.get();
        stopper.join();
        assertTrue(took < SECOND, () -> "took " + took / 1_000_000 + " ms");
        return evaluation;
    }

    private static boolean infers(StackTraceElement[] stack) {
        return java.util.Arrays.stream(stack)
                .anyMatch(frame -> frame.getClassName().equals("com.sun.tools.javac.comp.Infer"));
    }

    @Test
    void aCompilationIsLeftBehindAndTheNextCellWaitsForIt() throws InterruptedException {
        session.nothing("int made = 7;");
        Evaluation.Interrupted interrupted = assertInstanceOf(
                Evaluation.Interrupted.class,
                interruptedWhileCompiling("var slow = " + slow() + "; made = 8; say(\"late\");"));
        assertEquals(
                "The cell was interrupted while it was compiled; the next cell waits until the compiler is done with it, and only a restart ends that sooner.",
                interrupted.failure().message());
        assertEquals(Completion.none(3), session.evaluator.complete("kep", 3));
        assertEquals(
                Completeness.Status.UNKNOWN,
                session.evaluator.completeness("kept").status());
        CountDownLatch waiting = new CountDownLatch(1);
        Thread again = new Thread(() -> {
            try {
                waiting.await();
                session.evaluator.interrupt();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        again.start();
        CellScope next = new CellScope(8, output -> waiting.countDown(), CellInput.NONE);
        assertEquals(
                "The cell was interrupted before it began: the compiler is still busy with an earlier one, and only a restart ends that sooner.",
                assertInstanceOf(Evaluation.Interrupted.class, session.in(next, "kept"))
                        .failure()
                        .message());
        again.join();
        session.rejected("slow");
        assertEquals(
                "The compiler is still busy with a cell that was interrupted; this one waits for it, and a restart ends that sooner.\n",
                session.text());
        session.values("made", 7);
        assertEquals(java.util.List.of(), java.util.List.copyOf(late));
        session.nothing("var slow = 1;");
        session.values("slow + kept", 43);
    }

    @Test
    void anAbandonedThreadsOutputIsMarked() throws InterruptedException {
        session.nothing("var gate = new java.util.concurrent.locks.ReentrantLock(); gate.lock();");
        // The cell's thread holds the gate: this one is another.
        session.nothing("var mine = new java.util.concurrent.locks.ReentrantLock();"
                + "var open = new java.util.concurrent.CountDownLatch(1);"
                + "Thread holder = new Thread(() -> { mine.lock(); try { open.await(); } catch (InterruptedException e) { } mine.unlock(); });"
                + "holder.start(); while (!mine.isLocked()) Thread.onSpinWait();");
        assertTrue(interrupted("{ say(\"in\"); mine.lock(); say(\"late\"); }").abandoned());
        Thread abandoned = thread.get();
        session.nothing("open.countDown();");
        abandoned.join(1_000);
        assertFalse(abandoned.isAlive());
        // Its next method entry polls, and ends it: nothing more comes from it.
        assertTrue(late.stream().allMatch(text -> text.startsWith("[abandoned thread]")));
    }

    @Test
    void anInterruptOfNothingIsDropped() {
        session.evaluator.interrupt();
        session.values("kept", 42);
        session.nothing("int n = 0; for (int i = 0; i < 10; i++) { n++; }");
        session.nothing("Thread.sleep(1);");
    }

    @Test
    void workOnTheThreadIsInterruptedToo() throws Exception {
        Thread stopper = new Thread(() -> {
            try {
                begun.await();
                session.evaluator.interrupt();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        stopper.start();
        InterruptedCell e = assertThrows(
                InterruptedCell.class,
                () -> session.evaluator.thread().call(() -> {
                    begun.countDown();
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    throw new IllegalStateException("what the engine throws");
                }));
        assertFalse(e.abandoned());
        stopper.join();
        assertEquals(1, session.evaluator.thread().<Integer>call(() -> 1));
        assertThrows(
                java.io.IOException.class,
                () -> session.evaluator.thread().call(() -> {
                    throw new java.io.IOException("kept");
                }));
    }

    @Test
    void errorsOfTheJvmAreOrdinaryFailures() {
        session.nothing("int deep(int n) { return deep(n + 1) + 1; }");
        assertInstanceOf(StackOverflowError.class, session.thrown("deep(0)").thrown());
        assertInstanceOf(
                OutOfMemoryError.class,
                session.thrown("new long[Integer.MAX_VALUE]").thrown());
        session.values("kept", 42);
    }
}
