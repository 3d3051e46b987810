package dev.guestbook.wasm;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.runtime.MStack;
import com.dylibso.chicory.runtime.StackFrame;
import com.dylibso.chicory.wasm.types.FunctionType;
import dev.guestbook.wasm.code.PartInterpreter;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The engine's interpreter, which also remembers through which guest functions a failure came. */
final class Interpreter extends InterpreterMachine {
    private static final int REMEMBERED = 1000;

    private final List<Integer> failedFunctions = new ArrayList<>();
    private Throwable failure;

    Interpreter(Instance instance) {
        super(instance);
    }

    /** The functions {@code thrown} came through, innermost first. */
    List<Integer> failedFunctions(Throwable thrown) {
        return thrown == failure ? List.copyOf(failedFunctions) : List.of();
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
            PartInterpreter.cut(stack, height);
            if (thrown != failure) {
                failure = thrown;
                failedFunctions.clear();
            }
            if (failedFunctions.size() < REMEMBERED) {
                failedFunctions.add(function);
            }
            throw thrown;
        }
    }
}
