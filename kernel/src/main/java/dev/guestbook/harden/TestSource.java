package dev.guestbook.harden;

import dev.guestbook.contract.Extent;
import dev.guestbook.contract.Parameter;
import dev.guestbook.contract.Parameter.Buffer;
import dev.guestbook.contract.Parameter.Value;
import dev.guestbook.contract.Scalar;
import dev.guestbook.contract.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The class's test: it makes its own inputs from a fixed seed. */
final class TestSource {
    /** Elements of the first input whose length is free; each further one has some more. */
    private static final int LENGTH = 40;

    private static final int STEP = 17;

    /** Small enough for a count of anything. */
    private static final int NUMBER = 8;

    private static final String TEXT = "Guestbook";
    private static final String TRAP = "ChicoryException";
    private static final String LEFT_OUT = "TestAbortedException";
    private static final String HOST = "NotGiven";

    private final Hardening plan;
    private final List<Method> methods;
    private final HostMethods host;
    private final Set<String> imports = new TreeSet<>();
    private final Set<Shape> made = new TreeSet<>();
    private final Set<String> asserts = new TreeSet<>();

    TestSource(Hardening plan, List<Method> methods, HostMethods host) {
        this.plan = plan;
        this.methods = methods;
        this.host = host;
    }

    String write() {
        Lines body = new Lines();
        methods.forEach(method -> method(body, method));
        threads(body);
        closing(body);
        made.forEach(shape -> maker(body, shape));
        if (host.areThere()) {
            host.leaveOut(body, plan.className(), HOST);
            imports.add("org.opentest4j." + LEFT_OUT);
            if (plan.instantiation().hasMemory()) {
                imports.add("com.dylibso.chicory.runtime.Memory");
            }
        }
        Lines out = new Lines();
        if (!plan.packageName().isEmpty()) {
            out.add(0, "package " + plan.packageName() + ";").blank();
        }
        asserts.forEach(name -> out.add(0, "import static org.junit.jupiter.api.Assertions." + name + ";"));
        out.blank();
        imports.add("org.junit.jupiter.api.Test");
        imports.forEach(name -> out.add(0, "import " + name + ";"));
        out.blank().add(0, "/** {@link " + plan.className() + "} with inputs made from a fixed seed. */");
        out.add(0, "class " + plan.className() + "Test {").add(1, "private static final long SEED = 20_260_101;");
        return out.toString() + body + "}\n";
    }

    /** What a method returns, seen from outside the class. */
    private String outside(Method method) {
        String type = method.returned();
        if (method.givesRecord()) {
            return plan.className() + "." + type;
        }
        for (Parameter output : method.outputs()) {
            if (Method.element(output) instanceof Struct struct) {
                String name = JavaNames.upper(struct.name());
                type = type.replaceAll("\\b" + name + "\\b", plan.className() + "." + name);
            }
        }
        if (type.startsWith("Optional")) {
            imports.add("java.util.Optional");
        }
        if (type.contains("List<")) {
            imports.add("java.util.List");
        }
        return type;
    }

    private String made() {
        return "new " + plan.className() + "(" + (host.areThere() ? "new " + HOST + "()" : "") + ")";
    }

    // A method's tests.

