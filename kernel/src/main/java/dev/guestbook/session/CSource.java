package dev.guestbook.session;

import dev.guestbook.contract.ExportedFunctions;
import dev.guestbook.toolchain.CCell;
import dev.guestbook.toolchain.Compiled;
import dev.guestbook.toolchain.Toolchain;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

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

    CompiledSource compile(Toolchain toolchain, LoadOptions options) {
        CCell cell = new CCell(text, arguments, folder, options.wasi().isPresent(), options.compileTimeout());
        Making<Compiled> making = Making.of("compile C", () -> toolchain.compile(cell));
        Compiled compiled = making.made();
        return new CompiledSource(
                text,
                firstLine,
                compiled.module(),
                Making.origin("C", text) + ", clang " + compiled.by().version(),
                making.took(),
                compiled.remarks(),
                exports -> new CellContract(ExportedFunctions.of(compiled.preprocessed(), exports), CSource::inC));
    }

    static final String EXPORTING =
            "EXPORT(NAME) before one (#include <guestbook.h> has it), or" + " __attribute__((export_name(\"NAME\")))";

    /** An advice for a contract as C can take it: there a parameter is known only to what stands after it. */
    private static String inC(String message) {
        return SIZED.matcher(message)
                .replaceFirst(
                        " or `$1` with `$2` before it among the parameters; a %%contract cell takes `$1` in any order.");
    }
}
