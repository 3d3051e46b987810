package dev.guestbook.magic;

import dev.guestbook.session.Session;

/** {@code %wasm run}: what follows goes to the guest, options and all. */
record WasmRun(Session session) implements Magic {
    private static final Usage USAGE = Usage.of(
                    "wasm run",
                    "[ARGS...]",
                    0,
                    Integer.MAX_VALUE,
                    "Runs the guest's _start once, on a fresh instance, and shows its exit code.")
            .example("%wasm run --verbose input.txt")
            .java("wasm.run(\"--verbose\", \"input.txt\")");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public boolean isRaw() {
        return true;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        String[] arguments = Word.split(call.rest()).stream().map(Word::text).toArray(String[]::new);
        context.show(context.work(() -> session.run(arguments)));
    }
}
