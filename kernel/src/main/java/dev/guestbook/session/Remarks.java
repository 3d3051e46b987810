package dev.guestbook.session;

import dev.guestbook.display.Diagnostic;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import java.util.List;

/**
 * What a compiler said of a text that it compiled, and which exports have no contract.
 *
 * @param source the text's lines
 * @param firstLine the line of the cell where it begins
 * @param without sentences of exports whose prototype is no contract, each with the reason
 */
record Remarks(List<Diagnostic> diagnostics, List<String> source, int firstLine, List<String> without) {
    Sheet below(Sheet sheet) {
        Sheet all = sheet;
        for (Diagnostic each : diagnostics) {
            all = each.below(all, source, firstLine);
        }
        for (String each : without) {
            all = all.line(Span.dim("no contract: "), each);
        }
        return all;
    }
}
