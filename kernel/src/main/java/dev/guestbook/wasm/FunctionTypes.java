package dev.guestbook.wasm;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.TypeSection;
import java.util.Arrays;

/** The type of each function of a module, imported ones first. Immutable. */
final class FunctionTypes {
    private final TypeSection types;
    private final int[] indices;
    private final int imported;

    private FunctionTypes(TypeSection types, int[] indices, int imported) {
        this.types = types;
        this.indices = indices;
        this.imported = imported;
    }

    static FunctionTypes of(WasmModule module) {
        int[] imports = module.importSection().stream()
                .filter(FunctionImport.class::isInstance)
                .mapToInt(one -> ((FunctionImport) one).typeIndex())
                .toArray();
        int defined = module.functionSection().functionCount();
        int[] indices = Arrays.copyOf(imports, imports.length + defined);
        for (int i = 0; i < defined; i++) {
            indices[imports.length + i] = module.functionSection().getFunctionType(i);
        }
        return new FunctionTypes(module.typeSection(), indices, imports.length);
    }

    /** How many functions are imported; the first that the module defines has this index. */
    int imported() {
        return imported;
    }

    FunctionType of(int function) {
        return types.getType(indices[function]);
    }
}
