package dev.guestbook.kernel;

import static dev.guestbook.kernel.FrontEnd.CONTROL;
import static dev.guestbook.kernel.FrontEnd.SHELL;
import static dev.guestbook.kernel.FrontEnd.cell;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.kernel.Bench.Joined;
import dev.guestbook.kernel.FrontEnd.Conversed;
import dev.guestbook.kernel.FrontEnd.Seen;
import dev.guestbook.protocol.JsonObject;
import dev.guestbook.protocol.Message;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** execute_request: what is sent, in which order, with which counters. */
class ExecuteTest {
    @TempDir
    Path folder;

    @Test
    void aCellIsKnownByWhatTheFrontEndCallsIt() throws Exception {
        try (Bench bench = new Bench(Joined.BY_QUEUES, folder)) {
            assertEquals(Map.of("text/plain", "c0ffee"), where(bench, "c0ffee"));
            assertEquals(Map.of("text/plain", "nowhere"), where(bench, 17));
            assertEquals(Map.of("text/plain", "nowhere"), where(bench, "x".repeat(1_001)));
            assertEquals(
                    Map.of("text/plain", "nowhere"),
                    bench.frontEnd.execute("where").field("execute_result", "data"));
        }
    }

    private static Object where(Bench bench, Object cellId) {
        Message plain = bench.frontEnd.message("execute_request", cell("where"), Optional.empty());
        Message told = new Message(
                plain.header(), plain.parent(), JsonObject.of("cellId", cellId), plain.content(), plain.buffers());
        bench.frontEnd.send(SHELL, told);
        return bench.frontEnd.finish(told.header().id(), true).field("execute_result", "data");
    }

