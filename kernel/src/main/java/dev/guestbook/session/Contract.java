package dev.guestbook.session;

import dev.guestbook.contract.Extent;
import dev.guestbook.contract.LeftOut;
import dev.guestbook.contract.Parameter;
import dev.guestbook.contract.Prototype;
import dev.guestbook.contract.Scalar;
import dev.guestbook.display.Displayable;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Nearest;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.display.Table.Column;
import dev.guestbook.display.Untrusted;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What C prototypes say about a guest's exports: names, directions, sizes and pairs. Belongs to the module, so
 * that a reload keeps it. With one, every call is checked, and {@link #call} makes a whole call in one step.
 *
 * <pre>{@code
 * wasm.contract("void f(uint8_t mac[16], const uint8_t *text, size_t text_size);");
 * byte[] mac = wasm.contract().call("f", utf8("hello")).bytes("mac");
 * }</pre>
 */
public final class Contract implements Displayable {
    private final Guest guest;
    private final Terms terms;
    private final Collection<Prototype> shown;
    private final List<LeftOut> leftOut;
    private final List<String> takenBack;

    Contract(Guest guest, Terms terms, Collection<Prototype> shown, List<LeftOut> leftOut, List<String> takenBack) {
        this.guest = guest;
        this.terms = terms;
        this.shown = List.copyOf(shown);
        this.leftOut = List.copyOf(leftOut);
        this.takenBack = List.copyOf(takenBack);
    }

    /** Every prototype in it, in the order they were given. */
    public List<Prototype> prototypes() {
        return List.copyOf(terms.prototypes().values());
    }

    /** What the text that this was made from declares and a contract cannot hold, in its order; empty for a guest's own. */
    public List<LeftOut> leftOut() {
        return leftOut;
    }

    /** The prototype of an export; refused where there is none. */
    public Prototype prototype(String export) {
        return terms.prototype(export).orElseThrow(() -> {
            Collection<String> names = terms.prototypes().keySet();
            return new Refused("The contract of guest " + guest.quoted() + " has no prototype of `"
                    + Untrusted.name(export) + "`. " + Nearest.hint(export, names, ""));
        });
    }

    /**
     * Calls an export in one safe step: allocates, copies in, calls, copies out and resets, whatever happens. Regions
     * that are live stay as they are; a guest with a bump allocator of its own must have none.
     *
     * @param arguments inputs and numbers in the prototype's order, without outputs and without the lengths of inputs:
     *     {@code byte[]}, {@code int[]}, a String, Rows and whatever else {@link Session#write} takes
     * @return what was written and returned; a status other than 0 too
     * @throws Refused where an argument does not fit; the guest was not called then
     * @throws dev.guestbook.wasm.Trap where the guest trapped; what was copied in is wiped then too
     */
    public Outputs call(String export, Object... arguments) {
        return new ContractCall(guest, terms, prototype(Required.notNull(export, "An export's name")))
                // Of an int[][] that is the only argument Java takes the rows for the arguments.
                .call(Grid.of(arguments).isPresent() ? new Object[] {arguments} : arguments);
    }

    private static Table table(Collection<Prototype> shown) {
        Table table = Table.of(
                Column.left("export"), Column.left("parameter"), Column.prose("declared"), Column.prose("meaning"));
        for (Prototype prototype : shown) {
            String name = Untrusted.name(prototype.name());
            for (Parameter parameter : prototype.parameters()) {
                table = row(table, name, prototype, parameter);
                name = "";
            }
            if (prototype.result().isPresent()) {
                table = row(table, name, prototype, prototype.result().get());
            } else if (!name.isEmpty()) {
                table = table.row(Span.strong(name), Span.dim("-"), "", "");
            }
        }
        return table;
    }

    @Override
    public MimeBundle bundle() {
        int count = shown.size();
        Sheet sheet = Sheet.titled(
                "contract of ",
                Span.strong(guest.name()),
                ": ",
                Span.count(count),
                count == 1 ? " prototype" : " prototypes");
        if (count > 0) {
            sheet = sheet.with(table(shown));
        }
        if (!takenBack.isEmpty()) {
            sheet = sheet.line(
                    Span.bad("taken back: "),
                    takenBack.stream().map(Untrusted::name).collect(Collectors.joining(", ")));
        }
        if (!leftOut.isEmpty()) {
            Table lines = Table.of(Column.right("line"), Column.prose("why"));
            for (LeftOut one : leftOut) {
                lines = lines.row(one.line(), Untrusted.lines(one.why()));
            }
            sheet = sheet.line(Span.bad("left out: "), Span.count(leftOut.size()))
                    .with(lines);
        }
        if (guest.memoryCount() > 1 && shown.stream().anyMatch(Contract::lends)) {
            sheet = sheet.line("Its pointers are of memory 0, where calls put what they are given; of the guest's other"
                    + " memories it knows nothing.");
        }
        Optional<String> warning = guest.arena().warning();
        if (warning.isPresent() && shown.stream().anyMatch(Contract::lends)) {
            sheet = sheet.line(Span.bad(warning.get()));
        }
        for (Prototype first : shown.stream().limit(1).toList()) {
            sheet = sheet.next(example(first));
        }
        return sheet.next(count == 0 ? "%%contract" : "%wasm harden CLASS").bundle();
    }

    /** Whether a call takes memory for what it copies. */
    private static boolean lends(Prototype prototype) {
        return prototype.parameters().stream().anyMatch(one -> one.kind() instanceof Parameter.Buffer);
    }

    private static String example(Prototype prototype) {
        return "wasm.contract().call(\"" + prototype.name() + "\""
                + prototype.inputs().stream().map(input -> ", " + input.name()).collect(Collectors.joining()) + ")";
    }

    private static Table row(Table table, String export, Prototype prototype, Parameter parameter) {
        return table.row(
                Span.strong(export),
                Span.strong(parameter.name()),
                Span.code(parameter.declaration()),
                meaning(prototype, parameter));
    }

    private static String meaning(Prototype prototype, Parameter parameter) {
        if (parameter.kind() instanceof Parameter.Buffer buffer) {
            String size = buffer.extent() instanceof Extent.Unknown
                            && buffer.direction().isOutput()
                    ? "only the address comes back"
                    : buffer.extent() instanceof Extent.Unknown ? "as long as given" : buffer.size();
            return buffer.direction() + ": " + size;
        }
        if (((Parameter.Value) parameter.kind()).type() == Scalar.PTR) {
            return "an address";
        }
        String counted = prototype.countedBy(parameter.name()).stream()
                .map(Parameter::name)
                .collect(Collectors.joining(", "));
        return counted.isEmpty() ? "" : "counts " + counted;
    }

    /** One export as its prototype says it, for a question about it. */
    static Optional<Displayable> about(Guest guest, String export) {
        Terms terms = guest.module().terms();
        Optional<Prototype> prototype = terms.prototype(export);
        if (prototype.isPresent()) {
            return Optional.of(Sheet.titled(Span.code(prototype.get().declaration() + ";"))
                    .with(table(List.of(prototype.get())))
                    .next(example(prototype.get())));
        }
        return guest.module()
                .wasm()
                .export(export)
                .flatMap(found -> found.signature())
                .map(signature -> Sheet.titled(
                                Span.strong(Untrusted.name(export)), " ", Span.code(signature.toString()))
                        .line("An export of guest ", Span.strong(guest.name()), ".")
                        .next("%%contract")
                        .next("%call " + Untrusted.name(export)));
    }

    @Override
    public String toString() {
        return bundle().plain();
    }
}
