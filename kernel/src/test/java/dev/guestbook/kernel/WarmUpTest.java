package dev.guestbook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.cell.CellOutcome;
import dev.guestbook.cell.CellRunner;
import dev.guestbook.display.CellInput;
import dev.guestbook.display.CellScope;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final CountDownLatch idle = new CountDownLatch(1);
    private boolean begins;
    private final Cells cells = new Cells(
            () -> noting(new EchoCells()),
            List.of(() -> done.add("idle work"), this::betweenSteps, idle::countDown),
            timer,
            line -> {});

    @AfterEach
    void end() {
        timer.shutdownNow();
    }

    private void betweenSteps() {
        if (begins) {
            Cells.Turn turn = cells.begin(System.nanoTime());
            Thread steps = Thread.currentThread();
            timer.execute(() -> end(turn, steps));
        }
    }

    /** Ends a cell once the steps' thread waits for that, or has gone on without. */
    private void end(Cells.Turn turn, Thread steps) {
        while (steps.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        done.add(idle.getCount() == 1 ? "cell" : "cell, late");
        turn.close();
    }

    /** The runner, which also says what it is asked for. */
    private CellRunner noting(CellRunner runner) {
        return (CellRunner) Proxy.newProxyInstance(
                CellRunner.class.getClassLoader(), new Class<?>[] {CellRunner.class}, (proxy, method, args) -> {
                    done.add(method.getName());
                    return method.invoke(runner, args);
                });
    }

    @Test
    void aCellThatWaitsComesBeforeAllOfIt() throws Exception {
        try (Cells.Turn turn = cells.begin(System.nanoTime())) {
            cells.start();
            CellOutcome outcome =
                    turn.run(runner -> runner.execute("echo", new CellScope(1, output -> {}, CellInput.NONE)));
            assertInstanceOf(CellOutcome.Ok.class, outcome);
            assertEquals(List.of("execute"), done);
        }
        assertTrue(idle.await(20, TimeUnit.SECONDS));
        assertEquals(List.of("execute", "idle work"), done);
    }

    @Test
    void aCellThatBeginsBetweenTwoStepsComesBeforeTheLaterOne() throws Exception {
        begins = true;
        cells.start();
        assertTrue(idle.await(20, TimeUnit.SECONDS));
        assertEquals(List.of("expression", "expression", "expression", "idle work", "cell"), done);
    }

    @Test
    void whereNoneWaitsTheFirstEvaluationsAreMadeForIt() throws Exception {
        cells.start();
        assertTrue(idle.await(20, TimeUnit.SECONDS));
        assertEquals(List.of("expression", "expression", "expression", "idle work"), done);
    }
}
