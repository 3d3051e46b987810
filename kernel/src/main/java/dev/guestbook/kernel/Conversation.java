package dev.guestbook.kernel;

import dev.guestbook.protocol.Malformed;

/** Answers one type of request. Busy has been said before, idle is said after. */
@FunctionalInterface
interface Conversation {
    /** @throws Malformed where the request's content is not what its type asks for; nothing was done */
    void answer(Exchange exchange) throws Malformed;
}
