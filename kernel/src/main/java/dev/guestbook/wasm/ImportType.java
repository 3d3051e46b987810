package dev.guestbook.wasm;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a module needs from its host. Names are as the guest spells them; escape before showing.
 *
 * @param type as in {@link ExportType#type()}
 * @param signature of a function
 * @param least pages of a memory or entries of a table at the start; 0 for others
 * @param most what these may grow to; empty where nothing says so
 */
public record ImportType(
        String module,
        String name,
        ExternKind kind,
        String type,
        Optional<Signature> signature,
        long least,
        OptionalLong most) {
    /** {@code module.name}. */
    public String qualifiedName() {
        return module + "." + name;
    }

    /** In words, names escaped: {@code function `env.log` (i32) -> ()}. */
    String shown() {
        return kind + " `" + Shown.name(module) + "." + Shown.name(name) + "` "
                + signature.map(Signature::brief).orElse(type);
    }
}
