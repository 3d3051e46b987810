package dev.guestbook.magic;

import dev.guestbook.session.Ptr;
import dev.guestbook.session.Session;
import java.nio.file.Path;

/** {@code %dump}. */
record DumpMagic(Session session, Path base) implements Magic {
    private static final Usage USAGE = Usage.of(
                    "dump",
                    "REGION|ADDRESS [LENGTH]",
                    1,
                    2,
                    "Shows memory as a hex dump; regions are named, bytes changed since the last dump marked.")
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
        Ptr from = values.pointer(call.argument(0));
        if (call.optional(1).isEmpty()) {
            context.show(context.work(() -> session.dump(from)));
            return;
        }
        long length = values.number(call.argument(1), "length");
        context.show(context.work(() -> session.dump(from, length)));
    }
}
