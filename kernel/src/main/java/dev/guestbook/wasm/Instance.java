package dev.guestbook.wasm;

import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.runtime.TrapException;
import com.dylibso.chicory.wasm.InvalidException;
import com.dylibso.chicory.wasm.UninstantiableException;
import com.dylibso.chicory.wasm.UnlinkableException;
import com.dylibso.chicory.wasm.types.ActiveDataSegment;
import com.dylibso.chicory.wasm.types.MutabilityType;
import com.dylibso.chicory.wasm.types.ValType;
import com.dylibso.chicory.wasm.types.Value;
import dev.guestbook.wasm.code.Budget;
import dev.guestbook.wasm.code.CappedTable;
import dev.guestbook.wasm.code.FlatMemory;
import dev.guestbook.wasm.code.GuestThread;
import dev.guestbook.wasm.code.Poll;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A module with a memory and globals of its own. Disposable: when nobody holds it, it is gone.
 *
 * <p>Runs on one thread at a time; its caller sees to that.
 */
public final class Instance {
    private static final int LISTED = 6;

    private final WasmModule module;
    private final com.dylibso.chicory.runtime.Instance engine;
    private final List<LinearMemory> memories;
    private final GlobalInstance[] mutableGlobals;
    private final Failures failures;

    private Instance(WasmModule module, com.dylibso.chicory.runtime.Instance engine) {
        this.module = module;
        this.engine = engine;
        this.memories = memories(module, engine);
        this.failures = new Failures(module, engine.getMachine());
        this.mutableGlobals = IntStream.range(0, engine.globalCount())
                .mapToObj(engine::global)
                .filter(global -> global.getMutabilityType() == MutabilityType.Var)
                .toArray(GlobalInstance[]::new);
    }

