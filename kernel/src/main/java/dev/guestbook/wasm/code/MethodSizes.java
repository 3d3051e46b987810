package dev.guestbook.wasm.code;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.internal.Compiler;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.FunctionType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.objectweb.asm.commons.CodeSizeEvaluator;
import org.objectweb.asm.commons.InstructionAdapter;

/**
 * How many bytes the engine's compiler makes of functions. It looks at a method's size only when a class of a thousand
 * is complete, and then begins the whole module anew for one function that was too large; so its own emitter is run
 * before, on a counter.
 */
final class MethodSizes {
    /** A method of the JVM ends here, bytes. */
    private static final int MOST = 65_535;

    private final WasmModule module;
    private final Compiler compiler;
    private final MethodHandle emitter;

    /** @throws LinkageError where the engine is not the one this was written for */
    MethodSizes(WasmModule module) {
        this.module = module;
        this.compiler = Compiler.builder(module)
                .withInterpreterFallback(InterpreterFallback.FAIL)
                .build();
        try {
            this.emitter = MethodHandles.privateLookupIn(Compiler.class, MethodHandles.lookup())
                    .findVirtual(
                            Compiler.class,
                            "compileFunction",
                            MethodType.methodType(
                                    void.class,
                                    String.class,
                                    int.class,
                                    FunctionType.class,
                                    FunctionBody.class,
                                    InstructionAdapter.class))
                    .bindTo(compiler);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the engine's compiler has another emitter", e);
        }
    }

    /**
     * The indices of the functions that no method holds.
     *
     * @param shortest instructions of those that are looked at, which takes a third of compiling them
     * @param left not looked at
     * @param longest whether to take jumps and constants for the longest they may be, and not for the shortest
     * @throws CancellationException where this thread was interrupted
     */
    Set<Integer> tooLarge(int shortest, Set<Integer> left, boolean longest) {
        int imported = module.importSection().count(ExternalType.FUNCTION);
        FunctionBody[] bodies = module.codeSection().functionBodies();
        Set<Integer> found = new HashSet<>();
        for (int i = 0; i < bodies.length; i++) {
            if (bodies[i].instructions().size() >= shortest && !left.contains(imported + i)) {
                CodeSizeEvaluator size = size(imported + i, bodies[i]);
                if ((longest ? size.getMaxSize() : size.getMinSize()) > MOST) {
                    found.add(imported + i);
                }
            }
        }
        return found;
    }

    private CodeSizeEvaluator size(int function, FunctionBody body) {
        GuestCompiler.goesOn("function " + function);
        int defined = function - module.importSection().count(ExternalType.FUNCTION);
        FunctionType type = module.functionSection().getFunctionType(defined, module.typeSection());
        CodeSizeEvaluator size = new CodeSizeEvaluator(null);
        try {
            emitter.invokeExact("Machine", function, type, body, new InstructionAdapter(size));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new LinkageError("the engine's emitter throws something new", e);
        }
        return size;
    }
}
