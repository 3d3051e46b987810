package dev.guestbook.contract;

import dev.guestbook.display.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a declared function means for its caller: directions, sizes and pairs. */
final class Meaning {
    private static final int MOST_PARAMETERS = 1000;
    private static final Pattern LENGTH = Pattern.compile("size|len|length|count|num|bytes|cnt|n");

    private final Map<String, Struct> structs;
    private final CType.Declared declared;
    private final CType.Function function;
    private final String quoted;

    Meaning(Map<String, Struct> structs, CType.Declared declared, CType.Function function) {
        this.structs = structs;
        this.declared = declared;
        this.function = function;
        this.quoted = "`" + declared.name() + "`";
    }

    /** So many of an element stand at each step of a pointer; more than one behind a pointer to an array. */
    private record Step(Element element, Dimensions each, boolean sized) {
        long times() {
            return each.elements();
        }

        /** What a row has of one that stands alone. */
        Dimensions row() {
            return each.isArray() ? each.inner() : each;
        }

        /** Whether it is a struct of no size of its own. */
        boolean isOpen() {
            return element instanceof Struct struct && struct.isOpen();
        }
    }

    Prototype prototype() throws BadHeader {
        if (function.variadic()) {
            throw bad(
                    declared.line(),
                    quoted + " takes any number of arguments (...), which a contract cannot hold;"
                            + " leave it out and use %call.");
        }
        if (function.parameters().size() > MOST_PARAMETERS) {
            throw bad(declared.line(), quoted + " has more than " + MOST_PARAMETERS + " parameters.");
        }
        List<CType.Declared> all = named();
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            parameters.add(parameter(i, all));
        }
        Optional<Parameter> result = result();
        if (result.isPresent() && isWhole(function.returned(), result.get())) {
            parameters.add(0, result.get());
            result = Optional.empty();
        }
        return new Prototype(declared.name(), parameters, result, declared.text(), declared.line());
    }

    private static BadHeader bad(int line, String message) {
        return new BadHeader(line, message);
    }

    /** Every parameter with a name. */
    private List<CType.Declared> named() throws BadHeader {
        List<CType.Declared> named = new ArrayList<>();
        for (CType.Declared one : function.parameters()) {
            String name = one.name().isEmpty() ? "param" + (named.size() + 1) : one.name();
            if (named.stream().anyMatch(other -> other.name().equals(name))) {
                throw bad(one.line(), quoted + " has two parameters `" + name + "`.");
            }
            named.add(new CType.Declared(name, one.type(), one.direction(), one.text(), one.line()));
        }
        return named;
    }

    // What it returns.

    private Optional<Parameter> result() throws BadHeader {
        CType returned = resolved(function.returned());
        if (returned instanceof CType.Nothing) {
            return Optional.empty();
        }
        return Optional.of(new Parameter(Parameter.RETURN, returnedText(), returnedKind(returned)));
    }

    private String returnedText() {
        String text = declared.text();
        return text.substring(0, Math.max(0, text.indexOf(declared.name() + "(")))
                .strip();
    }

    private Parameter.Kind returnedKind(CType returned) throws BadHeader {
        if (returned instanceof CType.Basic number) {
            return new Parameter.Value(number.scalar());
        }
        if (returned instanceof CType.Structure structure) {
            return byValue(structure.struct(), Direction.OUT, declared.line());
        }
        if (returned instanceof CType.Pointer pointer) {
            Optional<Step> step = step(pointer.to());
            if (step.isEmpty()) {
                return new Parameter.Value(Scalar.PTR);
            }
            Extent extent = step.get().sized() && !step.get().isOpen()
                    ? new Extent.Count(step.get().times(), Optional.empty())
                    : step.get().element() == Scalar.CHAR ? new Extent.Text() : new Extent.Unknown();
            return new Parameter.Buffer(
                    step.get().element(), Direction.OUT, extent, step.get().row());
        }
        if (returned instanceof CType.Unread unread) {
            throw unread(declared.line(), quoted + " returns a value", unread);
        }
        throw bad(declared.line(), quoted + " returns what a contract cannot hold.");
    }

    private static BadHeader unread(int line, String what, CType.Unread type) {
        return bad(line, what + " of type `" + type.name() + "`, which was left out in line " + type.line() + ".");
    }

    /** Whether a struct is returned by value, so that its address is passed instead. */
    private boolean isWhole(CType returned, Parameter result) {
        return resolved(returned) instanceof CType.Structure && result.kind() instanceof Parameter.Buffer;
    }

    private Parameter.Kind byValue(Struct struct, Direction direction, int line) throws BadHeader {
        if (struct.isOpen()) {
            throw bad(
                    line,
                    quoted + " passes struct `" + struct.name() + "` by value, and the length of its `"
                            + struct.last().name() + "` is open; take a pointer to it.");
        }
        return struct.single()
                .<Parameter.Kind>map(Parameter.Value::new)
                .orElseGet(() -> new Parameter.Buffer(struct, direction, new Extent.Count(1, Optional.empty())));
    }

    // What it takes.

    private Parameter parameter(int index, List<CType.Declared> all) throws BadHeader {
        CType.Declared one = all.get(index);
        return new Parameter(one.name(), one.text(), kind(index, all));
    }

    private Parameter.Kind kind(int index, List<CType.Declared> all) throws BadHeader {
        CType.Declared one = all.get(index);
        CType type = resolved(one.type());
        if (type instanceof CType.Basic number) {
            return new Parameter.Value(number.scalar());
        }
        if (type instanceof CType.Structure structure) {
            return byValue(structure.struct(), Direction.IN, one.line());
        }
        if (type instanceof CType.Pointer pointer) {
            return pointer(index, all, pointer.to(), pointer.constant());
        }
        if (type instanceof CType.Array array) {
            return array.size().isPresent()
                    ? sized(one, all, array)
                    : pointer(index, all, array.of(), array.constant());
        }
        if (type instanceof CType.Tagged tagged) {
            throw bad(
                    one.line(),
                    "struct `" + tagged.tag() + "` of " + quoted + " is not defined; define it here or with %layout.");
        }
        if (type instanceof CType.Unread unread) {
            throw unread(one.line(), "`" + one.name() + "` of " + quoted + " is", unread);
        }
        String what = type instanceof CType.Function ? "a function" : "void";
        throw bad(one.line(), "`" + one.name() + "` of " + quoted + " is " + what + ", which cannot be passed.");
    }

    private Parameter.Kind sized(CType.Declared one, List<CType.Declared> all, CType.Array array) throws BadHeader {
        Extent.Count count = array.size().orElseThrow();
        if (count.factor() == 0) {
            throw bad(one.line(), "`" + one.name() + "` has no elements; give it one at least.");
        }
        Step step = step(array.of()).orElseThrow(() -> unusable(one));
        if (step.isOpen()) {
            throw unusable(one);
        }
        if (count.parameter().isPresent()) {
            checkCounts(count.parameter().get(), one, all);
        }
        long factor = HeaderParser.product(count.factor(), step.times(), one.line());
        HeaderParser.product(factor, step.element().size(), one.line());
        return new Parameter.Buffer(
                step.element(),
                direction(one, array.constant()),
                new Extent.Count(factor, count.parameter()),
                step.each());
    }

    private void checkCounts(String name, CType.Declared one, List<CType.Declared> all) throws BadHeader {
        List<String> numbers =
                all.stream().filter(this::counts).map(CType.Declared::name).toList();
        if (!numbers.contains(name)) {
            throw bad(
                    one.line(),
                    "`" + one.name() + "` of " + quoted + " has `" + name + "` elements, and no parameter of that name"
                            + " is a whole number of 32 bits. "
                            + Nearest.hint(name, numbers, "Give it a size in digits."));
        }
    }

    private boolean counts(CType.Declared one) {
        return resolved(one.type()) instanceof CType.Basic number
                && number.scalar().counts();
    }

    private Parameter.Kind pointer(int index, List<CType.Declared> all, CType to, boolean constant) throws BadHeader {
        CType.Declared one = all.get(index);
        CType target = resolved(to);
        if (target instanceof CType.Tagged || target instanceof CType.Unread) {
            return new Parameter.Value(Scalar.PTR); // nobody but the guest knows what is there
        }
        Step step = step(target).orElseThrow(() -> unusable(one));
        Direction direction = direction(one, constant);
        if (step.isOpen()) {
            return open(index, all, step, direction);
        }
        Optional<String> pair = index + 1 < all.size() && isLength(all.get(index + 1), one, step, direction)
                ? Optional.of(all.get(index + 1).name())
                : Optional.empty();
        if (pair.isPresent() || step.sized()) {
            Dimensions row = pair.isPresent() ? step.each() : step.row();
            return new Parameter.Buffer(step.element(), direction, new Extent.Count(step.times(), pair), row);
        }
        if (direction == Direction.IN) {
            return new Parameter.Buffer(
                    step.element(),
                    direction,
                    step.element() == Scalar.CHAR ? new Extent.Text() : new Extent.Unknown());
        }
        throw sizeless(index, all);
    }

    /** One struct, as long as what is given. */
    private Parameter.Kind open(int index, List<CType.Declared> all, Step step, Direction direction) throws BadHeader {
        CType.Declared one = all.get(index);
        if (direction == Direction.OUT) {
            throw bad(
                    one.line(),
                    "`" + one.name() + "` of " + quoted + " is an output, and the length of its `"
                            + ((Struct) step.element()).last().name() + "` is open; take bytes, as in `uint8_t "
                            + one.name() + "[" + counter(index, all).orElse("16")
                            + "]`, or write inout before its type where the guest reads it too.");
        }
        return new Parameter.Buffer(step.element(), direction, new Extent.Count(1, Optional.empty()));
    }

    /** A number that looks like a pointer's length: the next one before others. */
    private Optional<String> counter(int index, List<CType.Declared> all) {
        List<CType.Declared> numbers = all.stream()
                .filter(this::counts)
                .filter(number ->
                        LENGTH.matcher(number.name().toLowerCase(Locale.ROOT)).find())
                .toList();
        return numbers.stream()
                .filter(number -> all.indexOf(number) == index + 1)
                .findFirst()
                .or(() -> numbers.stream().reduce((first, last) -> last))
                .map(CType.Declared::name);
    }

    /**
     * Whether the number after a pointer is its length: after an input always, as C has it; after an output, or where
     * a text or one struct is as likely, only if its name says so.
     */
    private boolean isLength(CType.Declared number, CType.Declared pointer, Step step, Direction direction) {
        if (!counts(number)) {
            return false;
        }
        if (direction.isInput() && !step.sized() && step.element() != Scalar.CHAR) {
            return true;
        }
        String name = number.name().toLowerCase(Locale.ROOT);
        String rest = name.replace(pointer.name().toLowerCase(Locale.ROOT), "").replace("_", "");
        boolean sameName = name.contains(pointer.name().toLowerCase(Locale.ROOT)) || direction.isInput();
        return sameName && LENGTH.matcher(rest).matches();
    }

    private BadHeader sizeless(int index, List<CType.Declared> all) {
        CType.Declared one = all.get(index);
        String spelled = "uint8_t";
        int star = one.text().indexOf('*');
        if (star > 0 && !one.text().startsWith("void")) {
            spelled = one.text().substring(0, star).strip();
        }
        String counter = counter(index, all).orElse("n");
        return bad(
                one.line(),
                "`" + one.name() + "` of " + quoted + " is an output, and nothing says how long it is; write `"
                        + spelled + " " + one.name() + "[16]`, or name the parameter that counts it, as in `" + spelled
                        + " " + one.name() + "[" + counter + "]`.");
    }

    private BadHeader unusable(CType.Declared one) {
        return bad(
                one.line(),
                "`" + one.name() + "` of " + quoted + " points to what a contract cannot hold; leave the prototype"
                        + " out and use %call.");
    }

    private static Direction direction(CType.Declared one, boolean constant) throws BadHeader {
        Direction direction = one.direction().orElse(constant ? Direction.IN : Direction.OUT);
        if (constant && direction.isOutput()) {
            throw bad(one.line(), "`" + one.name() + "` is const and cannot be an output; leave one of the two out.");
        }
        return direction;
    }

    // Types.

    private CType resolved(CType type) {
        return type instanceof CType.Tagged tagged && structs.containsKey(tagged.tag())
                ? new CType.Structure(structs.get(tagged.tag()))
                : type;
    }

    private Optional<Step> step(CType type) {
        CType target = resolved(type);
        Dimensions each = Dimensions.NONE;
        boolean sized = target instanceof CType.Structure;
        while (target instanceof CType.Array array) {
            Optional<Extent.Count> size =
                    array.size().filter(count -> count.parameter().isEmpty());
            if (size.isEmpty()
                    || size.get().factor() == 0
                    || each.elements() * size.get().factor() > Integer.MAX_VALUE) {
                return Optional.empty();
            }
            each = each.of((int) size.get().factor());
            sized = true;
            target = resolved(array.of());
            if (target instanceof CType.Structure structure
                    && structure.struct().isOpen()) {
                return Optional.empty();
            }
        }
        Dimensions counts = each;
        boolean known = sized;
        if (target instanceof CType.Nothing) {
            return Optional.of(new Step(Scalar.U8, counts, known));
        }
        return element(target, structs).map(element -> new Step(element, counts, known));
    }

    /** What stands in memory where this type does; empty for what has no size. */
    static Optional<Element> element(CType type, Map<String, Struct> structs) {
        if (type instanceof CType.Basic number) {
            return Optional.of(number.scalar());
        }
        if (type instanceof CType.Structure structure) {
            return Optional.of(structure.struct());
        }
        if (type instanceof CType.Tagged tagged) {
            return Optional.ofNullable(structs.get(tagged.tag()));
        }
        return type instanceof CType.Pointer ? Optional.of(Scalar.PTR) : Optional.empty();
    }
}
