package dev.guestbook.wasm;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.WasmModule;
import dev.guestbook.wasm.code.GuestClasses;
import dev.guestbook.wasm.code.GuestCompiler;
import dev.guestbook.wasm.code.Poll;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/**
 * A parsed module as JVM classes, made once: from the cache, else by the engine's compiler with our helper, else
 * by the stock compiler where the engine does not take that, else the interpreter where the module is too much for it.
 *
 * @param machines makes what runs an instance
 * @param poll where it can be stopped; never armed where the code looks by itself
 * @param interpreted indices of functions too large for the JVM
 * @param how what the load card calls it
 */
record Compiled(
        Function<com.dylibso.chicory.runtime.Instance, Machine> machines,
        Poll poll,
        List<Integer> interpreted,
        How how) {
    /** The package and name prefix of compiled classes; a guest function {@code n} is a method {@code func_n} there. */
    static final String CLASS_PREFIX = com.dylibso.chicory.compiler.internal.Compiler.DEFAULT_CLASS_NAME;

    /** Which code it is, and where it came from. */
    enum How {
        COMPILED("compiled"),
        CACHED("compiled"),
        STOCK("compiled (stock)"),
        INTERPRETED("interpreted"),
        NOT_COMPILABLE("interpreted: the compiler could not take this module");

        private final String words;

        How(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** What an earlier load compiled and kept, and had validated before. */
    record Kept(Compiled compiled, Instructions instructions) {}

    static Compiled byInterpreter() {
        return byInterpreter(How.INTERPRETED);
    }

    private static Compiled byInterpreter(How how) {
        return new Compiled(Interpreter::new, Poll.unused(), List.of(), how);
    }

    /** Whether it is code of the JVM; false where each instruction is interpreted, as asked for or as a way out. */
    boolean isCode() {
        return how != How.INTERPRETED && how != How.NOT_COMPILABLE;
    }

    /** Whether functions are interpreted that it does not know of, or all of them. */
    boolean needsAllCode() {
        return how != How.COMPILED && how != How.CACHED;
    }

    /**
     * Under which name a module's classes are kept: it says module, engine, helper and JDK. Empty where the engine does
     * not say its version.
     *
     * @param digest the SHA-256 of the module's bytes, hexadecimal
     */
    static Optional<String> key(String digest) {
        return GuestCompiler.version().map(version -> digest + ", " + version);
    }

    /** What was kept under this key. */
    static Optional<Kept> kept(Optional<String> key, CodeCache cache) {
        return key.flatMap(cache::read).flatMap(Compiled::restored);
    }

    /** @param key under which its classes are kept in {@code cache} for later loads */
    static Compiled compile(WasmModule module, Optional<String> key, CodeCache cache) {
        try {
            GuestClasses classes = GuestCompiler.compile(module, Effort.tooMuch(module));
            Making.goesOn();
            Compiled compiled = ours(classes, How.COMPILED);
            key.ifPresent(name -> cache.keep(name, encoded(Instructions.of(module), classes)));
            return compiled;
        } catch (LinkageError engineChanged) {
            return stockOrInterpreted(module);
        } catch (CancellationException unwanted) {
            throw unwanted;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError tooMuch) {
            return byInterpreter(How.NOT_COMPILABLE);
        }
    }

    /** A module that no compiler takes still runs, and the load card says how. */
    private static Compiled stockOrInterpreted(WasmModule module) {
        try {
            return stock(module);
        } catch (LinkageError | RuntimeException | StackOverflowError | OutOfMemoryError tooMuch) {
            return byInterpreter(How.NOT_COMPILABLE);
        }
    }

    private static Compiled ours(GuestClasses classes, How how) {
        // What comes from the cache was looked at when it was made, and the JVM looks again as it is used.
        GuestClasses.Loaded loaded = classes.load(how == How.COMPILED);
        return new Compiled(loaded.machines(), loaded.poll(), classes.interpreted(), how);
    }

    /** The engine's compiler as it comes. */
    static Compiled stock(WasmModule module) {
        return new Compiled(
                MachineFactoryCompiler.builder(module)
                        .withInterpreterFallback(InterpreterFallback.SILENT)
                        .compile(),
                Poll.unused(),
                List.of(),
                How.STOCK);
    }

    /** As {@link #restored} takes it. */
    private static byte[] encoded(Instructions instructions, GuestClasses classes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            instructions.write(out);
            out.write(classes.encode());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Optional<Kept> restored(byte[] bytes) {
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            Instructions instructions = Instructions.read(in);
            return Optional.of(new Kept(ours(GuestClasses.decode(in.readAllBytes()), How.CACHED), instructions));
        } catch (IOException | LinkageError unusable) {
            // Then it is made anew, as everything in a cache can be.
            return Optional.empty();
        }
    }
}
