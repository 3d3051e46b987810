package dev.guestbook.kernel;

import dev.guestbook.channel.Channel;
import dev.guestbook.channel.Request;
import dev.guestbook.display.CellInput;
import dev.guestbook.protocol.Header;
import dev.guestbook.protocol.HeaderSource;
import dev.guestbook.protocol.Input;
import dev.guestbook.protocol.Malformed;
import dev.guestbook.protocol.Message;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The stdin channel: asks the front end that sent the cell, one question at a time. */
final class Stdin {
    /** A question that is open: to whom, under which message id. */
    private record Question(Exchange cell, String id, CompletableFuture<String> answer) {}

    private final Channel channel;
    private final HeaderSource headers;
    private final Consumer<String> log;
    private final ReentrantLock asking = new ReentrantLock(true);
    private volatile Question open;

    Stdin(Channel channel, HeaderSource headers, Consumer<String> log) {
        this.channel = channel;
        this.headers = headers;
        this.log = log;
    }

    /** The input of one cell. {@code before} runs before each question: it sends what the cell has printed. */
    CellInput of(Exchange cell, Runnable before) {
        return (prompt, password) -> {
            before.run();
            return ask(cell, new Input.Request(prompt, password));
        };
    }

    private String ask(Exchange cell, Input.Request request) throws IOException {
        try {
            asking.lockInterruptibly();
            try {
                Message message = Message.of(headers, Optional.of(cell.header()), request);
                Question question = new Question(cell, message.header().id(), new CompletableFuture<>());
                open = question;
                channel.send(cell.peer(), message);
                return question.answer.get();
            } finally {
                open = null;
                asking.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        } catch (ExecutionException e) {
            throw interrupted();
        }
    }

    private static IOException interrupted() {
        return new InterruptedIOException("The request for input was interrupted.");
    }

    /** Ends the open question, if there is one, as if it had been interrupted. */
    void interrupt() {
        Question question = open;
        if (question != null) {
            question.answer.completeExceptionally(interrupted());
        }
    }

    /** Takes answers until the channel is closed. */
    void serve() {
        for (Optional<Request> reply = channel.receive(); reply.isPresent(); reply = channel.receive()) {
            take(reply.get());
        }
        interrupt();
    }

    private void take(Request reply) {
        Message message = reply.message();
        Question question = open;
        if (!message.type().equals(Input.REPLY)) {
            log.accept("ignored a message on stdin: type " + Malformed.quoted(message.type()));
        } else if (question == null || !answers(question, reply)) {
            log.accept("ignored a message on stdin: an answer that nobody waits for");
        } else {
            try {
                question.answer.complete(Input.Reply.of(message.content()).value());
            } catch (Malformed e) {
                log.accept("ignored a message on stdin: " + e.getMessage());
            }
        }
    }

    /** From the front end that was asked, and not to an earlier question; many front ends name no question. */
    private static boolean answers(Question question, Request reply) {
        String parent = reply.message().parent().map(Header::id).orElse(question.id);
        boolean earlier = !parent.equals(question.id)
                && !parent.equals(question.cell.header().id());
        return reply.peer().equals(question.cell.peer()) && !earlier;
    }
}
