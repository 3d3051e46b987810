package dev.guestbook.session;

import dev.guestbook.MonocypherHere;
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

    static final String MONOCYPHER = MonocypherHere.SOURCE;

    private OurGuests() {}

    /** Tests run in {@code kernel/}, the guests stand beside it. */
    private static String file(String name) {
        return Path.of("..", "guests", name, name + ".wasm").toString();
    }

    static Session session() {
        return new Session(new ModuleSources(Settings.ofUser(Path.of(""))));
    }
}
