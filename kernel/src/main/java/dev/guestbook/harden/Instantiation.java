package dev.guestbook.harden;

import java.util.List;

/**
 * How the module becomes an instance.
 *
 * @param imports in the module's order
 * @param hasMemory whether it has a memory of its own or imports one
 * @param initializes whether {@code _initialize} is there to be called first
 * @param isProgram whether it exports {@code _start}, which is not called
 */
public record Instantiation(List<Import> imports, boolean hasMemory, boolean initializes, boolean isProgram) {
    public Instantiation {
        imports = List.copyOf(imports);
    }

    List<Import.Function> functions() {
        return imports.stream()
                .filter(Import.Function.class::isInstance)
                .map(Import.Function.class::cast)
                .distinct()
                .toList();
    }

    List<Import.Memory> memories() {
        return imports.stream()
                .filter(Import.Memory.class::isInstance)
                .map(Import.Memory.class::cast)
                .distinct()
                .toList();
    }
}
