package dev.guestbook.kernel;

import dev.guestbook.channel.Channel;
import dev.guestbook.channel.Request;
import dev.guestbook.protocol.Execute;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Requests on shell in their order, of which a failed cell aborts those that run code. Belongs to the shell thread. */
final class ShellQueue {
    /** A request, and whether it is to be answered {@code aborted} and not run. */
    record Queued(Request request, boolean aborted) {}

    private final Channel shell;
    private final Deque<Queued> waiting = new ArrayDeque<>();

    ShellQueue(Channel shell) {
        this.shell = shell;
    }

    /** The next request; waits for it. Empty once the channel is closed. */
    Optional<Queued> next() {
        return waiting.isEmpty()
                ? shell.receive().map(request -> new Queued(request, false))
                : Optional.of(waiting.poll());
    }

    /** Aborts every execute request that has arrived by now; all others keep their place. */
    void abort() {
        Deque<Queued> earlier = new ArrayDeque<>(waiting);
        waiting.clear();
        earlier.forEach(queued -> waiting.add(aborted(queued.request)));
        for (Optional<Request> next = shell.poll(); next.isPresent(); next = shell.poll()) {
            waiting.add(aborted(next.get()));
        }
    }

    private static Queued aborted(Request request) {
        return new Queued(request, request.message().type().equals(Execute.REQUEST));
    }
}
