package dev.guestbook.session;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Untrusted;
import dev.guestbook.wasm.ExportType;
import dev.guestbook.wasm.ExternKind;
import dev.guestbook.wasm.HostFunction;
import dev.guestbook.wasm.ImportType;
import dev.guestbook.wasm.Signature;
import dev.guestbook.wasm.Trap;
import dev.guestbook.wasm.ValueType;
import java.util.Optional;

/**
 * A guest whose exported functions stand for the imports of one module name.
 *
 * <p>A call through it holds both guests. It follows the guest through a reload; once that is unloaded, a
 * call is refused. Memory is not shared: a pointer of one guest means nothing to the other.
 *
 * @param module the imports' module name
 */
public record Link(String module, Guest guest) implements Displayable {
    /**
     * What it gives for an import; empty where the import is of another module, or the guest exports nothing
     * of the name.
     *
     * @throws Refused where the export is no function, or one of another type
     */
    Optional<Given> given(ImportType wanted) {
        if (!wanted.module().equals(module)) {
            return Optional.empty();
        }
        return guest.module().wasm().export(wanted.name()).map(export -> function(wanted, export));
    }

    private Given function(ImportType wanted, ExportType export) {
        if (wanted.kind() != ExternKind.FUNCTION || export.kind() != ExternKind.FUNCTION) {
            throw new Refused(
                    named(wanted) + " wants a " + wanted.kind() + ", and guest " + guest.quoted() + " exports a "
                            + export.kind()
                            + ": only functions can be linked, as a guest's memory is wiped when it is unloaded;"
                            + " --stub-imports gives the module a memory, table or global of its own.");
        }
        Signature signature = export.signature().orElseThrow();
        if (!export.signature().equals(wanted.signature())) {
            throw new Refused(named(wanted) + " wants " + wanted.type() + ", and guest " + guest.quoted() + " exports "
                    + signature + ".");
        }
        if (!signature.parameters().stream().allMatch(ValueType::isNumber)
                || !signature.results().stream().allMatch(ValueType::isNumber)) {
            throw new Refused(named(wanted) + " " + signature + " cannot be linked: only numbers pass between guests.");
        }
        HostFunction function = new HostFunction(
                module, wanted.name(), signature, (memory, arguments) -> call(wanted, export, arguments));
        return host -> function;
    }

    private long[] call(ImportType wanted, ExportType export, long[] arguments) {
        try {
            return guest.linked(export.name(), arguments);
        } catch (Refused refused) {
            String failed = "Import `" + Untrusted.name(wanted.qualifiedName()) + "` could not be called: ";
            if (!guest.live().isThere()) {
                throw new HostRefusal(new Refused(
                        failed + "guest " + guest.quoted() + " "
                                + guest.live().fate() + "; load it, link it with %wasm link "
                                + Untrusted.name(module) + " " + guest.shownName()
                                + ", then load again what calls it.",
                        refused));
            }
            throw new HostRefusal(new Refused(failed + refused.getMessage(), refused));
        } catch (Trap trap) {
            throw trap.with("It happened in guest " + guest.quoted() + ", called through " + named(wanted) + ".");
        }
    }

    private static String named(ImportType wanted) {
        return "import `" + Untrusted.name(wanted.qualifiedName()) + "`";
    }

    @Override
    public MimeBundle bundle() {
        return Sheet.titled(
                        "imports of ",
                        Span.strong(Untrusted.name(module)),
                        " are the functions of guest ",
                        Span.strong(guest.shownName()),
                        ", in guests loaded from now on")
                .line("Memory is not shared: a pointer of one guest means nothing to the other.")
                .next("%wasm load SOURCE")
                .bundle();
    }
}
