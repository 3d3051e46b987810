package dev.guestbook.magic;

import dev.guestbook.display.Diagnostic;
import dev.guestbook.display.Failure;
import dev.guestbook.display.SourceRejected;
import dev.guestbook.session.Refused;
import dev.guestbook.session.Session;
import java.util.List;

/** {@code %%contract}: the cell holds C prototypes of the current guest's exports. */
record ContractCell(Session session) implements Magic {
    private static final Usage USAGE = Usage.of(
                    "%contract",
                    "",
                    0,
                    0,
                    "Reads C prototypes as a header has them: const is an input, x[16] and x[n] are sizes, const T *x,"
                            + " size_t n a pair, inout before a type both ways; calls are held to them from then on. A header may be"
                            + " pasted whole: what a contract cannot hold is left out, with its line and why; what another run of the cell said is taken back. %contract shows all of it.")
            .example("void f(uint8_t mac[16], const uint8_t *text, size_t text_size);")
            .java("wasm.contract(\"void f(uint8_t mac[16], const uint8_t *text, size_t text_size);\");"
                    + " wasm.contract().call(\"f\", utf8(\"text\")).bytes(\"mac\")");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public boolean takesBody() {
        return true;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        int firstLine = call.line() + 1;
        try {
            context.show(context.work(() -> session.contract(call.body(), firstLine)));
        } catch (Refused e) {
            throw e.line() == 0
                    ? e
                    : new CodeFailed(failure(e, call, context.at().place()), true);
        }
    }

    /** With the line it is about, as a compiler would show it. */
    private static Failure failure(Refused refused, MagicCall call, String place) {
        int line = refused.line() - call.line();
        String told = call.body().lines().skip(line - 1L).findFirst().orElse("");
        int indent = told.length() - told.stripLeading().length();
        Diagnostic complaint = new Diagnostic(
                Diagnostic.Kind.ERROR,
                line,
                1 + indent,
                Math.max(1, told.strip().length()),
                refused.reason());
        Failure shown = new SourceRejected(List.of(complaint), call.body()).failure(place, call.line() + 1);
        return new Failure("Refused", shown.message(), shown.traceback());
    }
}
