package dev.guestbook.wasm;

import java.util.Optional;

/**
 * What a module needs from its host. Names are as the guest spells them; escape before showing.
 *
 * @param type as in {@link ExportType#type()}
 * @param signature of a function
 */
public record ImportType(String module, String name, ExternKind kind, String type, Optional<Signature> signature) {
    /** {@code module.name}. */
    public String qualifiedName() {
        return module + "." + name;
    }

    /** In words, names escaped: {@code function `env.log` (i32) -> ()}. */
    String shown() {
        return kind + " `" + Shown.name(module) + "." + Shown.name(name) + "` " + type;
    }
}
