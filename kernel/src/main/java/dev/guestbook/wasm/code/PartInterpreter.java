package dev.guestbook.wasm.code;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.MStack;
import com.dylibso.chicory.runtime.StackFrame;
import com.dylibso.chicory.runtime.internal.CompilerInterpreterMachine;
import com.dylibso.chicory.wasm.types.FunctionType;
import java.util.Deque;

/**
 * Interprets those functions of a compiled module that no method of the JVM holds. Compiled modules make theirs of it,
 * as {@link GuestCompiler} puts its name in the place of the engine's, which leaves on its stack what a call that failed
 * had there: whoever caught that would go on with it.
 */
public final class PartInterpreter extends CompilerInterpreterMachine {
    public PartInterpreter(Instance instance, int[] functions) {
        super(instance, functions);
    }

    @Override
    protected long[] call(
            MStack stack,
            Instance instance,
            Deque<StackFrame> callStack,
            int function,
            long[] arguments,
            FunctionType callType,
            boolean popResults) {
        int height = stack.size();
        try {
            return super.call(stack, instance, callStack, function, arguments, callType, popResults);
        } catch (RuntimeException | Error thrown) {
            cut(stack, height);
            throw thrown;
        }
    }

    /** Takes what a call that failed left on the engine's stack. */
    public static void cut(MStack stack, int height) {
        while (stack.size() > height) {
            stack.pop();
        }
    }
}
