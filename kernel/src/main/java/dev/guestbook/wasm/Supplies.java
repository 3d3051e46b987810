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
import com.dylibso.chicory.wasm.types.TableLimits;
import com.dylibso.chicory.wasm.types.Value;
import dev.guestbook.wasm.code.Budget;
import dev.guestbook.wasm.code.CappedTable;
import dev.guestbook.wasm.code.FlatMemory;
import java.util.List;
import java.util.Optional;

/**
 * The memories, tables and globals that one instance imports: those the host gives, and as little as lets the module be
 * instantiated for the others, where stubs may stand for them.
 *
 * @param given the host's, of which a later one goes before
 * @param pages what the memories take theirs from
 * @param entries what the tables take theirs from
 */
record Supplies(List<HostValue> given, boolean stubs, Limits limits, Budget pages, Budget entries) {
    static boolean canStandFor(ImportType wanted) {
        return switch (wanted.kind()) {
            case FUNCTION -> wanted.signature().filter(Interface::canBeGiven).isPresent();
            case MEMORY, TABLE, GLOBAL -> true;
            case TAG -> false;
        };
    }

    static Optional<HostValue> find(String module, String name, List<HostValue> given) {
        return given.stream()
                .filter(value -> value.module().equals(module) && value.name().equals(name))
                .reduce((earlier, later) -> later);
    }

    /** Memories, tables and globals; functions are looked up elsewhere. */
    void addTo(ImportValues.Builder values, WasmModule module) throws BadModule {
        int memories = 0;
        for (Import one : module.parsed().importSection().stream().toList()) {
            Optional<HostValue> value = find(one.module(), one.name(), given);
            if (value.isPresent() || stubs) {
                add(values, one, value.orElse(null), memories);
            }
            memories += one instanceof MemoryImport ? 1 : 0;
        }
    }

    /** @param memory the index of a memory, where it is one */
    private void add(ImportValues.Builder values, Import one, HostValue value, int memory) throws BadModule {
        if (one instanceof MemoryImport wanted) {
            values.addMemory(new ImportMemory(
                    one.module(),
                    one.name(),
                    new FlatMemory(
                            memory,
                            value == null ? wanted.limits() : memory(wanted, (HostValue.Memory) value),
                            limits.memoryPages(),
                            pages)));
        } else if (one instanceof TableImport table) {
            Table like = new Table(
                    table.entryType(), value == null ? table.limits() : table(table, (HostValue.Table) value));
            values.addTable(
                    new ImportTable(one.module(), one.name(), new CappedTable(like, Value.REF_NULL_VALUE, entries)));
        } else if (one instanceof GlobalImport global) {
            long zero = global.type().isReference() ? Value.REF_NULL_VALUE : 0;
            values.addGlobal(new ImportGlobal(
                    one.module(),
                    one.name(),
                    new GlobalInstance(
                            value == null ? zero : bits(global, (HostValue.Global) value),
                            0,
                            global.type(),
                            global.mutabilityType())));
        }
    }

    private static MemoryLimits memory(MemoryImport wanted, HostValue.Memory given) throws BadModule {
        MemoryLimits declared = wanted.limits();
        check(wanted, "pages", declared.initialPages(), declared.maximumPages(), given.pages(), given.most());
        return new MemoryLimits(given.pages(), given.most(), declared.shared());
    }

    private static TableLimits table(TableImport wanted, HostValue.Table given) throws BadModule {
        TableLimits declared = wanted.limits();
        long most = Math.min(given.most(), TableLimits.LIMIT_MAX); // the engine's word for no limit
        check(wanted, "entries", declared.min(), declared.max(), given.entries(), most);
        return new TableLimits(given.entries(), most, declared.shared());
    }

    private static void check(Import wanted, String unit, long least, long most, long given, long growing)
            throws BadModule {
        if (given < least || growing > most) {
            boolean unbounded = most == (unit.equals("pages") ? MemoryLimits.MAX_PAGES : TableLimits.LIMIT_MAX);
            throw new BadModule("The module wants " + kind(wanted) + " `" + Shown.name(wanted.module()) + "."
                    + Shown.name(wanted.name()) + "` of " + least + " " + unit + " or more"
                    + (unbounded ? "" : " that grows to " + most + " at most") + "; the host gives " + given
                    + (given == growing || unbounded ? "." : ", growing to " + growing + "."));
        }
    }

    private static String kind(Import wanted) {
        return wanted instanceof MemoryImport ? "a memory" : "a table";
    }

    private static long bits(GlobalImport wanted, HostValue.Global given) throws BadModule {
        ValueType type = Interface.type(wanted.type());
        if (!type.equals(given.type())) {
            throw new BadModule("The module wants a global `" + Shown.name(wanted.module()) + "."
                    + Shown.name(wanted.name()) + "` of type " + type + "; the host gives " + given.type() + ".");
        }
        return given.bits();
    }
}