    static Instance of(WasmModule module, List<HostFunction> given, List<HostValue> values, boolean stubs)
            throws BadModule {
        checkImports(module.imports(), given, values, stubs);
        GuestThread thread = GuestThread.current();
        Poll outer = thread.enter(module.compiled().poll());
        Budget pages = new Budget(module.limits().memoryPages());
        Budget entries = new Budget(module.limits().tableEntries());
        Supplies supplies = new Supplies(values, stubs, module.limits(), pages, entries);
        int[] memories = {importedMemories(module)};
        try {
            return new Instance(
                    module,
                    com.dylibso.chicory.runtime.Instance.builder(module.parsed())
                            .withMachineFactory(module.compiled().machines())
                            .withMemoryFactory(limits -> new FlatMemory(
                                    memories[0]++, limits, module.limits().memoryPages(), pages))
                            .withTableFactory((table, initial) -> new CappedTable(table, initial, entries))
                            .withImportValues(imports(module, given, supplies))
                            .withStart(false)
                            .build());
        } catch (UninstantiableException e) {
            if (e.getCause() instanceof TrapException trap) {
                throw new Failures(module, null).explain(trap);
            }
            throw new BadModule("The module cannot be instantiated: " + WasmModule.sentence(e), e);
        } catch (UnlinkableException | InvalidException e) {
            throw new BadModule("The module cannot be linked: " + WasmModule.sentence(e), e);
        } catch (OutOfMemoryError e) {
            throw new BadModule("The JVM has no room for the module's memory; start it with a larger -Xmx.", e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new Failures(module, null).explain(e);
        } finally {
            thread.leave(outer);
        }
    }

    private static List<LinearMemory> memories(WasmModule module, com.dylibso.chicory.runtime.Instance engine) {
        return IntStream.range(0, memoryCount(module))
                .mapToObj(engine::memory)
                .filter(FlatMemory.class::isInstance)
                .map(memory -> new LinearMemory((FlatMemory) memory))
                .toList();
    }

    private static int importedMemories(WasmModule module) {
        return (int) module.imports().stream()
                .filter(one -> one.kind() == ExternKind.MEMORY)
                .count();
    }

    /** Imported ones and its own. */
    static int memoryCount(WasmModule module) {
        return importedMemories(module)
                + module.parsed()
                        .memorySection()
                        .map(section -> section.memoryCount())
                        .orElse(0);
    }

    private static Optional<LinearMemory> firstMemory(com.dylibso.chicory.runtime.Instance engine) {
        Memory first = engine.memory();
        return first instanceof FlatMemory flat ? Optional.of(new LinearMemory(flat)) : Optional.empty();
    }

    /** Fails naming every import at once, as the engine names only the first. */
    static void checkImports(List<ImportType> imports, List<HostFunction> given, List<HostValue> values, boolean stubs)
            throws BadModule {
        List<ImportType> missing = new ArrayList<>();
        for (ImportType wanted : imports) {
            Optional<HostFunction> found = find(wanted, given);
            Optional<HostValue> value = Supplies.find(wanted.module(), wanted.name(), values);
            if (value.isPresent() && value.get().kind() != wanted.kind() && found.isEmpty()) {
                throw new BadModule("The module wants " + wanted.shown() + ", the host gives a "
                        + value.get().kind() + ".");
            }
            if (found.isEmpty()) {
                if (value.isEmpty() && (!stubs || !Supplies.canStandFor(wanted))) {
                    missing.add(wanted);
                }
            } else if (!found.map(HostFunction::signature).equals(wanted.signature())) {
                Signature offered = found.get().signature();
                throw new BadModule("The module wants " + wanted.shown() + ", the host gives " + offered
                        + (isTakenForASupplier(offered, wanted)
                                ? "; Java takes a lambda that only loops or throws for one with a result: write the"
                                        + " signature before it, \"" + wanted.type() + "\"."
                                : "."));
            }
        }
        if (!missing.isEmpty()) {
            String listed =
                    missing.stream().limit(LISTED).map(ImportType::shown).collect(Collectors.joining(", "));
            throw new BadModule(
                    "The module needs " + (missing.size() == 1 ? "an import" : missing.size() + " imports")
                            + " that nobody gives: " + listed
                            + (missing.size() > LISTED ? " and " + (missing.size() - LISTED) + " more." : "."),
                    missing);
        }
    }

    /** What becomes of a lambda that fits every result, where the module wants none. */
    private static boolean isTakenForASupplier(Signature given, ImportType wanted) {
        return wanted.signature()
                .filter(signature ->
                        signature.results().isEmpty() && signature.parameters().equals(given.parameters()))
                .isPresent();
    }

    private static Optional<HostFunction> find(ImportType wanted, List<HostFunction> given) {
        return given.stream()
                .filter(function -> wanted.kind() == ExternKind.FUNCTION
                        && function.module().equals(wanted.module())
                        && function.name().equals(wanted.name()))
                .reduce((earlier, later) -> later);
    }

    private static ImportValues imports(WasmModule module, List<HostFunction> given, Supplies supplies)
            throws BadModule {
        ImportFunction[] functions = module.imports().stream()
                .flatMap(wanted -> find(wanted, given)
                        .or(() -> supplies.stubs() && wanted.kind() == ExternKind.FUNCTION
                                ? Optional.of(HostFunction.stub(wanted))
                                : Optional.empty())
                        .stream())
                .map(Instance::importFunction)
                .toArray(ImportFunction[]::new);
        ImportValues.Builder values = ImportValues.builder().addFunction(functions);
        supplies.addTo(values, module);
        return values.build();
    }

    private static ImportFunction importFunction(HostFunction function) {
        return new com.dylibso.chicory.runtime.HostFunction(
                function.module(),
                function.name(),
                Interface.chicory(function.signature()),
                (caller, arguments) -> function.code().call(firstMemory(caller).orElse(null), arguments));
    }

    public WasmModule module() {
        return module;
    }

    /** The first memory, exported or not: the one that pointers of C and all others point into. */
    public Optional<LinearMemory> memory() {
        return memories.isEmpty() ? Optional.empty() : Optional.of(memories.get(0));
    }

    /** All its memories by index. */
    public List<LinearMemory> memories() {
        return memories;
    }

    /** The data segments of its module, and where they were put. */
    public List<DataSegment> dataSegments() {
        List<DataSegment> segments = new ArrayList<>();
        var all = module.parsed().dataSection().dataSegments();
        for (int i = 0; i < all.length; i++) {
            int length = all[i].data().length;
            segments.add(
                    all[i] instanceof ActiveDataSegment active
                            ? new DataSegment(i, (int) active.index(), address(active), length)
                            : new DataSegment(i, 0, OptionalLong.empty(), length));
        }
        return segments;
    }

    private OptionalLong address(ActiveDataSegment segment) {
        OptionalLong offset =
                ConstantExpression.value(segment.offsetInstructions(), index -> integer(engine.global(index)));
        return offset.isEmpty() ? offset : OptionalLong.of(Integer.toUnsignedLong((int) offset.getAsLong()));
    }

    /** The exported function of this name, prepared for calls. */
    public Optional<GuestFunction> function(String name) {
        return module.export(name)
                .filter(export -> export.kind() == ExternKind.FUNCTION)
                .map(export -> {
                    ExportFunction function = engine.exports().function(name);
                    return new GuestFunction(export, function, module.compiled().poll(), failures);
                });
    }

    /**
     * Calls a function of its first table, for a host function that this instance calls.
     *
     * @param index where it stands
     * @param wanted its type
     * @param arguments one raw value a parameter: an i32 sign-extended, floats as their bits
     * @return one raw value a result
     * @throws Trap where there is none, it is of another type, or it trapped; what a host function threw passes through
     */
    public long[] callTable(int index, Signature wanted, long... arguments) {
        try {
            if (engine.tableCount() == 0) {
                throw new TrapException("undefined element");
            }
            TableInstance table = engine.table(0);
            int function = table.requiredRef(index);
            boolean own = table.instance(index) == null || table.instance(index) == engine;
            if (!own || !module.signature(function).equals(wanted)) {
                throw new TrapException("indirect call type mismatch");
            }
            long[] results = engine.getMachine().call(function, arguments);
            return results == null ? new long[0] : results;
        } catch (RuntimeException | Error thrown) {
            throw failures.explain(thrown);
        }
    }

    /** The value of an exported integer global, sign-extended. */
    public OptionalLong global(String name) {
        return module.export(name)
                .filter(export -> export.kind() == ExternKind.GLOBAL)
                .map(export -> integer(engine.global(export.index())))
                .orElseGet(OptionalLong::empty);
    }

    /** The C stack pointer: the global so named by an export or by the name section; empty where neither says. */
    public OptionalLong stackPointer() {
        OptionalLong exported = global("__stack_pointer");
        if (exported.isPresent()) {
            return exported;
        }
        return module.globalNamed("__stack_pointer")
                .filter(index -> index < engine.globalCount())
                .map(index -> integer(engine.global(index)))
                .orElseGet(OptionalLong::empty);
    }

    private static OptionalLong integer(GlobalInstance global) {
        return switch (Interface.type(global.getType()).kind()) {
            case I32 -> {
                int signed = (int) global.getValue();
                yield OptionalLong.of(signed);
            }
            case I64 -> OptionalLong.of(global.getValue());
            default -> OptionalLong.empty();
        };
    }

    /** All its tables as they are now. */
    public List<TableContents> tables() {
        return IntStream.range(0, engine.tableCount()).mapToObj(this::table).toList();
    }

    private TableContents table(int index) {
        TableInstance table = engine.table(index);
        boolean functions = table.elementType().equals(ValType.FuncRef);
        List<TableContents.Entry> entries = new ArrayList<>();
        for (int i = 0; i < table.size(); i++) {
            int reference = table.ref(i);
            if (reference != Value.REF_NULL_VALUE) {
                boolean own = functions && (table.instance(i) == null || table.instance(i) == engine);
                entries.add(new TableContents.Entry(
                        i,
                        reference,
                        own ? module.functionName(reference) : "reference " + reference,
                        own ? module.signature(reference).brief() : ""));
            }
        }
        return new TableContents(index, Interface.type(table.elementType()).text(), table.size(), entries);
    }

    /** All its globals as they are now. */
    public List<GlobalValue> globals() {
        return IntStream.range(0, engine.globalCount())
                .mapToObj(index -> {
                    GlobalInstance global = engine.global(index);
                    return new GlobalValue(
                            index,
                            module.globalName(index),
                            Interface.type(global.getType()),
                            global.getMutabilityType() == MutabilityType.Var,
                            global.getValueLow());
                })
                .toList();
    }

    /** The globals that can change, as they are now; for {@link #restoreGlobals} after a trap. */
    public long[] saveGlobals() {
        return saveGlobals(new long[mutableGlobals.length * 2]);
    }

    /** The same into what an earlier save of this instance returned. */
    public long[] saveGlobals(long[] saved) {
        for (int i = 0; i < mutableGlobals.length; i++) {
            saved[2 * i] = mutableGlobals[i].getValueLow();
            saved[2 * i + 1] = mutableGlobals[i].getValueHigh();
        }
        return saved;
    }

    /** Puts back what {@link #saveGlobals} of this instance returned. */
    public void restoreGlobals(long[] saved) {
        for (int i = 0; i < mutableGlobals.length; i++) {
            mutableGlobals[i].setValueLow(saved[2 * i]);
            mutableGlobals[i].setValueHigh(saved[2 * i + 1]);
        }
    }
}
