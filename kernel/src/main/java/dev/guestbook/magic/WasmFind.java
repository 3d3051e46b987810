package dev.guestbook.magic;

import dev.guestbook.session.MemoryType;
import dev.guestbook.session.Session;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code %wasm find}. */
record WasmFind(Session session, Path base) implements Magic {
    private static final Usage USAGE = Usage.of(
                    "wasm find", "VALUE", 1, 1, "Lists every address of linear memory where a value's bytes stand.")
            .option("--as", "TYPE", "the type whose bytes are looked for; what %write would write otherwise")
            .example("%wasm find utf8:hello")
            .example("%wasm find 47 --as u16")
            .java("wasm.find(utf8(\"hello\"))");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        Optional<MemoryType> as = call.option("--as").map(Word::text).map(session::type);
        Object value = new ArgumentValues(session, base, context).value(call.argument(0), OptionalLong.empty());
        context.show(context.work(() -> as.isPresent() ? session.find(value, as.get()) : session.find(value)));
    }
}
