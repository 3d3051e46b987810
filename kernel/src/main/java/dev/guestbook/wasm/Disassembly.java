package dev.guestbook.wasm;

import com.dylibso.chicory.wasm.types.AnnotatedInstruction;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.OpCode;
import com.dylibso.chicory.wasm.types.TypeSection;
import com.dylibso.chicory.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One function as structured text, named by the name section and the exports. Names are escaped and cut; how
 * many lines there are is the caller's choice, so that a hostile module costs no more than an honest one.
 *
 * @param signature of the function
 * @param locals names or numbers, with types, parameters first
 * @param lines the asked for part
 * @param total instructions of the whole function
 */
public record Disassembly(String name, Signature signature, List<String> locals, List<Line> lines, int total) {
    private static final int TABLE_SHOWN = 16;
    private static final int LOCALS_SHOWN = 64;
    private static final Set<String> DOTTED = Set.of(
            "i32", "i64", "f32", "f64", "v128", "i8x16", "i16x8", "i32x4", "i64x2", "f32x4", "f64x2", "local", "global",
            "memory", "table", "ref", "struct", "array", "data", "elem", "any", "extern", "i31");

    /**
     * An instruction.
     *
     * @param offset of its first byte from the module's start
     * @param depth how many blocks it stands in
     */
    public record Line(int offset, int depth, String text) {}

    public Disassembly {
        locals = List.copyOf(locals);
        lines = List.copyOf(lines);
    }

    /**
     * A defined function's instructions from {@code offset} on, {@code most} at most.
     *
     * @param body its code
     * @param shift from an instruction's address in {@code body} to its offset from the module's start
     */
    static Disassembly of(WasmModule module, int function, FunctionBody body, int shift, int offset, int most) {
        Writer writer = new Writer(module, function, body);
        List<Line> lines = new ArrayList<>();
        int depth = 0;
        for (AnnotatedInstruction instruction : body.instructions()) {
            OpCode opcode = instruction.opcode();
            if (opcode == OpCode.END || opcode == OpCode.ELSE) {
                depth--;
            }
            int at = instruction.address() + shift;
            if (at >= offset && lines.size() < most) {
                lines.add(new Line(at, Math.max(0, depth), writer.text(instruction)));
            }
            if (opensBlock(opcode)) {
                depth++;
            }
        }
        return new Disassembly(
                Shown.name(module.functionName(function)),
                writer.signature,
                writer.locals(),
                lines,
                body.instructions().size());
    }

    private static boolean opensBlock(OpCode opcode) {
        return switch (opcode) {
            case BLOCK, LOOP, IF, ELSE, TRY_TABLE -> true;
            default -> false;
        };
    }

    /** Writes instructions of one function. */
    private static final class Writer {
        private final WasmModule module;
        private final TypeSection types;
        private final FunctionBody body;
        private final Signature signature;
        private final Map<Integer, String> localNames;

        Writer(WasmModule module, int function, FunctionBody body) {
            this.module = module;
            this.types = module.parsed().typeSection();
            this.body = body;
            this.signature = module.signature(function);
            this.localNames = CustomSections.localNames(module, function);
        }

        private List<String> locals() {
            List<String> all = new ArrayList<>();
            int parameters = signature.parameters().size();
            int count = parameters + body.localTypes().size();
            for (int i = 0; i < Math.min(count, LOCALS_SHOWN); i++) {
                ValueType type = i < parameters
                        ? signature.parameters().get(i)
                        : Interface.type(body.localTypes().get(i - parameters));
                all.add(local(i) + " " + type);
            }
            if (count > LOCALS_SHOWN) {
                all.add("… " + (count - LOCALS_SHOWN) + " more");
            }
            return all;
        }

        private String local(long index) {
            String name = localNames.get((int) index);
            return "$" + (name == null ? Long.toString(index) : Shown.name(name));
        }