    @ParameterizedTest
    @EnumSource
    void aCellsOutputsComeInTheOrderTheyWereMade(Joined joined) throws Exception {
        try (Bench bench = new Bench(joined, folder)) {
            Conversed cell = bench.frontEnd.execute("print a\nerr b\nprint c\nshow d\nid x e\nupdate x f\nclear\n41");
            List<String> outputs = List.of(
                    "busy",
                    "execute_input",
                    "stream",
                    "stream",
                    "stream",
                    "display_data",
                    "display_data",
                    "update_display_data",
                    "clear_output",
                    "execute_result");
            assertEquals(concat(outputs, "idle"), cell.iopub());
            if (joined == Joined.BY_QUEUES) {
                assertEquals(concat(outputs, "execute_reply", "idle"), cell.names());
            }
            assertEquals("a\nc\n", cell.stdout());
            assertEquals(true, cell.field("clear_output", "wait"));
            assertEquals(Map.of("display_id", "x"), cell.field("update_display_data", "transient"));
            assertEquals(Map.of("text/plain", "41"), cell.field("execute_result", "data"));
            assertEquals(1L, number(cell.field("execute_result", "execution_count")));
            assertEquals(1L, number(cell.field("execute_input", "execution_count")));
            assertEquals("ok", cell.field("execute_reply", "status"));
            assertEquals(List.of(), cell.field("execute_reply", "payload"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailureIsShownAndReplied(Joined joined) throws Exception {
        try (Bench bench = new Bench(joined, folder)) {
            Conversed cell = bench.frontEnd.execute("print before\nfail no such luck");
            assertEquals(List.of("busy", "execute_input", "stream", "error", "idle"), cell.iopub());
            assertEquals("no such luck", cell.field("error", "evalue"));
            JsonObject reply = cell.content("execute_reply");
            assertEquals("error", Bench.text(reply, "status"));
            assertEquals("EchoError", Bench.text(reply, "ename"));
            assertEquals("no such luck", Bench.text(reply, "evalue"));
            assertEquals(List.of("EchoError: no such luck"), reply.members().get("traceback"));
            assertEquals(1L, number(reply.members().get("execution_count")));

            Conversed crash = bench.frontEnd.execute("crash");
            assertEquals("the runner itself failed", crash.field("execute_reply", "evalue"));
            assertEquals("fine", FrontEnd.plain(bench.frontEnd.execute("fine").content("execute_result")));
        }
    }

    @Test
    void silentShowsAndCountsNothing() throws Exception {
        try (Bench bench = new Bench(Joined.BY_QUEUES, folder)) {
            Conversed cell = bench.frontEnd.ask(
                    SHELL, "execute_request", cell("print a\nshow b\n1").with("silent", true));
            assertEquals(List.of("busy", "execute_reply", "idle"), cell.names());
            Conversed failed =
                    bench.frontEnd.ask(SHELL, "execute_request", cell("fail x").with("silent", true));
            assertEquals(List.of("busy", "execute_reply", "idle"), failed.names());
            assertEquals("error", failed.field("execute_reply", "status"));
            assertEquals(1L, number(bench.frontEnd.execute("2").field("execute_reply", "execution_count")));
        }
    }

    @Test
    void theCounterCountsWhatIsStored() throws Exception {
        try (Bench bench = new Bench(Joined.BY_QUEUES, folder)) {
            FrontEnd frontEnd = bench.frontEnd;
            assertEquals(1L, number(frontEnd.execute("a").field("execute_reply", "execution_count")));
            Conversed unstored =
                    frontEnd.ask(SHELL, "execute_request", cell("b").with("store_history", false));
            assertEquals(1L, number(unstored.field("execute_reply", "execution_count")));
            Conversed empty = frontEnd.execute(" \n");
            assertEquals(List.of("busy", "execute_input", "execute_reply", "idle"), empty.names());
            assertEquals(1L, number(empty.field("execute_reply", "execution_count")));
            assertEquals(2L, number(frontEnd.execute("fail c").field("execute_reply", "execution_count")));
        }
    }

    @Test
    void userExpressionsEachSucceedOrFail() throws Exception {
        try (Bench bench = new Bench(Joined.BY_QUEUES, folder)) {
            Conversed cell = bench.frontEnd.ask(
                    SHELL, "execute_request", cell("").with("user_expressions", Map.of("good", "7", "bad", "fail it")));
            Map<?, ?> answers = (Map<?, ?>) cell.field("execute_reply", "user_expressions");
            JsonObject good = (JsonObject) answers.get("good");
            assertEquals(Map.of("text/plain", "7"), good.members().get("data"));
            assertEquals("error", Bench.text((JsonObject) answers.get("bad"), "status"));
        }
    }

    @Test
    void anInterruptEndsAllExpressionsOfItsCell() throws Exception {
        Map<String, String> expressions = new LinkedHashMap<>();
        expressions.put("first", "loop");
        expressions.put("second", "7");
        try (Bench bench = new Bench(Joined.BY_QUEUES, folder)) {
            String id = bench.frontEnd.send(SHELL, "execute_request", cell("1").with("user_expressions", expressions));
            awaitOutput(bench.frontEnd, id, "execute_result");
            bench.frontEnd.ask(CONTROL, "interrupt_request", JsonObject.EMPTY);
            Map<?, ?> answers = (Map<?, ?>) bench.frontEnd.finish(id, true).field("execute_reply", "user_expressions");
            for (String name : expressions.keySet()) {
                assertEquals("Interrupted", Bench.text((JsonObject) answers.get(name), "ename"), name);
            }
            assertEquals("2", FrontEnd.plain(bench.frontEnd.execute("2").content("execute_result")));
        }
    }

    /** Answered on control, the interrupt finds the cell in the queue: the shell is busy with a completion. */
    @Test
    void anInterruptIsKeptForTheCellThatHasArrived() throws Exception {
        CompletableFuture<Void> opened = new CompletableFuture<>();
        try (Bench bench = new Bench(Joined.BY_QUEUES, folder, "", opened)) {
            FrontEnd frontEnd = bench.frontEnd;
            String completion = frontEnd.send(SHELL, "complete_request", cell("x"));
            String first = frontEnd.send(SHELL, "execute_request", cell("loop").with("stop_on_error", false));
            String second = frontEnd.send(SHELL, "execute_request", cell("2"));
            frontEnd.ask(CONTROL, "interrupt_request", JsonObject.EMPTY);
            opened.complete(null);
            frontEnd.finish(completion, true);
            assertEquals("Interrupted", frontEnd.finish(first, true).field("execute_reply", "ename"));
            assertEquals("ok", frontEnd.finish(second, true).field("execute_reply", "status"));

            frontEnd.ask(CONTROL, "interrupt_request", JsonObject.EMPTY);
            assertEquals("3", FrontEnd.plain(frontEnd.execute("3").content("execute_result")));
        }
    }

    @Test
    void aCellThatWaitsForTheKernelsStartIsInterruptedAtOnce() throws Exception {
        CompletableFuture<Void> opened = new CompletableFuture<>();
        try (Bench bench = new Bench(Joined.BY_QUEUES, folder, "", opened)) {
            FrontEnd frontEnd = bench.frontEnd;
            String id = frontEnd.send(SHELL, "execute_request", cell("1"));
            awaitOutput(frontEnd, id, "execute_input");
            frontEnd.ask(CONTROL, "interrupt_request", JsonObject.EMPTY);
            assertEquals("Interrupted", frontEnd.finish(id, true).field("execute_reply", "ename"));
            opened.complete(null);
            assertEquals("2", FrontEnd.plain(frontEnd.execute("2").content("execute_result")));
        }
    }

    @Test
    void documentationGoesToThePager() throws Exception {
        try (Bench bench = new Bench(Joined.BY_QUEUES, folder)) {
            List<?> payload = (List<?>) bench.frontEnd.execute("page help").field("execute_reply", "payload");
            JsonObject page = (JsonObject) payload.get(0);
            assertEquals("page", Bench.text(page, "source"));
            assertEquals(Map.of("text/plain", "help"), page.members().get("data"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailureAbortsTheCellsQueuedBehindIt(Joined joined) throws Exception {
        try (Bench bench = new Bench(joined, folder)) {
            FrontEnd frontEnd = bench.frontEnd;
            String failing = frontEnd.send(SHELL, "execute_request", cell("loop"));
            String second = frontEnd.send(SHELL, "execute_request", cell("2"));
            String info = frontEnd.send(SHELL, "kernel_info_request", JsonObject.EMPTY);
            String third = frontEnd.send(SHELL, "execute_request", cell("3"));
            awaitOutput(frontEnd, failing, "execute_input");
            // Answered on control, the requests that were sent on shell before it have arrived.
            frontEnd.ask(CONTROL, "kernel_info_request", JsonObject.EMPTY);
            frontEnd.ask(CONTROL, "interrupt_request", JsonObject.EMPTY);

            assertEquals("Interrupted", frontEnd.finish(failing, true).field("execute_reply", "ename"));
            for (String queued : List.of(second, third)) {
                Conversed aborted = frontEnd.finish(queued, true);
                assertEquals(List.of("busy", "idle"), aborted.iopub());
                assertEquals("aborted", aborted.field("execute_reply", "status"));
            }
            assertEquals("ok", frontEnd.finish(info, true).field("kernel_info_reply", "status"));
            assertEquals(2L, number(frontEnd.execute("4").field("execute_reply", "execution_count")));
        }
    }

    @Test
    void whereErrorsDoNotStopTheQueueItRunsOn() throws Exception {
        try (Bench bench = new Bench(Joined.BY_QUEUES, folder)) {
            FrontEnd frontEnd = bench.frontEnd;
            String failing =
                    frontEnd.send(SHELL, "execute_request", cell("loop").with("stop_on_error", false));
            String second = frontEnd.send(SHELL, "execute_request", cell("2"));
            awaitOutput(frontEnd, failing, "execute_input");
            frontEnd.ask(CONTROL, "interrupt_request", JsonObject.EMPTY);
            assertEquals("error", frontEnd.finish(failing, true).field("execute_reply", "status"));
            assertEquals("ok", frontEnd.finish(second, true).field("execute_reply", "status"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void lateOutputKeepsItsCell(Joined joined) throws Exception {
        try (Bench bench = new Bench(joined, folder)) {
            String early = bench.frontEnd.send(SHELL, "execute_request", cell("late from the first"));
            bench.frontEnd.finish(early, true);
            bench.frontEnd.execute("print second");
            bench.cells.releaseLate();
            Seen late = bench.frontEnd.next(early);
            assertEquals("from the first\n", Bench.text(late.message().content(), "text"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHundredThousandLinesAreWholeInOrderAndFewMessages(Joined joined) throws Exception {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            expected.append("line ").append(i).append('\n');
        }
        try (Bench bench = new Bench(joined, folder)) {
            Conversed cell = bench.frontEnd.execute("lines 100000");
            assertEquals(expected.toString(), cell.stdout());
            assertTrue(
                    cell.contents("stream").size() < 200,
                    () -> "" + cell.contents("stream").size());
        }
    }

    @Test
    void noCharacterIsCutInTwo() throws Exception {
        try (Bench bench = new Bench(Joined.BY_QUEUES, folder)) {
            String smile = "\ud83d\ude00";
            Conversed cell = bench.frontEnd.execute("half " + smile.repeat(70_000));
            assertEquals(smile.repeat(70_000), cell.stdout());
            for (JsonObject stream : cell.contents("stream")) {
                assertFalse(Character.isHighSurrogate(last(Bench.text(stream, "text"))));
            }
        }
    }

    @Test
    void aHugeResultArrives() throws Exception {
        try (Bench bench = new Bench(Joined.BY_SOCKETS, folder)) {
            Conversed cell = bench.frontEnd.execute("big 50000000");
            assertEquals(
                    50_000_000, FrontEnd.plain(cell.content("execute_result")).length());
            assertEquals("1", FrontEnd.plain(bench.frontEnd.execute("1").content("execute_result")));
        }
    }

    @Test
    void jsonOutputsAreObjectsAndWhatCannotBeSentIsSaid() throws Exception {
        try (Bench bench = new Bench(Joined.BY_SOCKETS, folder)) {
            JsonObject data =
                    bench.frontEnd.execute("json").content("execute_result").object("data");
            assertEquals(
                    List.of(1L, 2.5, true),
                    data.object("application/json").members().get("n"));
            assertEquals("\ufffd", data.object("application/json").text("text"));
            Conversed cycle = bench.frontEnd.execute("cycle");
            assertEquals("ok", cycle.field("execute_reply", "status"));
            assertTrue(Bench.text(cycle.content("stream"), "text").startsWith("This output could not be shown: "));
        }
    }

    @Test
    void wrongContentIsRefusedInASentence() throws Exception {
        try (Bench bench = new Bench(Joined.BY_QUEUES, folder)) {
            Conversed refused = bench.frontEnd.ask(SHELL, "execute_request", JsonObject.of("code", 5L));
            assertEquals(List.of("busy", "execute_reply", "idle"), refused.names());
            assertEquals(
                    "This \"execute_request\" cannot be answered: its \"code\" is not a string.",
                    refused.field("execute_reply", "evalue"));
        }
    }

    static void awaitOutput(FrontEnd frontEnd, String id, String type) {
        Seen seen = frontEnd.next(id);
        while (!seen.type().equals(type)) {
            seen = frontEnd.next(id);
        }
    }

    private static char last(String text) {
        return text.charAt(text.length() - 1);
    }

    private static long number(Object number) {
        return ((Number) number).longValue();
    }

    private static List<String> concat(List<String> first, String... more) {
        List<String> all = new java.util.ArrayList<>(first);
        all.addAll(List.of(more));
        return all;
    }
}
