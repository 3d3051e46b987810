package dev.guestbook.magic;

import dev.guestbook.session.Ptr;
import dev.guestbook.session.Session;
import java.nio.file.Path;
import java.util.OptionalLong;

/** {@code %dump}. */
record DumpMagic(Session session, Path base) implements Magic {
    /** Bytes shown from an address on. */
    private static final long DEFAULT_LENGTH = 64;

    private static final Usage USAGE = ArgumentValues.withMemory(Usage.of(
                    "dump",
                    "REGION|ADDRESS [LENGTH]",
                    1,
                    2,
                    "Shows memory as a hex dump; regions are named, bytes changed since the last dump marked."))
            .example("%dump nums")
            .example("%dump 0x400 64")
            .java("wasm.dump(nums, 24)");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        ArgumentValues values = new ArgumentValues(session, base, context);
        Object from = call.has(ArgumentValues.MEMORY)
                ? values.pointer(call.argument(0), call)
                : values.value(call.argument(0), OptionalLong.empty());
        OptionalLong length = call.optional(1).isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(values.number(call.argument(1), "length"));
        if (from instanceof Integer || from instanceof Long) {
            long address = ((Number) from).longValue();
            context.show(context.work(() -> session.dump(address, length.orElse(DEFAULT_LENGTH))));
            return;
        }
        Ptr ptr = values.pointer(from, call.argument(0));
        context.show(
                context.work(() -> length.isPresent() ? session.dump(ptr, length.getAsLong()) : session.dump(ptr)));
    }
}
