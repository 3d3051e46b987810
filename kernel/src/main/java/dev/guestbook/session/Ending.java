package dev.guestbook.session;

import dev.guestbook.display.Span;
import dev.guestbook.wasm.GuestExit;
import dev.guestbook.wasm.GuestStopped;
import dev.guestbook.wasm.Trap;

/** Why a guest's last call did not come to its end, in the same words wherever that is shown. */
record Ending(Throwable cause) {
    /** As a state: {@code trapped}, {@code stopped}, {@code ended} or {@code host failed}. */
    Span state() {
        return cause instanceof GuestExit ? Span.dim(word()) : Span.bad(word());
    }

    private String word() {
        return cause instanceof Trap
                ? "trapped"
                : cause instanceof GuestStopped ? "stopped" : cause instanceof GuestExit ? "ended" : "host failed";
    }

    /** What it did in its last call: {@code trapped (unreachable executed)}. */
    String told() {
        if (cause instanceof Trap trap) {
            return "trapped (" + trap.kind().standard() + ") in its last call";
        }
        if (cause instanceof GuestExit) {
            return "ended itself (proc_exit) in its last call";
        }
        return cause instanceof GuestStopped
                ? "was stopped in its last call"
                : "lost its last call to a failure in the host's code";
    }
}
