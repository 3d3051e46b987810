package dev.guestbook.session;

import dev.guestbook.wasm.Engine;
import dev.guestbook.wasm.Limits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How to load a guest. Immutable; each {@code with} method returns a copy.
 *
 * @param as the guest's name; where empty it comes from the source
 * @param maxMemory cap on linear memory, bytes
 * @param timeout the longest a call may take; none where empty
 * @param from a file that supplies the module instead of its source; its digest is checked where the source has one
 */
public record LoadOptions(
        Optional<String> as, Engine engine, long maxMemory, Optional<Duration> timeout, Optional<Path> from) {
    /** Compiled, 256 MiB, no time limit. */
    public static final LoadOptions DEFAULT = new LoadOptions(
            Optional.empty(), Engine.COMPILED, Limits.DEFAULT.memoryBytes(), Optional.empty(), Optional.empty());

    public LoadOptions withName(String name) {
        return new LoadOptions(Optional.of(name), engine, maxMemory, timeout, from);
    }

    public LoadOptions withEngine(Engine chosen) {
        return new LoadOptions(as, chosen, maxMemory, timeout, from);
    }

    /** Caps linear memory at so many bytes. */
    public LoadOptions withMaxMemory(long bytes) {
        return new LoadOptions(as, engine, bytes, timeout, from);
    }

    public LoadOptions withTimeout(Duration limit) {
        return new LoadOptions(as, engine, maxMemory, Optional.of(limit), from);
    }

    public LoadOptions withFrom(Path file) {
        return new LoadOptions(as, engine, maxMemory, timeout, Optional.of(file));
    }
}
