package dev.guestbook.wasm;

import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.ImportGlobal;
import com.dylibso.chicory.runtime.ImportMemory;
import com.dylibso.chicory.runtime.ImportTable;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.wasm.types.GlobalImport;
import com.dylibso.chicory.wasm.types.Import;
import com.dylibso.chicory.wasm.types.MemoryImport;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.Table;
import com.dylibso.chicory.wasm.types.TableImport;
import com.dylibso.chicory.wasm.types.Value;
import dev.guestbook.wasm.code.Budget;
import dev.guestbook.wasm.code.CappedTable;
import dev.guestbook.wasm.code.FlatMemory;

/**
 * What stands for imports that nobody gives: as little as lets a module be instantiated.
 *
 * @param pages what the memories take theirs from
 * @param entries what the tables take theirs from
 */
record Stubs(Limits limits, Budget pages, Budget entries) {
    static boolean canStandFor(ImportType wanted) {
        return switch (wanted.kind()) {
            case FUNCTION ->
                wanted.signature()
                        .filter(signature -> signature.parameters().stream().allMatch(ValueType::isNumber)
                                && signature.results().stream().allMatch(ValueType::isNumber))
                        .isPresent();
            case MEMORY, TABLE, GLOBAL -> true;
            case TAG -> false;
        };
    }

    /** Memories, tables and globals; functions are stubbed where they are looked up. */
    void addTo(ImportValues.Builder values, WasmModule module) {
        module.parsed().importSection().stream().forEach(one -> add(values, one));
    }

    private void add(ImportValues.Builder values, Import one) {
        if (one instanceof MemoryImport memory) {
            MemoryLimits declared = memory.limits();
            values.addMemory(
                    new ImportMemory(one.module(), one.name(), new FlatMemory(declared, limits.memoryPages(), pages)));
        } else if (one instanceof TableImport table) {
            values.addTable(new ImportTable(
                    one.module(),
                    one.name(),
                    new CappedTable(new Table(table.entryType(), table.limits()), Value.REF_NULL_VALUE, entries)));
        } else if (one instanceof GlobalImport global) {
            values.addGlobal(new ImportGlobal(
                    one.module(),
                    one.name(),
                    new GlobalInstance(
                            global.type().isReference() ? Value.REF_NULL_VALUE : 0,
                            0,
                            global.type(),
                            global.mutabilityType())));
        }
    }
}
