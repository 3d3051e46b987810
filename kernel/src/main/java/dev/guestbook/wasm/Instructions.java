package dev.guestbook.wasm;

import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.Global;
import com.dylibso.chicory.wasm.types.Instruction;
import com.dylibso.chicory.wasm.types.OpCode;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which instructions there are in a module, gathered once, as its code is let go of when it is compiled.
 *
 * @param code in its functions
 * @param constants in what globals, elements and tables begin with
 */
record Instructions(Set<OpCode> code, Set<OpCode> constants) {
    private static final String VECTORS = "SIMD";

    Instructions {
        code = Set.copyOf(code);
        constants = Set.copyOf(constants);
    }

    static Instructions of(com.dylibso.chicory.wasm.WasmModule module) {
        Stream<List<? extends Instruction>> functions =
                Arrays.stream(module.codeSection().functionBodies()).map(FunctionBody::instructions);
        Stream<List<? extends Instruction>> globals =
                Arrays.stream(module.globalSection().globals()).map(Global::initInstructions);
        Stream<List<? extends Instruction>> elements =
                Arrays.stream(module.elementSection().elements()).flatMap(element -> element.initializers().stream());
        Stream<List<? extends Instruction>> tables = IntStream.range(
                        0, module.tableSection().tableCount())
                .mapToObj(index -> module.tableSection().getTable(index).initialize());
        return new Instructions(
                gathered(functions),
                gathered(Stream.of(globals, elements, tables).flatMap(Function.identity())));
    }

    private static Set<OpCode> gathered(Stream<List<? extends Instruction>> all) {
        Set<OpCode> found = EnumSet.noneOf(OpCode.class);
        all.forEach(code -> {
            for (Instruction instruction : code) {
                found.add(instruction.opcode());
            }
        });
        return found;
    }

    /** Whether one of these stands in its code, constants included. */
    boolean any(Set<OpCode> wanted) {
        return wanted.stream().anyMatch(opcode -> code.contains(opcode) || constants.contains(opcode));
    }

    /** Whether an instruction of its functions is of SIMD. */
    boolean vectors() {
        return code.stream().anyMatch(opcode -> feature(opcode.opcode()).equals(VECTORS));
    }

    /** What its functions have that wasm 1.0 had not. */
    Set<String> features() {
        TreeSet<String> features = new TreeSet<>();
        code.forEach(opcode -> features.add(feature(opcode.opcode())));
        features.remove("");
        return features;
    }

    /** As {@link #read} takes them: for each set how many, then opcodes. */
    void write(DataOutputStream out) throws IOException {
        for (Set<OpCode> opcodes : List.of(code, constants)) {
            out.writeShort(opcodes.size());
            for (OpCode opcode : opcodes) {
                out.writeShort(opcode.opcode());
            }
        }
    }

    /** @throws IOException where there are none */
    static Instructions read(DataInputStream in) throws IOException {
        return new Instructions(readSet(in), readSet(in));
    }

    private static Set<OpCode> readSet(DataInputStream in) throws IOException {
        Set<OpCode> opcodes = EnumSet.noneOf(OpCode.class);
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            int number = in.readUnsignedShort();
            OpCode opcode = number < 0xff00 ? OpCode.byOpCode(number) : null;
            if (opcode == null) {
                throw new IOException("there is no instruction " + number);
            }
            opcodes.add(opcode);
        }
        return opcodes;
    }

    /** By opcode, its prefix first (core specification, 5.4 and the index of instructions). */
    private static String feature(int opcode) {
        if (opcode >= 0xfe00) {
            return "threads";
        }
        if (opcode >= 0xfd00) {
            return VECTORS;
        }
        if (opcode >= 0xfc00) {
            return opcode < 0xfc08 ? "saturating conversions" : opcode < 0xfc0c ? "bulk memory" : "table operations";
        }
        if (opcode >= 0xfb00) {
            return "garbage-collected types";
        }
        return switch (opcode) {
            case 0x08, 0x0a, 0x1f -> "exceptions";
            case 0x12, 0x13, 0x15 -> "tail calls";
            case 0x14 -> "typed function references";
            case 0x25, 0x26, 0xd0, 0xd1, 0xd2 -> "reference types";
            case 0xc0, 0xc1, 0xc2, 0xc3, 0xc4 -> "sign extension";
            case 0xd3, 0xd4, 0xd5, 0xd6 -> "typed function references";
            default -> "";
        };
    }
}
