package dev.guestbook.session;

import dev.guestbook.wasm.HostFunction;

/** What is given for an import, to be made for each instance anew: a host function knows who calls it. */
@FunctionalInterface
interface Given {
    HostFunction on(Host host);
}
