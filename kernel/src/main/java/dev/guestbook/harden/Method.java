package dev.guestbook.harden;

import dev.guestbook.contract.Element;
import dev.guestbook.contract.Extent;
import dev.guestbook.contract.Parameter;
import dev.guestbook.contract.Parameter.Buffer;
import dev.guestbook.contract.Parameter.Value;
import dev.guestbook.contract.Prototype;
import dev.guestbook.contract.Scalar;
import dev.guestbook.contract.Struct;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A prototype as a Java method: what it takes, what it gives, and the names for both. */
final class Method {
    private final Prototype prototype;
    private final Map<String, String> names = new LinkedHashMap<>();

    Method(Prototype prototype, Set<String> fields) throws CannotHarden {
        this.prototype = prototype;
        for (Parameter parameter : prototype.parameters()) {
            String name = JavaNames.parameter(parameter.name(), fields);
            while (names.containsValue(name)) {
                name += "Value";
            }
            names.put(parameter.name(), name);
            check(parameter);
        }
        if (prototype.result().isPresent()) {
            names.put(Parameter.RETURN, "found");
            check(prototype.result().get());
        }
    }

    private void check(Parameter parameter) throws CannotHarden {
        String quoted = "`" + parameter.name() + "` of `" + prototype.name() + "`";
        if (parameter.kind() instanceof Value value) {
            if (value.type() == Scalar.PTR) {
                throw new CannotHarden(
                        quoted + " is an address of the guest's own, which such a class does not hand out;"
                                + " leave the prototype out of the contract.");
            }
            return;
        }
        Buffer buffer = (Buffer) parameter.kind();
        if (parameter.name().equals(Parameter.RETURN) && buffer.extent() instanceof Extent.Unknown) {
            throw new CannotHarden("`" + prototype.name() + "` returns `" + parameter.declaration()
                    + "`, and nothing says how long that is; return a struct, or a typedef of an array:"
                    + " typedef int32_t pair[2]; pair *" + prototype.name() + "(...).");
        }
        if (buffer.element() == Scalar.PTR) {
            throw new CannotHarden(quoted + " holds addresses, which such a class does not hand out.");
        }
        if (buffer.isOpen() && buffer.direction().isOutput()) {
            throw new CannotHarden(
                    quoted + " is a struct whose length is open, and nothing says how long it comes back; make it const"
                            + " where the guest only reads it, or take bytes of one size, as in inout uint8_t "
                            + parameter.name()
                            + "[64].");
        }
        if (buffer.element() instanceof Struct struct) {
            check(struct);
        }
    }

    private static void check(Struct struct) throws CannotHarden {
        for (Struct.Field field : struct.fields()) {
            if (field.type() == Scalar.PTR) {
                throw new CannotHarden("Field `" + field.name() + "` of struct `" + struct.name()
                        + "` is an address, which such a class does not hand out.");
            }
            if (field.type() instanceof Struct inner) {
                check(inner);
            }
        }
    }

    Prototype prototype() {
        return prototype;
    }

    String name() {
        return JavaNames.method(prototype.name());
    }

    /** The field its export stands in. */
    String field() {
        return JavaNames.lower(prototype.name());
    }

    String name(Parameter parameter) {
        return names.get(parameter.name());
    }

    String name(String parameter) {
        return names.get(parameter);
    }

    List<Parameter> arguments() {
        return prototype.inputs();
    }

    List<Parameter> outputs() {
        return prototype.outputs();
    }

    /** Whether a number comes back, not a pointer. */
    boolean hasStatus() {
        return prototype.result().isPresent() && prototype.result().get().kind() instanceof Value;
    }

    private Scalar status() {
        return ((Value) prototype.result().orElseThrow().kind()).type();
    }

    String statusType() {
        return Shape.alone(status(), true);
    }

    String statusOf(String raw) {
        return Shape.cooked(status(), raw);
    }

    boolean givesRecord() {
        return outputs().size() + (hasStatus() ? 1 : 0) > 1;
    }

    /** What it returns. */
    String returned() {
        if (givesRecord()) {
            return JavaNames.upper(prototype.name());
        }
        if (hasStatus()) {
            return statusType();
        }
        return outputs().isEmpty() ? "void" : type(outputs().get(0));
    }

