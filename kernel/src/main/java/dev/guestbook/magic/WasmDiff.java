package dev.guestbook.magic;

import dev.guestbook.session.Session;
import java.util.Optional;

/** {@code %wasm diff}. */
record WasmDiff(Session session) implements Magic {
    private static final Usage USAGE = Usage.of(
                    "wasm diff",
                    "SNAPSHOT [SNAPSHOT]",
                    1,
                    2,
                    "Shows what differs between a snapshot and another, or now: bytes by region, globals, regions.")
            .option("--in", "REGION", "lists one region's bytes alone; outside is what is in none")
            .example("%wasm diff before")
            .java("wasm.diff(\"before\")");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        Optional<String> to = call.optional(1).map(Word::text);
        Optional<String> region = call.option("--in").map(Word::text);
        context.show(context.work(() -> session.diff(call.argument(0).text(), to, region)));
    }
}
