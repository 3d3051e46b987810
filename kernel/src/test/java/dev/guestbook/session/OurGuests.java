package dev.guestbook.session;

import dev.guestbook.source.ModuleSources;
import dev.guestbook.source.Settings;
import java.nio.file.Path;

/** Sessions with the guests that stand in this repository. */
final class OurGuests {
    static final String TWO_SUM = file("twosum");
    static final String LIAR = file("liar");
    static final String STRINGS = file("strings");
    static final String STRUCTS = file("structs");
    static final String TRAPS = file("traps");

    static final String MONOCYPHER = "npm:monocypher-wasm@3.1.3-0/esm/monocypher_wasm.js"
            + "#sha256=a268ec9a5e87f09967219333de2a64a3c43bd85a7b245987d8ed0931ae3887d7";

    private OurGuests() {}

    /** Tests run in {@code kernel/}, the guests stand beside it. */
    private static String file(String name) {
        return Path.of("..", "guests", name, name + ".wasm").toString();
    }

    static Session session() {
        return new Session(new ModuleSources(Settings.ofUser(Path.of(""))));
    }
}
