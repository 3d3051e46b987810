package dev.guestbook.wasm;

import com.dylibso.chicory.wasm.types.Export;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.GlobalImport;
import com.dylibso.chicory.wasm.types.Import;
import com.dylibso.chicory.wasm.types.MemoryImport;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.MutabilityType;
import com.dylibso.chicory.wasm.types.OpCode;
import com.dylibso.chicory.wasm.types.TableImport;
import com.dylibso.chicory.wasm.types.TableLimits;
import com.dylibso.chicory.wasm.types.TypeSection;
import com.dylibso.chicory.wasm.types.ValType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A parsed module's imports and exports in our words. */
record Interface(
        List<ExportType> exports,
        Map<String, ExportType> exportsByName,
        Map<Integer, String> exportNames,
        Map<Integer, String> globalNames,
        FunctionTypes functions,
        List<ImportType> imports) {
    private static final Set<OpCode> REFERENCES_OF_NUMBERS =
            EnumSet.of(OpCode.REF_I31, OpCode.ANY_CONVERT_EXTERN, OpCode.EXTERN_CONVERT_ANY);

    static Interface of(com.dylibso.chicory.wasm.WasmModule module, Outline outline) {
        Reader reader = Reader.of(module, outline);
        List<ExportType> exports = reader.exports();
        Map<String, ExportType> byName = new LinkedHashMap<>();
        Map<Integer, String> functionNames = new HashMap<>();
        Map<Integer, String> globalNames = new HashMap<>();
        for (ExportType export : exports) {
            byName.put(export.name(), export);
            if (export.kind() == ExternKind.FUNCTION) {
                functionNames.putIfAbsent(export.index(), export.name());
            } else if (export.kind() == ExternKind.GLOBAL) {
                globalNames.putIfAbsent(export.index(), export.name());
            }
        }
        return new Interface(exports, byName, functionNames, globalNames, reader.functions(), reader.imports());
    }

    /** The type of a wasm value in our words. */
    static ValueType type(ValType type) {
        return switch (type.opcode()) {
            case ValType.ID.I32 -> ValueType.I32;
            case ValType.ID.I64 -> ValueType.I64;
            case ValType.ID.F32 -> ValueType.F32;
            case ValType.ID.F64 -> ValueType.F64;
            case ValType.ID.V128 -> new ValueType(ValueType.Kind.VECTOR, "v128");
            default -> {
                String text = reference(type);
                yield text.equals(ValueType.EXTERNREF.text())
                        ? ValueType.EXTERNREF
                        : new ValueType(ValueType.Kind.REFERENCE, text);
            }
        };
    }

    /** As the text format writes it: {@code funcref}, {@code (ref 3)}; heap types are negative by their binary codes. */
    private static String reference(ValType type) {
        String heap = switch (type.typeIdx()) {
            case -23 -> "exn";
            case -22 -> "array";
            case -21 -> "struct";
            case -20 -> "i31";
            case -19 -> "eq";
            case -18 -> "any";
            case -17 -> "extern";
            case -16 -> "func";
            case -15 -> "none";
            case -14 -> "noextern";
            case -13 -> "nofunc";
            default -> Integer.toString(type.typeIdx());
        };
        if (!type.isNullable()) {
            return "(ref " + heap + ")";
        }
        return type.typeIdx() <= -16 ? heap + "ref" : "(ref null " + heap + ")";
    }

    static Signature signature(FunctionType type) {
        return new Signature(
                type.params().stream().map(Interface::type).toList(),
                type.returns().stream().map(Interface::type).toList());
    }

    /**
     * Whether it has types of structs or arrays, without which it can make none, or makes references of numbers: the
     * engine keeps those for ever, and as an externref they would stand for what the host never gave.
     */
    static boolean hasObjects(com.dylibso.chicory.wasm.WasmModule module, Instructions instructions) {
        TypeSection types = module.typeSection();
        return IntStream.range(0, types.subTypeCount())
                        .anyMatch(index -> types.getSubType(index).compType().funcType() == null)
                || instructions.any(REFERENCES_OF_NUMBERS);
    }

    /** The signature of a function, imported or defined. */
    Signature signature(int function) {
        return signature(functions.of(function));
    }

    static FunctionType chicory(Signature signature) {
        return FunctionType.of(
                signature.parameters().stream().map(Interface::chicory).toList(),
                signature.results().stream().map(Interface::chicory).toList());
    }

    private static ValType chicory(ValueType type) {
        return switch (type.kind()) {
            case I32 -> ValType.I32;
            case I64 -> ValType.I64;
            case F32 -> ValType.F32;
            case F64 -> ValType.F64;
            case EXTERNREF -> ValType.ExternRef;
            default -> {
                if (isFunction(type)) {
                    yield ValType.FuncRef;
                }
                throw new IllegalArgumentException("No host function takes or returns " + type + ".");
            }
        };
    }

    private static boolean isFunction(ValueType type) {
        return type.text().equals("funcref");
    }

    /** Whether a function of this type can be given to the engine, if only as a stub. */
    static boolean canBeGiven(Signature signature) {
        return Stream.concat(signature.parameters().stream(), signature.results().stream())
                .allMatch(type -> type.isPassable() || isFunction(type));
    }

    private static ExternKind kind(ExternalType type) {
        return switch (type) {
            case FUNCTION -> ExternKind.FUNCTION;
            case TABLE -> ExternKind.TABLE;
            case MEMORY -> ExternKind.MEMORY;
            case GLOBAL -> ExternKind.GLOBAL;
            case TAG -> ExternKind.TAG;
        };
    }

    /** Walks the parsed module. */
    private record Reader(
            com.dylibso.chicory.wasm.WasmModule module,
            Outline outline,
            FunctionTypes functions,
            Map<ExternalType, Integer> imported) {
        static Reader of(com.dylibso.chicory.wasm.WasmModule module, Outline outline) {
            Map<ExternalType, Integer> imported = new EnumMap<>(ExternalType.class);
            module.importSection().stream().forEach(one -> imported.merge(one.importType(), 1, Integer::sum));
            return new Reader(module, outline, FunctionTypes.of(module), imported);
        }

        List<ImportType> imports() {
            return module.importSection().stream().map(this::describe).toList();
        }

        private ImportType describe(Import one) {
            Optional<Signature> signature = one instanceof FunctionImport function
                    ? Optional.of(signature(module.typeSection().getType(function.typeIndex())))
                    : Optional.empty();
            return new ImportType(
                    one.module(),
                    one.name(),
                    kind(one.importType()),
                    signature.map(Signature::toString).orElseGet(() -> text(one)),
                    signature,
                    least(one),
                    most(one));
        }

        private static long least(Import one) {
            if (one instanceof MemoryImport memory) {
                return memory.limits().initialPages();
            }
            return one instanceof TableImport table ? table.limits().min() : 0;
        }

        private static OptionalLong most(Import one) {
            if (one instanceof MemoryImport memory && memory.limits().maximumPages() != MemoryLimits.MAX_PAGES) {
                return OptionalLong.of(memory.limits().maximumPages());
            }
            return one instanceof TableImport table && table.limits().max() < TableLimits.LIMIT_MAX
                    ? OptionalLong.of(table.limits().max())
                    : OptionalLong.empty();
        }

        private static String text(Import one) {
            if (one instanceof GlobalImport global) {
                return global(global.type(), global.mutabilityType());
            }
            if (one instanceof MemoryImport memory) {
                return pages(memory.limits());
            }
            return one instanceof TableImport table
                    ? Interface.type(table.entryType()).text() + ", "
                            + entries(table.limits().min())
                    : "";
        }

        private static String global(ValType type, MutabilityType mutability) {
            return (mutability == MutabilityType.Var ? "mut " : "") + Interface.type(type);
        }

        private static String pages(MemoryLimits limits) {
            String start = limits.initialPages() == 1 ? "1 page" : limits.initialPages() + " pages";
            String shared = limits.shared() ? ", shared" : "";
            return limits.maximumPages() == MemoryLimits.MAX_PAGES
                    ? start + shared
                    : start + ", at most " + limits.maximumPages() + shared;
        }

        List<ExportType> exports() {
            List<ExportType> exports = new ArrayList<>();
            for (int i = 0; i < module.exportSection().exportCount(); i++) {
                exports.add(describe(module.exportSection().getExport(i)));
            }
            return List.copyOf(exports);
        }

        private ExportType describe(Export export) {
            ExternKind kind = kind(export.exportType());
            int defined = export.index() - imported.getOrDefault(export.exportType(), 0);
            return switch (kind) {
                case FUNCTION -> {
                    Signature signature = signature(functions.of(export.index()));
                    int code = defined >= 0 ? outline.bodies().get(defined).size() : 0;
                    yield new ExportType(
                            export.name(), kind, export.index(), signature.toString(), Optional.of(signature), code);
                }
                case MEMORY ->
                    plain(
                            export,
                            kind,
                            (defined < 0 ? "imported" : memory(defined))
                                    + (export.index() == 0 ? "" : "; memory " + export.index()));
                case GLOBAL -> plain(export, kind, defined < 0 ? "imported" : definedGlobal(defined));
                case TABLE ->
                    plain(
                            export,
                            kind,
                            defined < 0
                                    ? "imported"
                                    : entries(module.tableSection()
                                            .getTable(defined)
                                            .limits()
                                            .min()));
                case TAG -> plain(export, kind, "");
            };
        }

        private static String entries(long count) {
            return count == 1 ? "1 entry" : count + " entries";
        }

        private static ExportType plain(Export export, ExternKind kind, String type) {
            return new ExportType(export.name(), kind, export.index(), type, Optional.empty(), 0);
        }

        private String memory(int index) {
            return module.memorySection()
                    .map(section -> pages(section.getMemory(index).limits()))
                    .orElse("");
        }

        private String definedGlobal(int index) {
            var global = module.globalSection().getGlobal(index);
            return global(global.valueType(), global.mutabilityType());
        }
    }
}
