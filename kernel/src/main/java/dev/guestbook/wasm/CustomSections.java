package dev.guestbook.wasm;

import com.dylibso.chicory.wasm.types.AnnotatedInstruction;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.Global;
import com.dylibso.chicory.wasm.types.Instruction;
import com.dylibso.chicory.wasm.types.OpCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads custom sections that tools write by convention. What is malformed in one is ignored, as the
 * specification has it for the name section; what was read before it stays.
 */
final class CustomSections {
    private static final int LISTED = 64;
    private static final int LOCAL_NAMES = 2;
    private static final String FEATURES = "target_features";
    private static final String VECTORS = "SIMD";

    private CustomSections() {}

    private static Optional<BinaryReader> find(WasmModule module, String name) {
        return find(module.sections(), module::reader, name);
    }

    private static Optional<BinaryReader> find(
            List<Section> sections, Function<Section, BinaryReader> contents, String name) {
        for (Section section : sections) {
            if (section.id() == Section.CUSTOM && section.name().equals("custom " + name)) {
                BinaryReader reader = contents.apply(section);
                try {
                    reader.name();
                    return Optional.of(reader);
                } catch (BadModule malformed) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** The names of a function's parameters and locals. */
    static Map<Integer, String> localNames(WasmModule module, int function) {
        Map<Integer, String> names = new HashMap<>();
        Optional<BinaryReader> section = find(module, "name");
        try {
            while (section.isPresent() && section.get().left() > 0) {
                int id = section.get().u8();
                BinaryReader part = section.get().part(section.get().u32());
                if (id == LOCAL_NAMES) {
                    readLocals(part, function, names);
                }
            }
        } catch (BadModule malformed) {
            // what was read stays
        }
        return names;
    }

    private static void readLocals(BinaryReader part, int function, Map<Integer, String> names) throws BadModule {
        for (int count = part.count(); count > 0; count--) {
            boolean wanted = part.u32() == function;
            for (int locals = part.count(); locals > 0; locals--) {
                int index = (int) part.u32();
                String name = part.name();
                if (wanted) {
                    names.put(index, name);
                }
            }
        }
    }

    static Origins origins(WasmModule module) {
        return new Origins(producers(module), declared(find(module, FEATURES)), used(module));
    }

    private static List<String> producers(WasmModule module) {
        List<String> producers = new ArrayList<>();
        Optional<BinaryReader> section = find(module, "producers");
        try {
            if (section.isPresent()) {
                BinaryReader reader = section.get();
                for (int fields = reader.count(); fields > 0 && producers.size() < LISTED; fields--) {
                    String field = reader.name();
                    for (int values = reader.count(); values > 0 && producers.size() < LISTED; values--) {
                        producers.add(field + ": " + (reader.name() + " " + reader.name()).strip());
                    }
                }
            }
        } catch (BadModule malformed) {
            // what was read stays
        }
        return producers;
    }

    /** The features that a module declares, parsed or not. */
    static List<String> declared(byte[] module, List<Section> sections) {
        return declared(find(
                sections,
                section -> new BinaryReader(module, section.offset(), section.offset() + section.length()),
                FEATURES));
    }

    private static List<String> declared(Optional<BinaryReader> section) {
        List<String> features = new ArrayList<>();
        try {
            if (section.isPresent()) {
                BinaryReader reader = section.get();
                for (int count = reader.count(); count > 0 && features.size() < LISTED; count--) {
                    features.add((char) reader.u8() + reader.name());
                }
            }
        } catch (BadModule malformed) {
            // what was read stays
        }
        return features;
    }

    /** Whether an instruction of its code is of SIMD. */
    static boolean usesVectors(com.dylibso.chicory.wasm.WasmModule parsed) {
        for (FunctionBody body : parsed.codeSection().functionBodies()) {
            for (AnnotatedInstruction instruction : body.instructions()) {
                if (feature(instruction.opcode().opcode()).equals(VECTORS)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether one of these instructions stands in its code, constants included. */
    static boolean uses(com.dylibso.chicory.wasm.WasmModule parsed, Set<OpCode> wanted) {
        return allCode(parsed).anyMatch(code -> {
            for (Instruction instruction : code) {
                if (wanted.contains(instruction.opcode())) {
                    return true;
                }
            }
            return false;
        });
    }

    /** Of its functions, and of the constants that globals, elements and tables begin with. */
    private static Stream<List<? extends Instruction>> allCode(com.dylibso.chicory.wasm.WasmModule module) {
        Stream<List<? extends Instruction>> functions =
                Arrays.stream(module.codeSection().functionBodies()).map(FunctionBody::instructions);
        Stream<List<? extends Instruction>> globals =
                Arrays.stream(module.globalSection().globals()).map(Global::initInstructions);
        Stream<List<? extends Instruction>> elements =
                Arrays.stream(module.elementSection().elements()).flatMap(element -> element.initializers().stream());
        Stream<List<? extends Instruction>> tables = IntStream.range(
                        0, module.tableSection().tableCount())
                .mapToObj(index -> module.tableSection().getTable(index).initialize());
        return Stream.of(functions, globals, elements, tables).flatMap(all -> all);
    }

    /** What stands in its code and sections that wasm 1.0 had not. */
    private static List<String> used(WasmModule module) {
        TreeSet<String> used = new TreeSet<>();
        for (FunctionBody body : module.parsed().codeSection().functionBodies()) {
            for (AnnotatedInstruction instruction : body.instructions()) {
                String feature = feature(instruction.opcode().opcode());
                if (!feature.isEmpty()) {
                    used.add(feature);
                }
            }
        }
        if (Interface.hasObjects(module.parsed())) {
            used.add("garbage-collected types");
        }
        if (module.parsed().tagSection().isPresent()) {
            used.add("exceptions");
        }
        long memories = module.imports().stream()
                        .filter(one -> one.kind() == ExternKind.MEMORY)
                        .count()
                + module.parsed()
                        .memorySection()
                        .map(section -> section.memoryCount())
                        .orElse(0);
        if (memories > 1) {
            used.add("several memories");
        }
        return List.copyOf(used);
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
