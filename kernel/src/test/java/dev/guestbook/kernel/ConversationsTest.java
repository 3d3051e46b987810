package dev.guestbook.kernel;

import static dev.guestbook.kernel.FrontEnd.CONTROL;
import static dev.guestbook.kernel.FrontEnd.SHELL;
import static dev.guestbook.kernel.FrontEnd.STDIN;
import static dev.guestbook.kernel.FrontEnd.cell;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.guestbook.kernel.Bench.Joined;
import dev.guestbook.kernel.FrontEnd.Conversed;
import dev.guestbook.kernel.FrontEnd.Seen;
import dev.guestbook.protocol.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every conversation but execute: what is sent, in which order. */
class ConversationsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void kernelInfoOnShellAndControl(Joined joined) throws Exception {
        try (Bench bench = new Bench(joined, folder)) {
            for (String channel : List.of(SHELL, CONTROL)) {
                Conversed info = bench.frontEnd.ask(channel, "kernel_info_request", JsonObject.EMPTY);
                assertEquals(List.of("busy", "idle"), info.iopub());
                JsonObject reply = info.content("kernel_info_reply");
                assertEquals("ok", reply.text("status"));
                assertEquals("5.5", reply.text("protocol_version"));
                assertEquals("guestbook", reply.text("implementation"));
                assertTrue(reply.text("banner").contains("WebAssembly"));
                assertEquals(List.of(), reply.members().get("supported_features"));
                JsonObject language = reply.object("language_info");
                assertEquals("java", language.text("name"));
                assertEquals(System.getProperty("java.version"), language.text("version"));
                assertEquals("text/x-java-source", language.text("mimetype"));
                assertEquals("text/x-java", language.text("codemirror_mode"));
                assertFalse(((List<?>) reply.members().get("help_links")).isEmpty());
            }
        }
    }

    @Test
    void overIpv6() throws Exception {
        try (Bench bench = new Bench(Joined.BY_SOCKETS, folder, "::1")) {
            assertEquals("1", FrontEnd.plain(bench.frontEnd.execute("1").content("execute_result")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void completionCountsCodePointsBothWays(Joined joined) throws Exception {
        try (Bench bench = new Bench(joined, folder)) {
            JsonObject request =
                    JsonObject.of("code", "\ud83d\ude00 \ud83d\ude00ab;").with("cursor_pos", 5L);
            Conversed done = bench.frontEnd.ask(SHELL, "complete_request", request);
            assertEquals(List.of("busy", "idle"), done.iopub());
            JsonObject reply = done.content("complete_reply");
            assertEquals(List.of("\ud83d\ude00AB"), reply.members().get("matches"));
            assertEquals(Optional.of(2), whole(reply, "cursor_start"));
            assertEquals(Optional.of(5), whole(reply, "cursor_end"));
            List<?> types = (List<?>) reply.object("metadata").members().get("_jupyter_types_experimental");
            assertEquals(1, types.size());

            for (long outside : new long[] {-7, 99}) {
                JsonObject far = JsonObject.of("code", "ab").with("cursor_pos", outside);
                assertEquals(
                        "ok", bench.frontEnd.ask(SHELL, "complete_request", far).field("complete_reply", "status"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void inspectionFindsOrDoesNot(Joined joined) throws Exception {
        try (Bench bench = new Bench(joined, folder)) {
            JsonObject request = JsonObject.of("code", "\ud83d\ude00x")
                    .with("cursor_pos", 1L)
                    .with("detail_level", 1L);
            Conversed found = bench.frontEnd.ask(SHELL, "inspect_request", request);
            assertEquals(List.of("busy", "idle"), found.iopub());
            assertEquals(true, found.field("inspect_reply", "found"));
            assertEquals("\ud83d\ude00 1", FrontEnd.plain(found.content("inspect_reply")));
            Conversed nothing = bench.frontEnd.ask(SHELL, "inspect_request", JsonObject.of("code", " "));
            assertEquals(false, nothing.field("inspect_reply", "found"));
            assertEquals(Map.of(), nothing.field("inspect_reply", "data"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void completenessIsToldWithAnIndentWhereMoreIsNeeded(Joined joined) throws Exception {
        try (Bench bench = new Bench(joined, folder)) {
            Map<String, String> cases = Map.of("a", "complete", "a\\", "incomplete", "a?", "invalid");
            cases.forEach((code, status) -> {
                Conversed told = bench.frontEnd.ask(SHELL, "is_complete_request", cell(code));
                assertEquals(List.of("busy", "idle"), told.iopub());
                assertEquals(status, told.field("is_complete_reply", "status"));
                assertEquals(
                        status.equals("incomplete"),
                        told.content("is_complete_reply").members().containsKey("indent"));
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void completenessIsUnknownUntilCellsCanRun(Joined joined) throws Exception {
        CompletableFuture<Void> opened = new CompletableFuture<>();
        try (Bench bench = new Bench(joined, folder, "127.0.0.1", opened)) {
            Conversed early = bench.frontEnd.ask(SHELL, "is_complete_request", cell("a\\"));
            assertEquals("unknown", early.field("is_complete_reply", "status"));
            opened.complete(null);
            assertEquals("1", FrontEnd.plain(bench.frontEnd.execute("1").content("execute_result")));
            Conversed told = bench.frontEnd.ask(SHELL, "is_complete_request", cell("a\\"));
            assertEquals("incomplete", told.field("is_complete_reply", "status"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void historyKnowsThisSessionWithResults(Joined joined) throws Exception {
        try (Bench bench = new Bench(joined, folder)) {
            FrontEnd frontEnd = bench.frontEnd;
            frontEnd.execute("1 + 1");
            frontEnd.execute("print x");
            frontEnd.ask(SHELL, "execute_request", cell("hidden").with("store_history", false));
            Conversed tail = frontEnd.ask(
                    SHELL,
                    "history_request",
                    JsonObject.of("hist_access_type", "tail").with("n", 5L));
            assertEquals(List.of("busy", "idle"), tail.iopub());
            assertEquals(
                    "[[1, 1, 1 + 1], [1, 2, print x]]",
                    tail.field("history_reply", "history").toString());
            JsonObject range = JsonObject.of("hist_access_type", "range")
                    .with("session", 0L)
                    .with("start", 1L)
                    .with("stop", 2L)
                    .with("output", true);
            assertEquals(
                    "[[1, 1, [1 + 1, 1 + 1]]]",
                    frontEnd.ask(SHELL, "history_request", range)
                            .field("history_reply", "history")
                            .toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void commsOpenAndClose(Joined joined) throws Exception {
        try (Bench bench = new Bench(joined, folder)) {
            FrontEnd frontEnd = bench.frontEnd;
            JsonObject opening = JsonObject.of("comm_id", "c1").with("target_name", "echo");
            assertEquals(
                    List.of("busy", "comm_msg", "idle"),
                    frontEnd.ask(SHELL, "comm_open", opening.with("data", JsonObject.of("a", 1L)))
                            .names());
            Conversed answered = frontEnd.ask(
                    SHELL, "comm_msg", JsonObject.of("comm_id", "c1").with("data", JsonObject.of("b", 2L)));
            assertEquals(Optional.of(2), whole(answered.content("comm_msg").object("data"), "b"));
            Conversed open = frontEnd.ask(SHELL, "comm_info_request", JsonObject.EMPTY);
            assertEquals("{c1={target_name=echo}}", plainly(open.field("comm_info_reply", "comms")));
            JsonObject other = JsonObject.of("target_name", "else");
            assertEquals(
                    "{}",
                    plainly(frontEnd.ask(SHELL, "comm_info_request", other).field("comm_info_reply", "comms")));
            assertEquals(
                    List.of("busy", "idle"),
                    frontEnd.ask(SHELL, "comm_close", JsonObject.of("comm_id", "c1"))
                            .names());
            assertEquals(
                    "{}",
                    plainly(frontEnd.ask(SHELL, "comm_info_request", JsonObject.EMPTY)
                            .field("comm_info_reply", "comms")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCommThatNobodyKnowsIsClosed(Joined joined) throws Exception {
        try (Bench bench = new Bench(joined, folder)) {
            JsonObject opening = JsonObject.of("comm_id", "c9").with("target_name", "jupyter.widget");
            Conversed closed = bench.frontEnd.ask(SHELL, "comm_open", opening);
            assertEquals(List.of("busy", "comm_close", "idle"), closed.names());
            assertEquals("c9", closed.field("comm_close", "comm_id"));
            assertEquals(
                    List.of("busy", "idle"),
                    bench.frontEnd
                            .ask(SHELL, "comm_msg", JsonObject.of("comm_id", "c9"))
                            .names());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptEndsTheRunningCell(Joined joined) throws Exception {
        try (Bench bench = new Bench(joined, folder)) {
            FrontEnd frontEnd = bench.frontEnd;
            String loop = frontEnd.send(SHELL, "execute_request", cell("loop"));
            ExecuteTest.awaitOutput(frontEnd, loop, "execute_input");
            Conversed interrupt = frontEnd.ask(CONTROL, "interrupt_request", JsonObject.EMPTY);
            assertEquals(List.of("busy", "idle"), interrupt.iopub());
            assertEquals("ok", interrupt.field("interrupt_reply", "status"));
            assertEquals("Interrupted", frontEnd.finish(loop, true).field("execute_reply", "ename"));
            assertEquals("ok", frontEnd.execute("1").field("execute_reply", "status"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void inputIsAskedOfWhoSentTheCell(Joined joined) throws Exception {
        try (Bench bench = new Bench(joined, folder)) {
            FrontEnd frontEnd = bench.frontEnd;
            for (String verb : List.of("ask", "password")) {
                JsonObject asking = cell("print first\n" + verb + " name? ").with("allow_stdin", true);
                String cell = frontEnd.send(SHELL, "execute_request", asking);
                Seen question = awaitQuestion(frontEnd, cell);
                assertEquals(
                        "name?", question.message().content().text("prompt").strip());
                assertEquals(
                        verb.equals("password"), question.message().content().flag("password", false));
                frontEnd.send(
                        STDIN,
                        frontEnd.message(
                                "input_reply",
                                JsonObject.of("value", "Ada"),
                                Optional.of(question.message().header())));
                String expected = verb.equals("ask") ? "Ada" : "***";
                assertEquals(
                        expected, FrontEnd.plain(frontEnd.finish(cell, true).content("execute_result")));
            }
        }
    }

    @Test
    void anAnswerToAnEarlierQuestionIsNotTaken() throws Exception {
        try (Bench bench = new Bench(Joined.BY_QUEUES, folder)) {
            FrontEnd frontEnd = bench.frontEnd;
            String first =
                    frontEnd.send(SHELL, "execute_request", cell("ask one").with("allow_stdin", true));
            Seen stale = awaitQuestion(frontEnd, first);
            frontEnd.ask(CONTROL, "interrupt_request", JsonObject.EMPTY);
            assertEquals("error", frontEnd.finish(first, true).field("execute_reply", "status"));

            String second =
                    frontEnd.send(SHELL, "execute_request", cell("ask two").with("allow_stdin", true));
            awaitQuestion(frontEnd, second);
            frontEnd.send(
                    STDIN,
                    frontEnd.message(
                            "input_reply",
                            JsonObject.of("value", "old"),
                            Optional.of(stale.message().header())));
            frontEnd.send(STDIN, "input_reply", JsonObject.of("value", "new"));
            assertEquals("new", FrontEnd.plain(frontEnd.finish(second, true).content("execute_result")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptEndsTheWaitForInput(Joined joined) throws Exception {
        try (Bench bench = new Bench(joined, folder)) {
            FrontEnd frontEnd = bench.frontEnd;
            String cell =
                    frontEnd.send(SHELL, "execute_request", cell("ask name").with("allow_stdin", true));
            awaitQuestion(frontEnd, cell);
            frontEnd.ask(CONTROL, "interrupt_request", JsonObject.EMPTY);
            assertEquals(
                    "The request for input was interrupted.",
                    frontEnd.finish(cell, true).field("execute_reply", "evalue"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whereInputIsNotAllowedItFailsAtOnce(Joined joined) throws Exception {
        try (Bench bench = new Bench(joined, folder)) {
            Conversed cell = bench.frontEnd.execute("ask name");
            assertEquals(
                    "This front end cannot answer a request for input; run the cell where stdin is allowed.",
                    cell.field("execute_reply", "evalue"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatNobodyAnswersIsBusyAndIdle(Joined joined) throws Exception {
        try (Bench bench = new Bench(joined, folder)) {
            for (String channel : List.of(SHELL, CONTROL)) {
                String id = bench.frontEnd.send(channel, "debug_request", JsonObject.EMPTY);
                assertEquals(
                        List.of("busy", "idle"),
                        bench.frontEnd.finish(id, false).names());
                assertTrue(bench.log.contains("nothing answers \"debug_request\" on " + channel), bench.log::toString);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shutdownIsRepliedAndEndsTheKernelWhileACellRuns(Joined joined) throws Exception {
        try (Bench bench = new Bench(joined, folder)) {
            FrontEnd frontEnd = bench.frontEnd;
            ExecuteTest.awaitOutput(frontEnd, frontEnd.send(SHELL, "execute_request", cell("loop")), "execute_input");
            Conversed done = frontEnd.ask(CONTROL, "shutdown_request", JsonObject.of("restart", true));
            assertEquals(List.of("busy", "shutdown_reply", "idle"), done.iopub());
            assertEquals(true, done.reply().content().flag("restart", false));
            Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), bench.kernel::awaitStop);
        }
    }

    @Test
    void aKernelThatCannotStartSaysSoInEachReply() throws Exception {
        Bench.QueueFrontEnd frontEnd = new Bench.QueueFrontEnd();
        Kernel kernel = new Kernel(
                frontEnd.channels(),
                () -> {
                    throw new IllegalStateException("This Java has no compiler; install a JDK.");
                },
                Bench.headers(),
                folder,
                Map.of(),
                line -> {});
        kernel.start();
        try (frontEnd) {
            assertEquals(
                    "ok",
                    frontEnd.ask(SHELL, "kernel_info_request", JsonObject.EMPTY).field("kernel_info_reply", "status"));
            assertEquals(
                    "This Java has no compiler; install a JDK.",
                    frontEnd.execute("1").field("execute_reply", "evalue"));
            assertEquals(
                    "error", frontEnd.ask(SHELL, "complete_request", cell("a")).field("complete_reply", "status"));
        } finally {
            kernel.release();
        }
    }

    private static Seen awaitQuestion(FrontEnd frontEnd, String cell) {
        for (Seen seen = frontEnd.next(cell); ; seen = frontEnd.next(cell)) {
            if (seen.type().equals("input_request")) {
                assertEquals(STDIN, seen.channel());
                return seen;
            }
            if (seen.name().equals("idle")) {
                fail("the cell ended without a question");
            }
        }
    }

    private static Optional<Integer> whole(JsonObject json, String name) {
        return Optional.ofNullable(json.members().get(name)).map(n -> ((Number) n).intValue());
    }

    /** The same text whether nested objects are maps or not. */
    private static String plainly(Object json) {
        if (json instanceof JsonObject object) {
            return plainly(object.members());
        }
        if (json instanceof Map<?, ?> map) {
            StringBuilder text = new StringBuilder("{");
            map.forEach((name, value) -> text.append(name).append('=').append(plainly(value)));
            return text.append('}').toString();
        }
        return String.valueOf(json);
    }
}
