package dev.guestbook.magic;

import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import dev.guestbook.display.Displayable;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import java.util.Optional;

/** An output that is replaced in place while long work goes on. For any thread. */
final class LiveOutput {
    private final CellScope scope;
    private final String id;

    private LiveOutput(CellScope scope) {
        this.scope = scope;
        this.id = "guestbook-" + Long.toHexString(System.nanoTime());
    }

    /** Shows a first line. */
    static LiveOutput begin(CellScope scope, String line) {
        LiveOutput output = new LiveOutput(scope);
        scope.sink()
                .accept(new CellOutput.Shown(
                        Sheet.untitled().line(Span.dim(line)).bundle(), Optional.of(output.id)));
        return output;
    }

    void line(String line) {
        replace(Sheet.untitled().line(Span.dim(line)));
    }

    void replace(Displayable content) {
        scope.sink().accept(new CellOutput.Update(content.bundle(), id));
    }
}
