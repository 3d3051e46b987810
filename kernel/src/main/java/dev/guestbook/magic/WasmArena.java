package dev.guestbook.magic;

import dev.guestbook.session.Session;
import java.util.Optional;

/** {@code %wasm arena}. */
record WasmArena(Session session) implements Magic {
    private static final Usage USAGE = Usage.of(
                    "wasm arena", "[SIZE]", 0, 1, "Shows, or chooses, where %alloc takes regions from.")
            .option("--alloc", "EXPORT", "an allocator of the guest's, (i32) -> i32 or (i32 size, i32 align) -> i32")
            .option("--reset", "EXPORT", "what resets it, () -> ()")
            .example("%wasm arena 64KiB")
            .java("wasm.arena()");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        Optional<Word> allocate = call.option("--alloc");
        Optional<Word> size = call.optional(0);
        if (allocate.isPresent() == size.isPresent() && (size.isPresent() || call.has("--reset"))) {
            throw new MagicException("Give a SIZE, or --alloc and perhaps --reset. Usage: " + USAGE.synopsis());
        }
        if (allocate.isPresent()) {
            String alloc = allocate.get().text();
            Optional<String> reset = call.option("--reset").map(Word::text);
            context.show(context.work(() -> reset.isPresent()
                    ? session.arena(alloc, reset.get())
                    : session.guest().arena(alloc)));
        } else if (size.isPresent()) {
            long bytes = Literal.size(size.get().text())
                    .orElseThrow(() -> new MagicException("The arena's size is bytes, such as 64KiB; "
                            + size.get().text() + " is not."));
            context.show(context.work(() -> session.arena(bytes)));
        } else {
            context.show(context.work(() -> session.arena()));
        }
    }
}
