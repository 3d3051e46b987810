package dev.guestbook.session;

import dev.guestbook.contract.BadHeader;
import dev.guestbook.contract.ExportedFunctions;
import dev.guestbook.contract.Header;
import dev.guestbook.contract.Struct;
import dev.guestbook.display.Untrusted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The contract that a cell's own text gives the guest it becomes.
 *
 * @param exported what the text exports, as prototypes of C
 * @param advice turns a refusal's advice into one that its language can follow
 */
record CellContract(ExportedFunctions exported, UnaryOperator<String> advice) {
    /** Exports without a prototype that are named. */
    private static final int NAMED = 5;

    /** Exports that are no functions of the cell's: the arena's, and how a program for WASI begins. */
    private static final Set<String> NOT_THE_CELLS = Set.of("bump_alloc", "bump_reset", "_start", "_initialize");

    /**
     * Makes the guest's contract of the exported prototypes that can be one.
     *
     * @return a sentence for each export that has none, with the reason
     */
    List<String> agree(Guest guest, Layouts layouts) {
        List<String> exports = guest.functionNames();
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
        exported.unread().forEach((name, why) -> {
            undeclared.remove(name);
            without.add("`" + Untrusted.name(name) + "` " + Untrusted.name(why));
        });
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
    private Optional<String> refusal(
            ExportedFunctions.Function function, String types, GuestModule module, Layouts layouts) {
        if (!function.isNamedInC()) {
            return Optional.of("is exported as `" + Untrusted.name(function.export())
                    + "`, which no prototype can have for a name; `"
                    + Loader.identifier(function.export()) + "` is one that it can.");
        }
        try {
            Header header = Terms.read(types + function.prototype(), 1, module, layouts.all());
            for (Struct struct : header.structs()) {
                layouts.define(struct.name(), Terms.fields(struct), false);
            }
            module.agree(module.terms().and(header, layouts.all(), Optional.empty()));
            return Optional.empty();
        } catch (Refused e) {
            return Optional.of(advice.apply(e.reason()));
        }
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
}
