package dev.guestbook.magic;

import dev.guestbook.session.Session;

/** {@code %%contract}: the cell holds C prototypes of the current guest's exports. */
record ContractCell(Session session) implements Magic {
    private static final Usage USAGE = Usage.of(
                    "%contract",
                    "",
                    0,
                    0,
                    "Reads C prototypes as a header has them: const is an input, x[16] and x[n] are sizes, const T *x,"
                            + " size_t n a pair, inout before a type both ways; calls are held to them from then on. A header may be"
                            + " pasted whole: what a contract cannot hold is left out, with its line and why.")
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
        context.show(context.work(() -> session.contract(call.body(), call.line() + 1)));
    }
}
