package dev.guestbook.session;

import dev.guestbook.wasm.ExternKind;
import dev.guestbook.wasm.Instance;
import dev.guestbook.wasm.Signature;
import dev.guestbook.wasm.ValueType;
import dev.guestbook.wasm.WasmModule;
import java.util.List;
import java.util.Optional;

/**
 * The guest's own functions that memory comes from.
 *
 * @param kind how the arena uses them
 * @param allocate {@code (i32 size) -> i32} or {@code (i32 size, i32 align) -> i32}; empty for grown pages
 * @param release what undoes it: a reset {@code () -> ()}, or a free; empty where there is none
 */
record Allocator(Kind kind, Optional<String> allocate, Optional<String> release) {
    enum Kind {
        /** Each region is a call to the guest's bump allocator, whose reset ends them all. */
        BUMP,
        /** Regions are cut from blocks that a malloc gave. */
        BLOCKS,
        /** Regions are cut from blocks of pages that the host grew. */
        PAGES,
        /** There is nothing to allocate with. */
        NONE
    }

    private record Pair(String allocate, String release) {}

    private static final List<Pair> MALLOCS = List.of(
            new Pair("malloc", "free"),
            new Pair("_malloc", "_free"),
            new Pair("__new", "__unpin"),
            new Pair("__wbindgen_malloc", "__wbindgen_free"));

    /** What {@code %alloc} uses unless told otherwise. */
    static Allocator detect(Instance instance) {
        WasmModule module = instance.module();
        if (isAllocate(module, "bump_alloc") && isReset(module, "bump_reset")) {
            return new Allocator(Kind.BUMP, Optional.of("bump_alloc"), Optional.of("bump_reset"));
        }
        for (Pair pair : MALLOCS) {
            if (isAllocate(module, pair.allocate())) {
                return new Allocator(
                        Kind.BLOCKS,
                        Optional.of(pair.allocate()),
                        Optional.of(pair.release()).filter(name -> isFree(module, name)));
            }
        }
        boolean exportsMemory =
                module.exports().stream().anyMatch(export -> export.kind() == ExternKind.MEMORY && export.index() == 0);
        boolean mayGrow = instance.memory()
                .filter(memory -> memory.maximumPages() > memory.pages())
                .isPresent();
        return new Allocator(exportsMemory && mayGrow ? Kind.PAGES : Kind.NONE, Optional.empty(), Optional.empty());
    }

    /** Whether it is that of wasm-bindgen, whose functions take over the memory of what they are given. */
    boolean isBindgen() {
        return allocate.filter("__wbindgen_malloc"::equals).isPresent();
    }

    static boolean isAllocate(WasmModule module, String name) {
        return hasParameters(module, name, 1, 1) || hasParameters(module, name, 2, 1);
    }

    static boolean isReset(WasmModule module, String name) {
        return hasParameters(module, name, 0, 0);
    }

    private static boolean isFree(WasmModule module, String name) {
        return hasParameters(module, name, 1, 0);
    }

    /** Whether the function is there and takes and returns so many values, all i32. */
    private static boolean hasParameters(WasmModule module, String name, int parameters, int results) {
        return module.export(name)
                .flatMap(export -> export.signature())
                .filter(signature -> signature.parameters().size() == parameters
                        && signature.results().size() == results
                        && allI32(signature))
                .isPresent();
    }

    private static boolean allI32(Signature signature) {
        return signature.parameters().stream().allMatch(ValueType.I32::equals)
                && signature.results().stream().allMatch(ValueType.I32::equals);
    }
}
