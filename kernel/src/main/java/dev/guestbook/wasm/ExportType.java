package dev.guestbook.wasm;

import java.util.Optional;

/**
 * What a module says of one of its exports.
 *
 * @param name as the guest spells it; escape before showing
 * @param index in the index space of its kind, imports first
 * @param type a function's signature, a global's {@code mut i32}, a memory's {@code 2 pages, at most 16}
 * @param signature of a function
 * @param codeBytes the size of a function's code; 0 for one that is itself imported, and for all else
 */
public record ExportType(
        String name, ExternKind kind, int index, String type, Optional<Signature> signature, int codeBytes) {}
