package dev.guestbook.magic;

import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.session.Session;

/** {@code %wasm unload}. */
record WasmUnload(Session session) implements Magic {
    private static final Usage USAGE = Usage.of(
                    "wasm unload", "[GUEST]", 0, 1, "Wipes a guest's memory and lets go of it.")
            .option("--all", "", "all guests")
            .example("%wasm unload twosum")
            .java("wasm.unload(\"twosum\");");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        if (call.has("--all") == call.optional(0).isPresent()) {
            throw new MagicException("Name one guest, or give --all. Usage: " + USAGE.synopsis());
        }
        if (call.has("--all")) {
            context.work(() -> {
                session.unloadAll();
                return null;
            });
            context.show(Sheet.titled("All guests are unloaded").next("%wasm load SOURCE"));
            return;
        }
        String name = call.argument(0).text();
        context.work(() -> {
            session.unload(name);
            return null;
        });
        context.show(Sheet.titled(Span.strong(name), " is unloaded, its memory wiped")
                .next("%wasm list"));
    }
}
