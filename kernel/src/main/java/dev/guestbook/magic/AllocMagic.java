package dev.guestbook.magic;

import dev.guestbook.session.Arena;
import dev.guestbook.session.Ptr;
import dev.guestbook.session.Session;
import java.nio.file.Path;
import java.util.Optional;

/** {@code %alloc}. */
record AllocMagic(Session session, Path base) implements Magic {
    private static final Usage USAGE = Usage.of(
                    "alloc", "NAME SIZE", 2, 2, "Takes a region from the guest's arena; NAME is a Java variable, too.")
            .option("--align", "N", "bytes; a power of two")
            .example("%alloc nums 500000*i32")
            .java("Ptr nums = wasm.alloc(\"nums\", 4 * 500_000);");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        ArgumentValues values = new ArgumentValues(session, base, context);
        String name = call.argument(0).text();
        context.checkBinding(name, Ptr.class.getName());
        ArgumentValues.Size size = values.size(call.argument(1));
        Optional<Word> align = call.option("--align");
        int alignment = align.isEmpty()
                ? Arena.ALIGNMENT
                : (int) Math.min(Integer.MAX_VALUE, values.number(align.get(), "alignment"));
        Ptr ptr = context.work(() -> session.guest().alloc(name, size.bytes(), alignment, size.type()));
        context.bind(name, Ptr.class.getName(), ptr);
        context.show(ptr.region().orElseThrow());
    }
}