    private void method(Lines out, Method method) {
        String guest = plan.className();
        boolean random = inputs(method, -1, "").stream().anyMatch(input -> input.contains("random"));
        out.blank().add(1, "private static " + outside(method) + " " + method.name() + "(" + guest + " guest) {");
        if (random) {
            imports.add("java.util.Random");
            out.add(2, "Random random = new Random(SEED);");
        }
        String returns = method.returned().equals("void") ? "" : "return ";
        out.list(2, returns + "guest." + method.name() + "(", inputs(method, -1, ""), ");")
                .add(1, "}");
        out.blank().add(1, "@Test").add(1, "void " + method.name() + "GivesTheSameInEveryInstance() {");
        out.add(2, "try (" + guest + " guest = " + made() + "; " + guest + " other = " + made() + ") {");
        if (method.returned().equals("void")) {
            out.add(3, method.name() + "(guest);").add(3, method.name() + "(other);");
        } else {
            out.add(3, outside(method) + " first = " + method.name() + "(guest);");
            out.add(3, outside(method) + " second = " + method.name() + "(other);");
            comparisons(method).forEach(line -> out.add(3, line));
        }
        imports.add("com.dylibso.chicory.wasm." + TRAP);
        asserts.add("assertThrows");
        out.add(2, "} catch (" + TRAP + " trapped) {")
                .add(3, "// These inputs are not what the guest takes; then it takes them nowhere.")
                .add(3, "try (" + guest + " other = " + made() + ") {")
                .add(4, "assertThrows(" + TRAP + ".class, () -> " + method.name() + "(other));")
                .add(3, "}");
        out.add(2, "}").add(1, "}");
        refusals(out, method);
    }

    private List<String> comparisons(Method method) {
        List<String> lines = new ArrayList<>();
        if (!method.givesRecord()) {
            if (method.hasStatus()) {
                asserts.add("assertEquals");
                lines.add("assertEquals(first, second);");
            } else {
                compare(lines, method, method.outputs().get(0), "first", "second");
            }
            return lines;
        }
        if (method.hasStatus()) {
            asserts.add("assertEquals");
            lines.add("assertEquals(first.result(), second.result());");
        }
        for (Parameter output : method.outputs()) {
            String name = method.name(output) + "()";
            compare(lines, method, output, "first." + name, "second." + name);
        }
        return lines;
    }

    private void compare(List<String> lines, Method method, Parameter output, String first, String second) {
        boolean array = method.type(output).endsWith("[]");
        boolean optional = method.type(output).endsWith("[]>");
        Extent extent = ((Buffer) output.kind()).extent();
        if (array && extent instanceof Extent.Count count && count.parameter().isEmpty()) {
            asserts.add("assertEquals");
            long outer = count.factor()
                    / (Method.rows(output).isEmpty()
                            ? 1
                            : ((Buffer) output.kind()).row().elements());
            lines.add("assertEquals(" + outer + ", " + first + ".length);");
        }
        asserts.add(array || optional ? "assertArrayEquals" : "assertEquals");
        String end = optional ? ".orElse(null)" : "";
        lines.add((array || optional ? "assertArrayEquals(" : "assertEquals(") + first + end + ", " + second + end
                + ");");
    }

    private void refusals(Lines out, Method method) {
        List<String> lines = new ArrayList<>();
        List<Parameter> arguments = method.arguments();
        for (int i = 0; i < arguments.size(); i++) {
            if (!(arguments.get(i).kind() instanceof Buffer buffer)) {
                continue;
            }
            String call = "guest." + method.name() + "(";
            lines.add("assertThrows(NullPointerException.class, () -> " + call
                    + String.join(", ", inputs(method, i, "null")) + "));");
            if (buffer.extent() instanceof Extent.Text) {
                lines.add("assertThrows(IllegalArgumentException.class, () -> " + call
                        + String.join(", ", inputs(method, i, "\"a\\0b\"")) + "));");
            } else if (buffer.extent() instanceof Extent.Count count
                    && count.parameter().isEmpty()
                    && buffer.element() instanceof Scalar scalar) {
                List<Integer> rows = Method.rows(arguments.get(i));
                long outer = count.factor() / (rows.isEmpty() ? 1 : buffer.row().elements());
                String array = "new " + Shape.of(scalar).element() + "[" + (outer + 1) + "]"
                        + (rows.isEmpty() ? "" : buffer.row());
                lines.add("assertThrows(IllegalArgumentException.class, () -> " + call
                        + String.join(", ", inputs(method, i, array)) + "));");
            }
        }
        if (lines.isEmpty()) {
            return;
        }
        asserts.add("assertThrows");
        String guest = plan.className();
        out.blank().add(1, "@Test").add(1, "void " + method.name() + "RefusesWhatDoesNotFit() {");
        if (lines.stream().anyMatch(line -> line.contains("random"))) {
            out.add(2, "Random random = new Random(SEED);");
        }
        out.add(2, "try (" + guest + " guest = " + made() + ") {");
        lines.forEach(line -> wrapped(out, line));
        out.add(2, "}").add(1, "}");
    }

