package dev.guestbook.magic;

import dev.guestbook.session.Ptr;
import dev.guestbook.session.Session;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code %write}. */
record WriteMagic(Session session, Path base) implements Magic {
    private static final Usage USAGE = ArgumentValues.withMemory(Usage.of(
                            "write",
                            "REGION VALUE",
                            2,
                            2,
                            "Copies a value into the guest; length and range are checked first.")
                    .option("--offset", "N", "bytes from the region's start"))
            .example("%write nums [3, 8, -2]")
            .example("%write key random")
            .example("%write name \"utf8:Grüße, guest\"")
            .java("wasm.write(nums, new int[] {3, 8, -2});");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        ArgumentValues values = new ArgumentValues(session, base, context);
        Ptr to = values.pointer(call.argument(0), call);
        Optional<Word> offset = call.option("--offset");
        long skip = offset.isEmpty() ? 0 : values.number(offset.get(), "offset");
        Object value = values.value(call.argument(1), OptionalLong.of(Math.max(0, to.size() - skip)));
        context.show(context.work(() -> session.write(to, value, skip)));
    }
}
