package dev.guestbook.wasm;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.runtime.WasmException;
import com.dylibso.chicory.wasm.ChicoryException;
import dev.guestbook.wasm.code.FlatMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells from what the engine threw why a guest ended. */
final class Failures {
    private static final String COMPILED_FUNCTION = "func_";
    private static final int STACK_SHOWN = 50;
    private static final int CALLERS_SHOWN = 8;

    private final WasmModule module;
    private final Machine machine;
    /** Made ahead, as there is no room for it when it is needed. */
    private final Trap heapFull = Trap.withoutStack(Trap.Kind.HOST_MEMORY);

    Failures(WasmModule module, Machine machine) {
        this.module = module;
        this.machine = machine;
    }

    /** What the caller of a guest gets to see of {@code thrown}; a host function's own exception stays as it is. */
    RuntimeException explain(Throwable thrown) {
        return explain(thrown, "");
    }

    /** The same of a call of an export, which is named where the engine kept no stack. */
    RuntimeException explain(Throwable thrown, String export) {
        try {
            return explained(thrown, export);
        } catch (OutOfMemoryError full) {
            return heapFull;
        }
    }

    private RuntimeException explained(Throwable thrown, String export) {
        if (thrown instanceof Trap || thrown instanceof GuestStopped) {
            return (RuntimeException) thrown;
        }
        if (thrown instanceof ChicoryInterruptedException) {
            return new GuestStopped("The guest was interrupted in the middle of its call.");
        }
        if (thrown instanceof FlatMemory.Fault fault) {
            return outOfBounds(fault);
        }
        if (thrown instanceof StubCalled stub) {
            Trap.Kind kind = Trap.Kind.STUB_CALLED;
            return trap(kind, kind.standard(), " for " + stub.getMessage(), Optional.empty(), stub);
        }
        if (thrown instanceof ChicoryException || thrown instanceof WasmException || isEnginesOwn(thrown)) {
            Trap.Kind kind = kind(thrown);
            boolean unseen = kind == Trap.Kind.UNCAUGHT_EXCEPTION
                    && !export.isEmpty()
                    && stack(thrown).isEmpty();
            return trap(
                    kind,
                    kind == Trap.Kind.OTHER ? Shown.name(String.valueOf(thrown.getMessage())) : kind.standard(),
                    kind == Trap.Kind.OUT_OF_BOUNDS_MEMORY
                            ? IN_UPPER_HALF
                            : unseen ? " in a call of `" + Shown.name(export) + "`" : "",
                    Optional.empty(),
                    thrown);
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return (RuntimeException) thrown;
    }

    /** From here on an address is more likely a negative number than a pointer gone astray. */
    private static final long NEGATIVE = 0xfff0_0000L;

    private static final String WHY_SO_HIGH = " (so high an address is a negative number, or a stack that ran over)";

    /** The interpreter refuses such an address by itself, and does not say which. */
    private static final String IN_UPPER_HALF = ": an address from 0x80000000 on" + WHY_SO_HIGH;

    private Trap outOfBounds(FlatMemory.Fault fault) {
        if (fault.segment() >= 0) {
            return trap(
                    Trap.Kind.OUT_OF_BOUNDS_MEMORY,
                    Trap.Kind.OUT_OF_BOUNDS_MEMORY.standard(),
                    String.format(
                            Locale.ROOT,
                            ": %s from offset %,d of data segment %d",
                            Shown.bytes(fault.length()),
                            fault.address(),
                            fault.segment()),
                    fault.memorySize() == 0
                            ? "that segment has none: it was dropped, or put into memory by the load"
                            : String.format(Locale.ROOT, "that segment has %,d", fault.memorySize()),
                    Optional.empty(),
                    fault);
        }
        String detail = String.format(
                Locale.ROOT,
                ": %s at address 0x%08x (%,d) %s %,d bytes",
                Shown.bytes(fault.length()),
                fault.address(),
                fault.address(),
                Instance.memoryCount(module) > 1 ? "of memory " + fault.memory() + ", which has" : "with a memory of",
                fault.memorySize());
        if (fault.address() >= NEGATIVE) {
            detail += WHY_SO_HIGH;
        }
        return trap(
                Trap.Kind.OUT_OF_BOUNDS_MEMORY,
                Trap.Kind.OUT_OF_BOUNDS_MEMORY.standard(),
                detail,
                Optional.of(new Trap.Access(fault.memory(), fault.address(), fault.length(), fault.memorySize())),
                fault);
    }

    private Trap trap(Trap.Kind kind, String what, String detail, Optional<Trap.Access> access, Throwable thrown) {
        return trap(kind, what, detail, kind == Trap.Kind.OTHER ? "" : meaning(kind), access, thrown);
    }

    private String meaning(Trap.Kind kind) {
        return kind == Trap.Kind.STACK_EXHAUSTED && module.stacksTailCalls()
                ? kind.meaning()
                        + ", or a chain of tail calls, which take stack where they are compiled: load it with --engine"
                        + " interpreted"
                : kind.meaning();
    }

    private Trap trap(
            Trap.Kind kind,
            String what,
            String detail,
            String meaning,
            Optional<Trap.Access> access,
            Throwable thrown) {
        List<String> whole = stack(thrown);
        Optional<RustPanic> panic = kind == Trap.Kind.UNREACHABLE ? RustPanic.of(whole) : Optional.empty();
        List<String> stack =
                panic.map(found -> whole.subList(found.depth(), whole.size())).orElse(whole);
        String said = panic.map(RustPanic::meaning).orElse(meaning);
        String where = stack.isEmpty() ? "" : " in `" + Shown.name(stack.get(0)) + "`";
        String message =
                "Trap" + where + ": " + what + detail + (said.isEmpty() ? "" : "; " + said) + "." + callers(stack);
        return new Trap(kind, message, stack, access, thrown);
    }

    /** Through which functions it came, as a sentence; a function that called itself is named once. */
    private static String callers(List<String> stack) {
        List<String> shown = new ArrayList<>();
        String last = stack.isEmpty() ? "" : stack.get(0);
        int distinct = 0;
        for (String function : stack) {
            if (!function.equals(last)) {
                last = function;
                if (++distinct <= CALLERS_SHOWN) {
                    shown.add("`" + Shown.name(function) + "`");
                }
            }
        }
        if (distinct > CALLERS_SHOWN) {
            shown.add("…");
        }
        return shown.isEmpty() ? "" : " Called by " + String.join(", by ", shown) + ".";
    }

    /** Compiled guest code that fails outside the engine's own checks: a full stack, a full heap, an array index. */
    private static boolean isEnginesOwn(Throwable thrown) {
        if (thrown instanceof StackOverflowError || thrown instanceof OutOfMemoryError) {
            return true;
        }
        StackTraceElement[] trace = thrown.getStackTrace();
        return trace.length > 0
                && (trace[0].getClassName().startsWith("com.dylibso.chicory.") || isGuestFunction(trace[0]));
    }

    private static Trap.Kind kind(Throwable thrown) {
        if (thrown instanceof StackOverflowError || thrown.getCause() instanceof StackOverflowError) {
            return Trap.Kind.STACK_EXHAUSTED;
        }
        if (thrown instanceof OutOfMemoryError) {
            return Trap.Kind.HOST_MEMORY;
        }
        if (thrown instanceof WasmException) {
            return Trap.Kind.UNCAUGHT_EXCEPTION;
        }
        String message = String.valueOf(thrown.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("unreachable")) {
            return Trap.Kind.UNREACHABLE;
        }
        if (message.startsWith("undefined element")
                || message.startsWith("uninitialized element")
                || message.contains("null function reference")) {
            return Trap.Kind.UNDEFINED_ELEMENT;
        }
        for (Trap.Kind kind : Trap.Kind.values()) {
            if (kind != Trap.Kind.OTHER && message.startsWith(kind.standard())) {
                return kind;
            }
        }
        return Trap.Kind.OTHER;
    }

    private List<String> stack(Throwable thrown) {
        List<Integer> functions = machine instanceof Interpreter interpreter
                ? interpreter.failedFunctions(thrown)
                : compiledStack(thrown);
        // A function that is imported is the host's; where the engine made code for it, that is no guest's.
        int imported = module.importedFunctions();
        return functions.stream()
                .filter(index -> index >= imported)
                .limit(STACK_SHOWN)
                .map(module::functionName)
                .toList();
    }

    private static List<Integer> compiledStack(Throwable thrown) {
        Throwable deepest = thrown.getCause() instanceof StackOverflowError overflow ? overflow : thrown;
        List<Integer> functions = new ArrayList<>();
        for (StackTraceElement frame : deepest.getStackTrace()) {
            if (frame.getClassName().equals(GuestFunction.class.getName())) {
                break; // what is further out called through the host, and may be another guest's
            }
            if (isGuestFunction(frame)) {
                functions.add(Integer.parseInt(frame.getMethodName().substring(COMPILED_FUNCTION.length())));
            }
        }
        return functions;
    }

    private static boolean isGuestFunction(StackTraceElement frame) {
        String method = frame.getMethodName();
        return frame.getClassName().startsWith(Compiled.CLASS_PREFIX)
                && method.startsWith(COMPILED_FUNCTION)
                && method.length() > COMPILED_FUNCTION.length()
                && method.chars().skip(COMPILED_FUNCTION.length()).allMatch(Character::isDigit);
    }
}