    private static void wrapped(Lines out, String line) {
        if (line.length() + 12 <= 120) {
            out.add(3, line);
            return;
        }
        int comma = line.indexOf(", () ->");
        out.add(3, line.substring(0, line.indexOf('(') + 1));
        out.add(5, line.substring(line.indexOf('(') + 1, comma + 1));
        String rest = line.substring(comma + 2);
        if (rest.length() + 20 <= 120) {
            out.add(5, rest);
            return;
        }
        int open = rest.indexOf('(', rest.indexOf("guest."));
        out.add(5, rest.substring(0, open + 1)).add(7, rest.substring(open + 1));
    }

    /** One expression an argument; the one at {@code index} is {@code instead}. */
    private List<String> inputs(Method method, int index, String instead) {
        List<String> inputs = new ArrayList<>();
        List<Parameter> arguments = method.arguments();
        for (int i = 0; i < arguments.size(); i++) {
            inputs.add(i == index ? instead : input(method, arguments.get(i), i));
        }
        return inputs;
    }

    private String input(Method method, Parameter one, int index) {
        if (one.kind() instanceof Value value) {
            return switch (value.type()) {
                case BOOL -> "true";
                case CHAR, I8 -> "(byte) " + NUMBER;
                case I16 -> "(short) " + NUMBER;
                case I64, U64 -> NUMBER + "L";
                case F32 -> "1.5f";
                case F64 -> "1.5";
                default -> Integer.toString(NUMBER);
            };
        }
        Buffer buffer = (Buffer) one.kind();
        if (buffer.extent() instanceof Extent.Text) {
            return "\"" + TEXT + "\"";
        }
        long length = LENGTH + (long) STEP * index;
        if (buffer.extent() instanceof Extent.Count count) {
            if (count.parameter().isEmpty()) {
                length = count.factor();
            } else {
                List<Parameter> counted =
                        method.prototype().inputsCountedBy(count.parameter().get());
                boolean given = counted.isEmpty();
                length = count.factor()
                        * (given
                                ? NUMBER
                                : LENGTH + (long) STEP * method.arguments().indexOf(counted.get(0)));
            }
        }
        if (buffer.element() instanceof Struct struct) {
            String value = random(struct);
            if (Method.isSingle(buffer)) {
                return value;
            }
            imports.add("java.util.Collections");
            return "Collections.nCopies(" + length + ", " + value + ")";
        }
        Shape shape = Shape.of((Scalar) buffer.element());
        made.add(shape);
        return rows(shape, Method.rows(one), length);
    }

    /** So many numbers, in rows where there are some. */
    private String rows(Shape shape, List<Integer> rows, long length) {
        if (rows.isEmpty()) {
            return shape.element() + "s(random, " + length + ")";
        }
        imports.add("java.util.stream.Stream");
        long each = rows.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
        return "Stream.generate(() -> " + rows(shape, rows.subList(1, rows.size()), each) + ").limit(" + length / each
                + ").toArray(" + shape.array() + "[]".repeat(rows.size()) + "::new)";
    }

    private String random(Struct struct) {
        return "new " + plan.className() + "." + JavaNames.upper(struct.name()) + "("
                + Component.of(struct).stream()
                        .map(component -> random(component.content()))
                        .collect(Collectors.joining(", "))
                + ")";
    }

