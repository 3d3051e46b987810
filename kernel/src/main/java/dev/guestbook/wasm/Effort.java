package dev.guestbook.wasm;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.AnnotatedInstruction;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.OpCode;
import com.dylibso.chicory.wasm.types.TypeSection;
import com.dylibso.chicory.wasm.types.ValType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Which functions are left to the interpreter before the compiler sees them: those that no method of the JVM holds,
 * as it starts anew for each that it finds itself, and those in which few bytes make it work for minutes.
 */
final class Effort {
    /** A method of the JVM ends here, bytes. */
    private static final long METHOD_BYTES = 65_535;

    /** More instructions come to more than a method's bytes. */
    private static final int INSTRUCTIONS = 100_000;

    /**
     * What one function may take. The compiler copies the operand stack at each block, and the JVM's frames say at
     * each target of a jump what every local is: a unit is one value, a few nanoseconds.
     */
    private static final long FUNCTION = 20_000_000;

    /** All of them together. */
    private static final long MODULE = 500_000_000;

    /** By how much each instruction of wasm 1.0 changes the stack's height; looked up, as this is asked for each of a module. */
    private static final byte[] CHANGES = new byte[0x100];

    static {
        for (int opcode = 0; opcode < CHANGES.length; opcode++) {
            CHANGES[opcode] = (byte) change(opcode);
        }
    }

    private final FunctionTypes functions;
    private final TypeSection types;
    private final Deque<int[]> blocks = new ArrayDeque<>();
    private long units;
    private long bytes;
    private int height;

    private Effort(FunctionTypes functions, TypeSection types) {
        this.functions = functions;
        this.types = types;
    }

    /** The indices of the functions to interpret. */
    static Set<Integer> tooMuch(WasmModule module) {
        FunctionTypes functions = FunctionTypes.of(module);
        FunctionBody[] bodies = module.codeSection().functionBodies();
        Set<Integer> found = new HashSet<>();
        long all = 0;
        for (int i = 0; i < bodies.length; i++) {
            Making.goesOn();
            int index = functions.imported() + i;
            long one = new Effort(functions, module.typeSection()).of(index, bodies[i]);
            if (one > FUNCTION || all + one > MODULE) {
                found.add(index);
            } else {
                all += one;
            }
        }
        return found;
    }

    private long of(int function, FunctionBody body) {
        if (body.instructions().size() > INSTRUCTIONS) {
            return Long.MAX_VALUE;
        }
        long locals = (long) functions.of(function).params().size()
                + body.localTypes().size();
        units = locals;
        for (AnnotatedInstruction instruction : body.instructions()) {
            add(instruction, locals);
            if (units > FUNCTION || bytes > METHOD_BYTES) {
                return Long.MAX_VALUE;
            }
        }
        return units;
    }

    private void add(AnnotatedInstruction instruction, long locals) {
        units++;
        OpCode opcode = instruction.opcode();
        switch (opcode) {
            case BLOCK, LOOP, IF, TRY_TABLE -> {
                height -= opcode == OpCode.IF ? 1 : 0;
                units += locals + height;
                FunctionType type = block(instruction);
                int outside = height - type.params().size();
                blocks.push(new int[] {height, outside + type.returns().size()});
            }
            case ELSE -> height = blocks.isEmpty() ? 0 : blocks.peek()[0];
            case END -> height = blocks.isEmpty() ? 0 : blocks.pop()[1];
            case BR_IF -> {
                height--;
                units += locals + height;
            }
            case BR_TABLE -> {
                height--;
                units += instruction.labelTable().size() + locals + height;
                bytes += 4L * instruction.labelTable().size();
            }
            case CALL, RETURN_CALL -> call(functions.of((int) instruction.operand(0)), 0);
            case CALL_INDIRECT, RETURN_CALL_INDIRECT, CALL_REF, RETURN_CALL_REF ->
                call(types.getType((int) instruction.operand(0)), 1);
            default -> height += opcode.opcode() < CHANGES.length ? CHANGES[opcode.opcode()] : 0;
        }
        // Behind a jump away the stack may be as low as anything.
        height = Math.max(height, 0);
    }

    private void call(FunctionType type, int reference) {
        height += type.returns().size() - type.params().size() - reference;
        units += type.params().size() + type.returns().size();
        if (type.returns().size() > 1) {
            // from the array that a method returns: copy, index, load
            bytes += 4L * type.returns().size();
        }
    }

    private FunctionType block(AnnotatedInstruction instruction) {
        long type = instruction.operand(0);
        if (type == 0x40) {
            return FunctionType.empty();
        }
        return ValType.isValid(type) ? FunctionType.returning(ValType.I32) : types.getType((int) type);
    }

    /** As the core specification has it, 5.4. */
    private static int change(int opcode) {
        boolean pushes = opcode == 0x20 || opcode == 0x23 || opcode == 0x3f || opcode == 0xd0 || opcode == 0xd2;
        if (pushes || in(opcode, 0x41, 0x44)) {
            return 1; // a local, a global, the memory's size, a reference, a constant
        }
        if (in(opcode, 0x36, 0x3e) || in(opcode, 0x1b, 0x1c)) {
            return -2; // stores and select
        }
        boolean takesOne = opcode == 0x1a || opcode == 0x21 || opcode == 0x24;
        boolean twoToOne = in(opcode, 0x46, 0x4f)
                || in(opcode, 0x51, 0x66)
                || in(opcode, 0x6a, 0x78)
                || in(opcode, 0x7c, 0x8a)
                || in(opcode, 0x92, 0x98)
                || in(opcode, 0xa0, 0xa6);
        return takesOne || twoToOne ? -1 : 0;
    }

    private static boolean in(int opcode, int first, int last) {
        return first <= opcode && opcode <= last;
    }
}
