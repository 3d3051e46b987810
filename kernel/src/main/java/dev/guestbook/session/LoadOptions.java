package dev.guestbook.session;

import dev.guestbook.wasm.Engine;
import dev.guestbook.wasm.Limits;
import dev.guestbook.wasm.WasiGrants;
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
 * @param wasi what the guest has through WASI preview 1; no WASI where empty
 * @param stubImports whether stubs stand for the imports nobody gives
 * @param compileTimeout the longest a compiler may take over a text that becomes a guest
 */
public record LoadOptions(
        Optional<String> as,
        Engine engine,
        long maxMemory,
        Optional<Duration> timeout,
        Optional<Path> from,
        Optional<WasiGrants> wasi,
        boolean stubImports,
        Duration compileTimeout) {
    /** Compiled, 256 MiB, no time limit for calls, no WASI, no stubs; a minute for a compiler. */
    public static final LoadOptions DEFAULT = new LoadOptions(
            Optional.empty(),
            Engine.COMPILED,
            Limits.DEFAULT.memoryBytes(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Duration.ofSeconds(60));

    public LoadOptions withName(String name) {
        return new LoadOptions(Optional.of(name), engine, maxMemory, timeout, from, wasi, stubImports, compileTimeout);
    }

    public LoadOptions withEngine(Engine chosen) {
        return new LoadOptions(as, chosen, maxMemory, timeout, from, wasi, stubImports, compileTimeout);
    }

    /** Caps linear memory at so many bytes. */
    public LoadOptions withMaxMemory(long bytes) {
        return new LoadOptions(as, engine, bytes, timeout, from, wasi, stubImports, compileTimeout);
    }

    public LoadOptions withTimeout(Duration limit) {
        return new LoadOptions(as, engine, maxMemory, Optional.of(limit), from, wasi, stubImports, compileTimeout);
    }

    public LoadOptions withFrom(Path file) {
        return new LoadOptions(as, engine, maxMemory, timeout, Optional.of(file), wasi, stubImports, compileTimeout);
    }

    /** Gives it WASI preview 1: the cell's streams, clocks and random bytes, and no folder. */
    public LoadOptions withWasi() {
        return withWasi(granted());
    }

    private LoadOptions withWasi(WasiGrants grants) {
        return new LoadOptions(as, engine, maxMemory, timeout, from, Optional.of(grants), stubImports, compileTimeout);
    }

    private WasiGrants granted() {
        return wasi.orElse(WasiGrants.NONE);
    }

    /** Gives it WASI and a folder to read in, known to the guest as {@code guest}. */
    public LoadOptions withDir(Path host, String guest) {
        return withWasi(granted().withFolder(new WasiGrants.Folder(host, guest, false)));
    }

    /** Gives it WASI and a folder to read and write in. */
    public LoadOptions withWritableDir(Path host, String guest) {
        return withWasi(granted().withFolder(new WasiGrants.Folder(host, guest, true)));
    }

    /** Gives it WASI and a further argument after its own name. */
    public LoadOptions withArg(String argument) {
        return withWasi(granted().withArgument(argument));
    }

    /** Gives it WASI and an environment variable. */
    public LoadOptions withEnv(String name, String value) {
        return withWasi(granted().withEnvironment(name, value));
    }

    /** Lets stubs stand for the imports nobody gives: a function that traps, an empty memory or table, a zero. */
    public LoadOptions withStubImports() {
        return new LoadOptions(as, engine, maxMemory, timeout, from, wasi, true, compileTimeout);
    }

    /** Ends a compiler after so long. */
    public LoadOptions withCompileTimeout(Duration limit) {
        return new LoadOptions(as, engine, maxMemory, timeout, from, wasi, stubImports, limit);
    }
}
