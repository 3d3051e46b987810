package dev.guestbook.wasm;

import com.dylibso.chicory.wabt.Wat2WasmModule;
import dev.guestbook.wasm.code.Poll;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The assembler of WebAssembly's text format: wabt's {@code wat2wasm}, a guest itself, under limits as any other. Its
 * code was compiled when it was packaged; loading it takes some hundred milliseconds. Immutable, for any thread.
 */
public final class Assembler {
    /** From standard input to standard output; what the engine runs beyond the assembler's defaults is switched on. */
    public static final List<String> ARGUMENTS = List.of(
            "-",
            "--output=-",
            "--debug-names",
            "--enable-extended-const",
            "--enable-multi-memory",
            "--enable-tail-call",
            "--enable-threads");

    private static final String MODULE = "Wat2Wasm.meta";

    private final WasmModule program;

    private Assembler(WasmModule program) {
        this.program = program;
    }

    /** Loads it. */
    public static Assembler load() {
        try (InputStream module = Wat2WasmModule.class.getResourceAsStream(MODULE)) {
            if (module == null) {
                throw new LinkageError("The assembler's " + MODULE + " is not in this build of Guestbook.");
            }
            return new Assembler(WasmModule.of(
                    module.readAllBytes(),
                    Limits.DEFAULT,
                    parsed -> new Compiled(Wat2WasmModule::create, Poll.unused(), List.of(), Compiled.How.STOCK)));
        } catch (IOException | BadModule e) {
            throw new LinkageError("The assembler cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Runs it once, on an instance of its own.
     *
     * @param wasi its arguments, streams and nothing else
     * @return its exit code, 0 where all went well
     * @throws Trap where the text is too much for it
     * @throws GuestStopped where the thread was interrupted
     */
    public int run(List<HostFunction> wasi) {
        try {
            program.instantiate(wasi)
                    .function("_start")
                    .orElseThrow(() -> new LinkageError("The assembler has no _start."))
                    .call();
            return 0;
        } catch (GuestExit exit) {
            return exit.code();
        } catch (Trap trap) {
            // Its code is of an older engine, where an interrupt looks like a trap.
            if (Thread.currentThread().isInterrupted()) {
                throw new GuestStopped("The assembler was interrupted.");
            }
            throw trap;
        } catch (BadModule e) {
            throw new LinkageError("The assembler does not fit this build of Guestbook: " + e.getMessage(), e);
        }
    }
}
