package dev.guestbook.session;

import dev.guestbook.contract.BadHeader;
import dev.guestbook.contract.ExportedFunctions;
import dev.guestbook.contract.Header;
import dev.guestbook.contract.Struct;
import dev.guestbook.display.Untrusted;
import dev.guestbook.toolchain.CCell;
import dev.guestbook.toolchain.Compiled;
import dev.guestbook.toolchain.Toolchain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A text of C on its way to a guest.
 *
 * @param folder what relative names in it start from
 * @param firstLine the line of the cell where the text begins
 * @param arguments for clang
 */
record CSource(String text, Path folder, int firstLine, List<String> arguments) {
    private static final Pattern SIZED =
            Pattern.compile(" or name the parameter that counts it, as in `([^`]*\\[(\\w+)])`\\.$");

    /** Exports without a prototype that are named. */
    private static final int NAMED = 5;

    /** A module that the text came to, and what there is to say about it. */
    record Made(Compiled compiled, String origin, String making) {}

    Made compile(Toolchain toolchain, LoadOptions options) {
        CCell cell = new CCell(text, arguments, folder, options.wasi().isPresent(), options.compileTimeout());
        Making<Compiled> making = Making.of("compile C", () -> toolchain.compile(cell));
        Compiled compiled = making.made();
        return new Made(
                compiled, Making.origin("C", text) + ", clang " + compiled.by().version(), making.took());
    }

    static final String EXPORTING =
            "EXPORT(NAME) before one (#include <guestbook.h> has it), or" + " __attribute__((export_name(\"NAME\")))";

    /** Exports that are no functions of the cell's: the arena's, and how a program for WASI begins. */
    private static final Set<String> NOT_THE_CELLS = Set.of("bump_alloc", "bump_reset", "_start", "_initialize");

    /**
     * Makes the guest's contract of the exported prototypes that can be one.
     *
     * @return a sentence for each export that has none, with the reason
     */
    List<String> agree(Guest guest, String preprocessed, Layouts layouts) {
        List<String> exports = guest.functionNames();
        ExportedFunctions exported = ExportedFunctions.of(preprocessed, exports);
        List<String> without = new ArrayList<>();
        String types = types(exported.types(), layouts);
        List<String> undeclared = new ArrayList<>(exports);
        undeclared.removeAll(NOT_THE_CELLS);
        for (ExportedFunctions.Function function : exported.functions()) {
            undeclared.remove(function.export());
            if (exports.contains(function.export())) {
                refusal(function, types, guest.module(), layouts)
                        .ifPresent(why -> without.add(Untrusted.name(function.prototype()) + " " + why));
            }
        }
        if (!undeclared.isEmpty()) {
            without.add(undeclared.stream()
                            .limit(NAMED)
                            .map(name -> "`" + Untrusted.name(name) + "`")
                            .collect(Collectors.joining(", "))
                    + (undeclared.size() > NAMED ? " and " + (undeclared.size() - NAMED) + " more" : "")
                    + ": the cell has no prototype of "
                    + (undeclared.size() > 1 ? "them." : "it."));
        }
        return without;
    }

    /** Takes a prototype into the module's contract, or says why it cannot. */
    private static Optional<String> refusal(
            ExportedFunctions.Function function, String types, GuestModule module, Layouts layouts) {
        if (!function.isNamedInC()) {
            return Optional.of("is exported as `" + Untrusted.name(function.export())
                    + "`, which no prototype can have for a name; EXPORT("
                    + Loader.identifier(function.export()) + ") is one that it can.");
        }
        try {
            Header header = Terms.read(types + function.prototype(), 1, module, layouts.all());
            for (Struct struct : header.structs()) {
                layouts.define(struct.name(), Terms.fields(struct), false);
            }
            module.agree(module.terms().and(header, layouts.all()));
            return Optional.empty();
        } catch (Refused e) {
            return Optional.of(inC(e.getMessage().replaceFirst("^[Ll]ine \\d+: ", "")));
        }
    }

    /** An advice for a contract as C can take it: there a parameter is known only to what stands after it. */
    private static String inC(String message) {
        return SIZED.matcher(message)
                .replaceFirst(
                        " or `$1` with `$2` before it among the parameters; a %%contract cell takes `$1` in any order.");
    }

    /** The types that a contract can hold; one that it cannot is missed only where a prototype names it. */
    private static String types(List<String> declared, Layouts layouts) {
        StringBuilder types = new StringBuilder();
        for (String each : declared) {
            try {
                Header.parse(
                        types + each,
                        1,
                        layouts.all().stream().map(Terms::struct).toList());
                types.append(each).append('\n');
            } catch (BadHeader e) {
                // a union, say: no prototype that is kept needs it
            }
        }
        return types.toString();
    }

    Remarks remarks(Compiled compiled, List<String> without) {
        return new Remarks(compiled.remarks(), text.lines().toList(), firstLine, without);
    }
}