    /** The record's components: types and names. */
    List<String> components() {
        List<String> components = new ArrayList<>();
        if (hasStatus()) {
            components.add(statusType() + " result");
        }
        outputs().forEach(output -> components.add(type(output) + " " + name(output)));
        return components;
    }

    String type(Parameter parameter) {
        if (parameter.kind() instanceof Value value) {
            return Shape.alone(value.type(), false);
        }
        Buffer buffer = (Buffer) parameter.kind();
        String type = buffer.extent() instanceof Extent.Text
                ? "String"
                : buffer.element() instanceof Struct struct
                        ? isSingle(buffer)
                                ? JavaNames.upper(struct.name())
                                : "List<" + JavaNames.upper(struct.name()) + ">"
                        : Shape.of((Scalar) buffer.element()).array()
                                + "[]".repeat(rows(parameter).size());
        return isReturned(parameter) ? "Optional<" + type + ">" : type;
    }

    /** Whether it is what a returned pointer points to. */
    boolean isReturned(Parameter parameter) {
        return prototype.result().filter(parameter::equals).isPresent();
    }

    /** What each row of numbers has, the outermost first, as {@code [3]} of {@code int m[2][3]}; empty where there are no rows. */
    static List<Integer> rows(Parameter parameter) {
        Buffer buffer = (Buffer) parameter.kind();
        return buffer.element() instanceof Scalar ? buffer.row().counts() : List.of();
    }

    /** An input's numbers one after the other, as Java: what was given, or its rows joined. */
    String flat(Parameter input) {
        return name(input) + (rows(input).isEmpty() ? "" : "Values");
    }

    static boolean isSingle(Buffer buffer) {
        return buffer.element() instanceof Struct
                && buffer.extent() instanceof Extent.Count count
                && count.factor() == 1
                && count.parameter().isEmpty();
    }

    /** The names of the structs it takes or gives. */
    Set<String> structs() {
        return Stream.concat(prototype.parameters().stream(), prototype.result().stream())
                .filter(one -> one.kind() instanceof Buffer)
                .flatMap(one -> structs(element(one)))
                .map(Struct::name)
                .collect(Collectors.toSet());
    }

    /** A struct, after those that its fields are; nothing for a number. */
    static Stream<Struct> structs(Element element) {
        return element instanceof Struct struct
                ? Stream.concat(struct.fields().stream().flatMap(field -> structs(field.type())), Stream.of(struct))
                : Stream.empty();
    }

    static Element element(Parameter parameter) {
        return ((Buffer) parameter.kind()).element();
    }

    /** How many elements an input has, as Java. */
    String length(Parameter input) {
        Buffer buffer = (Buffer) input.kind();
        String name = name(input);
        if (buffer.extent() instanceof Extent.Text) {
            return name + "Bytes.length";
        }
        return isSingle(buffer) ? "1" : buffer.element() instanceof Struct ? name + ".size()" : flat(input) + ".length";
    }

    /** The value of a number, as Java: a caller's, or what the first input it counts has. */
    String number(String parameter) {
        List<Parameter> counted = prototype.inputsCountedBy(parameter);
        if (counted.isEmpty()) {
            return name(parameter);
        }
        long factor = ((Extent.Count) ((Buffer) counted.get(0).kind()).extent()).factor();
        return length(counted.get(0)) + (factor == 1 ? "" : " / " + factor);
    }

    /** How many elements stand behind a pointer, as Java. */
    String count(Parameter parameter) {
        Buffer buffer = (Buffer) parameter.kind();
        if (!(buffer.extent() instanceof Extent.Count count)) {
            return length(parameter);
        }
        if (count.parameter().isEmpty()) {
            return Long.toString(count.factor());
        }
        String number = number(count.parameter().get());
        if (buffer.direction().isInput()) {
            return length(parameter);
        }
        return count.factor() == 1 ? number : "Math.multiplyExact(" + number + ", " + count.factor() + ")";
    }

    /** How many bytes that are, as a Java long. */
    String bytes(Parameter parameter) {
        if (((Buffer) parameter.kind()).isOpen()) {
            return Component.bytes((Struct) element(parameter), name(parameter));
        }
        String count = count(parameter);
        int size = element(parameter).size();
        if (count.matches("\\d+")) {
            return Long.toString(Long.parseLong(count) * size);
        }
        return size == 1 ? count : size + "L * " + count;
    }
}