        private static String mnemonic(OpCode opcode) {
            return switch (opcode) {
                case SELECT_T -> "select";
                case CAST_TEST -> "ref.cast";
                case CAST_TEST_NULL -> "ref.cast_null";
                default -> {
                    String name = opcode.name().toLowerCase(Locale.ROOT);
                    int bar = name.indexOf('_');
                    yield bar > 0 && DOTTED.contains(name.substring(0, bar))
                            ? name.substring(0, bar) + "." + name.substring(bar + 1)
                            : name;
                }
            };
        }

        String text(AnnotatedInstruction instruction) {
            OpCode opcode = instruction.opcode();
            String operands = operands(instruction, opcode);
            return mnemonic(opcode) + (operands.isEmpty() ? "" : " " + operands);
        }

        private String operands(AnnotatedInstruction one, OpCode opcode) {
            return switch (opcode) {
                case BLOCK, LOOP, IF, TRY_TABLE -> blockType(one.operand(0));
                case DROP, SELECT, ELSE, END -> "";
                case CALL, RETURN_CALL, REF_FUNC -> function((int) one.operand(0));
                case CALL_INDIRECT, RETURN_CALL_INDIRECT -> type(one.operand(0)) + table(one.operand(1));
                case CALL_REF, RETURN_CALL_REF -> type(one.operand(0));
                case LOCAL_GET, LOCAL_SET, LOCAL_TEE -> local(one.operand(0));
                case GLOBAL_GET, GLOBAL_SET -> "$" + Shown.name(module.globalName((int) one.operand(0)));
                case I32_CONST -> number((long) (int) one.operand(0));
                case I64_CONST -> number(one.operand(0));
                case F32_CONST -> {
                    int bits = (int) one.operand(0);
                    float value = Float.intBitsToFloat(bits);
                    yield Float.isNaN(value) ? String.format(Locale.ROOT, "NaN (0x%08x)", bits) : Float.toString(value);
                }
                case F64_CONST -> {
                    long bits = one.operand(0);
                    double value = Double.longBitsToDouble(bits);
                    yield Double.isNaN(value)
                            ? String.format(Locale.ROOT, "NaN (0x%016x)", bits)
                            : Double.toString(value);
                }
                case BR_TABLE -> labels(one);
                default -> isAccess(opcode) ? access(one) : labels(one);
            };
        }

        private static boolean isAccess(OpCode opcode) {
            String name = opcode.name();
            return (name.contains("_LOAD") || name.contains("_STORE")) && !name.contains("LANE");
        }

        private static String number(long value) {
            return value > -10 && value < 10
                    ? Long.toString(value)
                    : value + " (0x"
                            + (value == (int) value ? Integer.toHexString((int) value) : Long.toHexString(value)) + ")";
        }

        private String blockType(long operand) {
            if (operand == 0x40) {
                return "";
            }
            if (operand >= 0 && operand < types.typeCount()) {
                return type(operand);
            }
            try {
                return "(result "
                        + Interface.type(ValType.builder().fromId(operand).build()) + ")";
            } catch (RuntimeException unknown) {
                return "(type " + operand + ")";
            }
        }

        private String type(long index) {
            try {
                return Interface.signature(types.getType((int) index)).brief();
            } catch (RuntimeException noFunction) {
                return "(type " + index + ")";
            }
        }

        private static String table(long index) {
            return index == 0 ? "" : " table " + index;
        }

        private String function(int index) {
            String called = Shown.name(module.functionName(index));
            try {
                return "$" + called + " " + module.signature(index).brief();
            } catch (RuntimeException unknown) {
                return "$" + called;
            }
        }

        private static String labels(AnnotatedInstruction one) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < one.operandCount(); i++) {
                if (i == TABLE_SHOWN) {
                    return text + " … " + (one.operandCount() - i) + " more";
                }
                text.append(i == 0 ? "" : " ").append(one.operand(i));
            }
            return text.toString();
        }

        private static String access(AnnotatedInstruction one) {
            String text = one.operand(1) == 0 ? "" : "offset=" + one.operand(1);
            return one.operandCount() > 2 && one.operand(2) != 0 ? text + " memory " + one.operand(2) : text;
        }
    }
}
