package dev.guestbook.kernel;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where what outlives a kernel is kept, by each system's own convention. */
public final class StateFolder {
    private StateFolder() {}

    /** {@code GUESTBOOK_HOME} where it is set, else the system's folder for a program's state. */
    public static Path of(Map<String, String> environment) {
        String own = environment.getOrDefault("GUESTBOOK_HOME", "");
        if (!own.isEmpty()) {
            return Path.of(own);
        }
        Path home = Path.of(System.getProperty("user.home"));
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            String local = environment.getOrDefault("LOCALAPPDATA", "");
            return (local.isEmpty() ? home.resolve("AppData").resolve("Local") : Path.of(local)).resolve("guestbook");
        }
        if (system.startsWith("mac")) {
            return home.resolve("Library").resolve("Application Support").resolve("guestbook");
        }
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        return (state.isEmpty() ? home.resolve(".local").resolve("state") : Path.of(state)).resolve("guestbook");
    }
}
