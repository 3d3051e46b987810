package dev.guestbook.session;

import dev.guestbook.display.Diagnostic;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * A text of another language that a compiler made a module of.
 *
 * @param firstLine the line of the cell where the text begins
 * @param origin what the card says the guest is made from
 * @param making the step and its time, for the card
 * @param complaints the compiler's, that did not keep it from making the module
 * @param contract what the text says of the functions that the module exports, which it is given
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record CompiledSource(
        String text,
        int firstLine,
        byte[] module,
        String origin,
        String making,
        List<Diagnostic> complaints,
        Function<Collection<String>, CellContract> contract) {
    /** Makes the guest's contract of what the text says; tells the rest, each with the reason, and the complaints. */
    Remarks agree(Guest guest, Layouts layouts) {
        List<String> without = contract.apply(guest.functionNames()).agree(guest, layouts);
        return new Remarks(complaints, text.lines().toList(), firstLine, without);
    }
}
