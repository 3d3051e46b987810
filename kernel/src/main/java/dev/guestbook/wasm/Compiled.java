package dev.guestbook.wasm;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.Machine;
import java.util.function.Function;

/**
 * Turns a parsed module into JVM classes, once: the only type that sees the engine's compiler.
 *
 * <p>A faster helper class for compiled code belongs here, behind the same method.
 */
final class Compiled {
    /** The package and name prefix of compiled classes; a guest function {@code n} is a method {@code func_n} there. */
    static final String CLASS_PREFIX = com.dylibso.chicory.compiler.internal.Compiler.DEFAULT_CLASS_NAME;

    private Compiled() {}

    static Function<com.dylibso.chicory.runtime.Instance, Machine> compile(com.dylibso.chicory.wasm.WasmModule module) {
        return MachineFactoryCompiler.builder(module)
                .withInterpreterFallback(InterpreterFallback.SILENT)
                .compile();
    }
}
