package dev.guestbook.magic;

import dev.guestbook.display.Untrusted;
import dev.guestbook.session.Guest;
import dev.guestbook.session.LoadOptions;
import dev.guestbook.session.Session;
import java.nio.file.Path;
import java.util.Optional;

/** {@code %wasm load}. */
record WasmLoad(Session session, Path base) implements Magic {
    private static final Usage USAGE = GuestWords.in(Usage.of(
                            "wasm load",
                            "SOURCE",
                            1,
                            1,
                            "Fetches, checks, compiles and instantiates a guest; the next magics work on it.")
                    .option("--as", "NAME", "what to call it; its file's or package's name otherwise"))
            .option("--from", "FILE", "a file that supplies the module; its digest is checked")
            .example("%wasm load guests/twosum/twosum.wasm")
            .java("Guest g = wasm.load(\"guests/twosum/twosum.wasm\");");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        LoadOptions options = options(call);
        String source = call.argument(0).text();
        Elapsed elapsed = Elapsed.of(
                context.scope(), "loading " + Untrusted.name(source.replaceFirst("#sha256=\\p{XDigit}+$", "")));
        Guest guest;
        try {
            guest = context.work(() -> session.load(source, options, elapsed::now));
        } finally {
            elapsed.end();
        }
        context.show(guest);
    }

    private LoadOptions options(MagicCall call) throws MagicException {
        LoadOptions options = new GuestWords(base).read(call);
        if (call.has("--as")) {
            options = options.withName(call.option("--as").orElseThrow().text());
        }
        Optional<Word> from = call.option("--from");
        return from.isPresent() ? options.withFrom(base.resolve(from.get().text())) : options;
    }
}
