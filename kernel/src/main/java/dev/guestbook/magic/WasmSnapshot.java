package dev.guestbook.magic;

import dev.guestbook.session.Session;

/** {@code %wasm snapshot}. */
record WasmSnapshot(Session session) implements Magic {
    private static final Usage USAGE = Usage.of(
                    "wasm snapshot",
                    "[NAME]",
                    0,
                    1,
                    "Keeps the guest's memory, globals, arena and regions under a name; without one, lists what is kept.")
            .option("--drop", "SNAPSHOT", "overwrites and forgets one instead")
            .example("%wasm snapshot before")
            .java("wasm.snapshot(\"before\")");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        if (call.has("--drop")) {
            if (call.optional(0).isPresent()) {
                throw new MagicException("A snapshot is taken or dropped, not both. Usage: " + USAGE.synopsis());
            }
            String name = call.option("--drop").orElseThrow().text();
            context.show(context.work(() -> {
                session.dropSnapshot(name);
                return session.snapshotTable();
            }));
        } else if (call.optional(0).isPresent()) {
            String name = call.argument(0).text();
            context.show(context.work(() -> session.snapshot(name)));
        } else {
            context.show(context.work(session::snapshotTable));
        }
    }
}
