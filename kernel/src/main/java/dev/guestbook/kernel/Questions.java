package dev.guestbook.kernel;

import dev.guestbook.cell.CellRunner;
import dev.guestbook.eval.Completeness;
import dev.guestbook.eval.Completion;
import dev.guestbook.protocol.Complete;
import dev.guestbook.protocol.Content;
import dev.guestbook.protocol.Inspect;
import dev.guestbook.protocol.IsComplete;
import dev.guestbook.protocol.JsonObject;
import dev.guestbook.protocol.Malformed;
import dev.guestbook.protocol.ReplyError;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The conversations that ask about code without running it: complete, inspect, is_complete. */
final class Questions {
    /** A question put to the runner. */
    private interface Question {
        Content answer(JsonObject content, CellRunner runner) throws Malformed;
    }

    private static final Duration PATIENCE = Duration.ofMillis(400);

    private final Cells cells;

    Questions(Cells cells) {
        this.cells = cells;
    }

    void complete(Exchange exchange) throws Malformed {
        answer(exchange, "complete_reply", Questions::complete);
    }

    void inspect(Exchange exchange) throws Malformed {
        answer(exchange, "inspect_reply", Questions::inspect);
    }

    /** A terminal gives up on an answer after a second and never asks again, so one that has to wait is "unknown". */
    void isComplete(Exchange exchange) throws Malformed {
        if (!cells.areReady(PATIENCE)) {
            exchange.reply(new IsComplete.Reply("unknown", ""));
            return;
        }
        answer(exchange, "is_complete_reply", Questions::isComplete);
    }

    private void answer(Exchange exchange, String replyType, Question question) throws Malformed {
        try {
            exchange.reply(question.answer(exchange.content(), cells.runner()));
        } catch (Cells.NotStarted e) {
            exchange.reply(new ReplyError.Reply(replyType, e.error()));
        }
    }

    private static Content complete(JsonObject content, CellRunner runner) throws Malformed {
        Complete.Request request = Complete.Request.of(content);
        String code = request.code();
        Completion completion =
                runner.complete(code, cursor(code, request.cursor().orElse(Integer.MAX_VALUE)));
        List<Complete.Match> matches = completion.matches().stream()
                .map(m -> new Complete.Match(m.text(), m.type(), m.signature()))
                .toList();
        return new Complete.Reply(
                Cursor.toCodePoints(code, completion.start()), Cursor.toCodePoints(code, completion.end()), matches);
    }

    private static Content inspect(JsonObject content, CellRunner runner) throws Malformed {
        Inspect.Request request = Inspect.Request.of(content);
        String code = request.code();
        return runner.inspect(code, cursor(code, request.cursor().orElse(Integer.MAX_VALUE)), request.detail())
                .map(bundle -> new Inspect.Reply(bundle.data(), bundle.metadata()))
                .orElseGet(() -> new Inspect.Reply(Map.of(), Map.of()));
    }

    private static Content isComplete(JsonObject content, CellRunner runner) throws Malformed {
        Completeness completeness =
                runner.completeness(IsComplete.Request.of(content).code());
        String status = completeness.status().name().toLowerCase(Locale.ROOT);
        return new IsComplete.Reply(status, completeness.indent());
    }

    private static int cursor(String code, int codePoints) {
        return Cursor.toChars(code, codePoints);
    }
}
