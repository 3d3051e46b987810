package dev.guestbook.kernel;

import dev.guestbook.cell.CellOutcome;
import dev.guestbook.cell.CellRunner;
import dev.guestbook.display.CellInput;
import dev.guestbook.display.CellScope;
import dev.guestbook.display.Failure;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.protocol.Content;
import dev.guestbook.protocol.Execute;
import dev.guestbook.protocol.JsonObject;
import dev.guestbook.protocol.Malformed;
import dev.guestbook.protocol.ReplyError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;

/** Runs cells. Belongs to the shell thread. */
final class ExecuteConversation implements Conversation {
    private static final CellOutcome NOTHING = new CellOutcome.Ok(Optional.empty(), List.of());

    private final Cells cells;
    private final Stdin stdin;
    private final PastCells past;
    private final ScheduledExecutorService timer;
    private final Runnable abortQueued;
    private int executionCount;

    /** {@code abortQueued} is run before a failure is replied, so that nothing sent in answer to it is aborted. */
    ExecuteConversation(
            Cells cells, Stdin stdin, PastCells past, ScheduledExecutorService timer, Runnable abortQueued) {
        this.cells = cells;
        this.stdin = stdin;
        this.past = past;
        this.timer = timer;
        this.abortQueued = abortQueued;
    }

    @Override
    public void answer(Exchange exchange) throws Malformed {
        Execute.Request request = Execute.Request.of(exchange.content());
        Consumer<Content> publish = request.silent() ? content -> {} : exchange::publish;
        boolean empty = request.code().isBlank();
        if (request.storeHistory() && !empty) {
            executionCount++;
            past.add(executionCount, request.code());
        }
        CellOutputs outputs = new CellOutputs(publish, timer);
        CellInput input = request.allowStdin() ? stdin.of(exchange, outputs::flush) : CellInput.NONE;
        CellScope scope = new CellScope(request.silent() ? 0 : executionCount, outputs, input, exchange.cellId());
        Execute.Reply reply;
        try (Cells.Turn turn = cells.begin(exchange.arrived())) {
            publish.accept(new Execute.Input(request.code(), executionCount));
            CellOutcome outcome = empty ? NOTHING : attempt(turn, runner -> runner.execute(request.code(), scope));
            outputs.flush();
            reply = conclude(turn, request, outcome, publish, scope);
        }
        outputs.flush();
        exchange.reply(reply);
    }

    private static CellOutcome attempt(Cells.Turn turn, Function<CellRunner, CellOutcome> work) {
        try {
            return turn.run(work);
        } catch (Cells.NotStarted e) {
            ReplyError error = e.error();
            return new CellOutcome.Failed(new Failure(error.name(), error.value(), error.traceback()));
        } catch (RuntimeException | Error e) { // a fault of ours, or no memory: the cell fails, the kernel goes on
            return new CellOutcome.Failed(
                    new Failure(e.getClass().getSimpleName(), String.valueOf(e.getMessage()), List.of(e.toString())));
        }
    }

    private Execute.Reply conclude(
            Cells.Turn turn, Execute.Request request, CellOutcome outcome, Consumer<Content> publish, CellScope scope) {
        if (outcome instanceof CellOutcome.Ok ok) {
            ok.result().ifPresent(bundle -> {
                if (request.storeHistory()) {
                    past.result(executionCount, bundle.plain());
                }
                publish.accept(new Execute.Result(bundle.data(), bundle.metadata(), executionCount));
            });
            return new Execute.Ok(
                    executionCount,
                    expressions(turn, request.userExpressions(), scope),
                    ok.pages().stream().map(MimeBundle::data).toList());
        }
        ReplyError error = error(((CellOutcome.Failed) outcome).failure());
        publish.accept(new Execute.ErrorOutput(error));
        if (request.stopOnError()) {
            abortQueued.run();
        }
        return new Execute.Failed(executionCount, error);
    }

    /** Of the cell's own turn, so that one interrupt ends them all. */
    private Map<String, JsonObject> expressions(Cells.Turn turn, Map<String, String> wanted, CellScope scope) {
        Map<String, JsonObject> answers = new LinkedHashMap<>();
        wanted.forEach((name, expression) -> answers.put(name, expression(turn, expression, scope)));
        return answers;
    }

    private JsonObject expression(Cells.Turn turn, String expression, CellScope scope) {
        CellOutcome outcome = attempt(turn, runner -> runner.expression(expression, scope));
        if (outcome instanceof CellOutcome.Failed failed) {
            return error(failed.failure()).json();
        }
        return ((CellOutcome.Ok) outcome)
                .result()
                .map(bundle -> Execute.expression(bundle.data(), bundle.metadata()))
                .orElseGet(() -> Execute.expression(Map.of(), Map.of()));
    }

    private static ReplyError error(Failure failure) {
        return new ReplyError(failure.name(), failure.message(), failure.traceback());
    }
}