    private String random(Content content) {
        if (content.isText()) {
            return "\"" + (content.isOpen() ? TEXT : TEXT.substring(0, Math.min(TEXT.length(), content.count())))
                    + "\"";
        }
        if (content.isList()) {
            imports.add("java.util.stream.Stream");
            return "Stream.generate(() -> " + random(content.inner()) + ").limit("
                    + (content.isOpen() ? LENGTH : content.count()) + ").toList()";
        }
        return content.element() instanceof Struct inner ? random(inner) : random((Scalar) content.element());
    }

    private static String random(Scalar scalar) {
        return switch (scalar) {
            case BOOL -> "random.nextBoolean()";
            case CHAR, I8 -> "(byte) random.nextInt()";
            case U8 -> "random.nextInt(0x100)";
            case I16 -> "(short) random.nextInt()";
            case U16 -> "random.nextInt(0x10000)";
            case I32, U32, PTR -> "random.nextInt()";
            case I64, U64 -> "random.nextLong()";
            case F32 -> "random.nextFloat()";
            case F64 -> "random.nextDouble()";
        };
    }

    // The class's tests.

    private void threads(Lines out) {
        Method method = methods.get(0);
        String guest = plan.className();
        String returned = outside(method);
        String boxed = returned.matches("[a-z]+") ? Shape.boxed(returned) : returned;
        if (returned.equals("void")) {
            return;
        }
        imports.add("java.util.concurrent.Callable");
        imports.add("java.util.concurrent.FutureTask");
        out.blank().add(1, "@Test").add(1, "void everyThreadHasAnInstanceOfItsOwn() throws Exception {");
        out.add(2, "Callable<" + boxed + "> work = () -> {");
        out.add(3, "try (" + guest + " guest = " + made() + ") {");
        out.add(4, "return " + method.name() + "(guest);").add(3, "}").add(2, "};");
        out.add(2, "FutureTask<" + boxed + "> one = new FutureTask<>(work);");
        out.add(2, "FutureTask<" + boxed + "> two = new FutureTask<>(work);");
        out.add(2, "new Thread(one).start();").add(2, "new Thread(two).start();");
        imports.add("java.util.concurrent.ExecutionException");
        asserts.add("assertInstanceOf");
        out.add(2, "try {");
        out.add(3, boxed + " first = one.get();").add(3, boxed + " second = two.get();");
        comparisons(method).forEach(line -> out.add(3, line));
        out.add(2, "} catch (ExecutionException failed) {");
        if (host.areThere()) {
            out.add(3, "if (failed.getCause() instanceof " + LEFT_OUT + " leftOut) {")
                    .add(4, "throw leftOut;")
                    .add(3, "}");
        }
        out.add(3, "assertInstanceOf(" + TRAP + ".class, failed.getCause());").add(2, "}");
        out.add(1, "}");
    }

    private void closing(Lines out) {
        asserts.add("assertThrows");
        String guest = plan.className();
        out.blank().add(1, "@Test").add(1, "void aClosedInstanceRefuses() {");
        out.add(2, guest + " guest = " + made() + ";").add(2, "guest.close();").add(2, "guest.close();");
        out.add(
                        2,
                        "assertThrows(IllegalStateException.class, () -> "
                                + methods.get(0).name() + "(guest));")
                .add(1, "}");
    }

    private static void maker(Lines out, Shape shape) {
        String fill = switch (shape) {
            case BYTES -> "byte[] values = new byte[count];\nrandom.nextBytes(values);\nreturn values;";
            case INTS, LONGS, DOUBLES -> "return random." + shape.element() + "s(count).toArray();";
            case SHORTS, FLOATS ->
                shape.array() + " values = new " + shape.element() + "[count];\n"
                        + "for (int i = 0; i < count; i++) {\n    values[i] = "
                        + (shape == Shape.SHORTS ? "(short) random.nextInt()" : "random.nextFloat()")
                        + ";\n}\nreturn values;";
        };
        out.blank().add(1, "private static " + shape.array() + " " + shape.element() + "s(Random random, int count) {");
        out.add(2, fill).add(1, "}");
    }
}
