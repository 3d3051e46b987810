package dev.guestbook.session;

import dev.guestbook.wasm.HostFunction;
import dev.guestbook.wasm.HostValue;
import java.util.List;

/** What the session gives for the imports of one module. */
record Granted(List<Given> functions, List<HostValue> values) {
    Granted {
        functions = List.copyOf(functions);
        values = List.copyOf(values);
    }

    /** With what the host of one instance has for it alone. */
    List<HostFunction> functions(Host host) {
        return host.functions(functions);
    }
}
