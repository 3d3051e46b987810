package dev.guestbook.wasm.code;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.AnnotatedInstruction;
import com.dylibso.chicory.wasm.types.CodeSection;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.Instruction;
import com.dylibso.chicory.wasm.types.OpCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Short loops that count in steps to a constant, put as the JIT knows them: by {@code <} or {@code >} where compilers of C
 * write {@code !=}, which it takes for the end of a counted loop only where the step is 1. It unrolls such loops and checks what they
 * access once, before they begin.
 *
 * <p>Only where both mean the same: {@code i = FIRST} is right before the loop; {@code i += STEP} is the one place in it that sets
 * {@code i}, at its end; {@code i != END} right behind decides whether it goes on; and whole steps lead from FIRST to END.
 */
final class CountedLoops {
    /** What the end of such a loop is before its jump back. */
    private static final List<OpCode> TAIL = List.of(
            OpCode.LOCAL_GET, OpCode.I32_CONST, OpCode.I32_ADD, OpCode.LOCAL_TEE, OpCode.I32_CONST, OpCode.I32_NE);

    /**
     * Rounds of those worth it, C2's own limit for unrolling. One that is longer is polled while it runs, so that all
     * threads can be stopped, and a poll in a counted loop costs it more than it gains.
     */
    private static final int MOST = 60;

    private final List<AnnotatedInstruction> code;
    private final Deque<Block> open = new ArrayDeque<>();

    /** Where each local was last set, and where it was before that, as indices into the code; -1 for never. */
    private final int[] set;

    private final int[] setBefore;

    /** The last place that is not only reached from the instruction before it. */
    private int joined = -1;

    /** @param joined the last such place before its start */
    private record Block(boolean isLoop, int start, int joined) {}

    private CountedLoops(List<AnnotatedInstruction> code, int locals) {
        this.code = code;
        this.set = new int[locals];
        this.setBefore = new int[locals];
        Arrays.fill(set, -1);
        Arrays.fill(setBefore, -1);
    }

    /**
     * The module to compile in place of {@code module}: of the same instructions but for those comparisons.
     *
     * @param interpreted functions that are not compiled, and stay as they are
     */
    static WasmModule in(WasmModule module, Set<Integer> interpreted) {
        int imported = module.importSection().count(ExternalType.FUNCTION);
        CodeSection section = module.codeSection();
        CodeSection.Builder counted = CodeSection.builder().setRequiresDataCount(section.isRequiresDataCount());
        for (int i = 0; i < section.functionBodyCount(); i++) {
            FunctionBody body = section.getFunctionBody(i);
            counted.addFunctionBody(interpreted.contains(imported + i) ? body : counted(i, body, module));
        }
        return with(counted.build(), module);
    }

    private static FunctionBody counted(int defined, FunctionBody body, WasmModule module) {
        FunctionType type = module.functionSection().getFunctionType(defined, module.typeSection());
        int locals = type.params().size() + body.localTypes().size();
        return new FunctionBody(body.localTypes(), new CountedLoops(body.instructions(), locals).counted());
    }

    private static WasmModule with(CodeSection code, WasmModule module) {
        return WasmModule.builder()
                .setTypeSection(module.typeSection())
                .setImportSection(module.importSection())
                .setFunctionSection(module.functionSection())
                .setTableSection(module.tableSection())
                .setMemorySection(module.memorySection().orElse(null))
                .setGlobalSection(module.globalSection())
                .setExportSection(module.exportSection())
                .setStartSection(module.startSection().orElse(null))
                .setElementSection(module.elementSection())
                .setCodeSection(code)
                .setDataSection(module.dataSection())
                .setDataCountSection(module.dataCountSection().orElse(null))
                .setTagSection(module.tagSection().orElse(null))
                .withDigest(module.digest())
                .withValidation(false)
                .build();
    }

    /** The same code where it has no such loop. */
    private List<AnnotatedInstruction> counted() {
        List<AnnotatedInstruction> counted = code;
        for (int i = 0; i < code.size(); i++) {
            AnnotatedInstruction instruction = code.get(i);
            switch (instruction.opcode()) {
                case LOCAL_SET, LOCAL_TEE -> set((int) instruction.operand(0), i);
                case BLOCK, IF, TRY_TABLE -> open.push(new Block(false, i, joined));
                case LOOP -> {
                    open.push(new Block(true, i, joined));
                    joined = i;
                }
                case ELSE -> joined = i;
                case END -> {
                    open.poll();
                    joined = i;
                }
                case BR_IF -> {
                    Optional<OpCode> comparison = comparison(i);
                    if (comparison.isPresent()) {
                        counted = counted == code ? new ArrayList<>(code) : counted;
                        counted.set(i - 1, as(comparison.get(), code.get(i - 1)));
                    }
                }
                default -> {}
            }
        }
        return counted;
    }

    private void set(int local, int at) {
        setBefore[local] = set[local];
        set[local] = at;
    }

    private static AnnotatedInstruction as(OpCode opcode, AnnotatedInstruction replaced) {
        return AnnotatedInstruction.builder()
                .from(new Instruction(replaced.address(), opcode, replaced.operands()))
                .withDepth(replaced.depth())
                .build();
    }

    /** What to compare by in place of {@code !=} before this jump; empty where that could mean another thing. */
    private Optional<OpCode> comparison(int jump) {
        Block loop = open.peek();
        if (loop == null
                || !loop.isLoop()
                || code.get(jump).operand(0) != 0
                || !is(jump + 1, OpCode.END)
                || jump - loop.start() <= TAIL.size()) {
            return Optional.empty();
        }
        for (int i = 0; i < TAIL.size(); i++) {
            if (!is(jump - TAIL.size() + i, TAIL.get(i))) {
                return Optional.empty();
            }
        }
        int local = (int) code.get(jump - 6).operand(0);
        int first = setBefore[local];
        if (set[local] != jump - 3
                || first <= loop.joined()
                || first >= loop.start()
                || !is(first - 1, OpCode.I32_CONST)) {
            return Optional.empty();
        }
        long step = constant(jump - 5);
        long way = (long) constant(jump - 2) - constant(first - 1);
        boolean arrives = step != 0 && way % step == 0 && way / step > 0;
        if (!arrives || way / step > MOST) {
            return Optional.empty();
        }
        return Optional.of(step > 0 ? OpCode.I32_LT_S : OpCode.I32_GT_S);
    }

    private boolean is(int at, OpCode opcode) {
        return at >= 0 && at < code.size() && code.get(at).opcode() == opcode;
    }

    /** As a signed number of 32 bits. */
    private int constant(int at) {
        return (int) code.get(at).operand(0);
    }
}
