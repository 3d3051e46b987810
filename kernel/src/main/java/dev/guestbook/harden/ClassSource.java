package dev.guestbook.harden;

import dev.guestbook.contract.Extent;
import dev.guestbook.contract.Parameter;
import dev.guestbook.contract.Parameter.Buffer;
import dev.guestbook.contract.Parameter.Value;
import dev.guestbook.contract.Prototype;
import dev.guestbook.contract.Scalar;
import dev.guestbook.contract.Struct;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The class. */
final class ClassSource {
    private final Hardening plan;
    private final List<Method> methods;
    private final HostMethods host;
    private final Map<String, Struct> structs = new LinkedHashMap<>();
    private final Set<Shape> copiedIn = new TreeSet<>();
    private final Set<Shape> copiedOut = new TreeSet<>();
    private final Set<Rows> joined = new TreeSet<>();
    private final Set<Rows> cut = new TreeSet<>();
    private final Set<String> structsIn = new LinkedHashSet<>();
    private final Set<String> structsOut = new LinkedHashSet<>();
    private final Set<String> imports = new TreeSet<>();
    private boolean reserves;
    private boolean checksLengths;
    private boolean checksRanges;
    private boolean textsIn;
    private boolean textsOut;
    private boolean pointersOut;
    private boolean fixesElements;
    private boolean fieldTextsIn;
    private boolean fieldTextsOut;

    ClassSource(Hardening plan, List<Method> methods, HostMethods host) {
        this.plan = plan;
        this.methods = methods;
        this.host = host;
    }

    String write() {
        Lines body = new Lines();
        methods.forEach(method -> method(body, method));
        Lines members = new Lines();
        head(members);
        Lines tail = new Lines();
        tail(tail);
        Lines whole = new Lines();
        if (!plan.packageName().isEmpty()) {
            whole.add(0, "package " + plan.packageName() + ";").blank();
        }
        imports.forEach(name -> whole.add(0, "import " + name + ";"));
        return whole.blank() + members.toString() + body + tail + "}\n";
    }

    // The class itself.

    private void head(Lines out) {
        for (String name : List.of(
                "com.dylibso.chicory.compiler.InterpreterFallback",
                "com.dylibso.chicory.compiler.MachineFactoryCompiler",
                "com.dylibso.chicory.runtime.ExportFunction",
                "com.dylibso.chicory.runtime.Instance",
                "com.dylibso.chicory.runtime.Machine",
                "com.dylibso.chicory.wasm.Parser",
                "com.dylibso.chicory.wasm.WasmModule",
                "java.io.IOException",
                "java.io.InputStream",
                "java.io.UncheckedIOException",
                "java.security.MessageDigest",
                "java.security.NoSuchAlgorithmException",
                "java.util.HexFormat",
                "java.util.function.Function")) {
            imports.add(name);
        }
        boolean hasMemory = plan.instantiation().hasMemory();
        if (hasMemory) {
            imports.add("com.dylibso.chicory.runtime.ByteArrayMemory");
            imports.add("com.dylibso.chicory.runtime.Memory");
            imports.add("com.dylibso.chicory.wasm.types.MemoryLimits");
        }
        String name = plan.className();
        out.comment(
                0,
                List.of(
                        "The WebAssembly module {@code " + plan.guest() + "} behind Java methods.",
                        "",
                        "<p>The module is compiled once. Every object is an instance of it with a memory of its own, for one"
                                + " thread at a time: give each thread its own. Arguments are copied into guest memory and"
                                + " results out of it, and what a call put there is zeroed before it returns.",
                        "",
                        "<p>A method throws {@link IllegalArgumentException} where an argument does not fit; the guest is"
                                + " not called then. Where the guest traps, or returns an address outside its memory, the"
                                + " instance is closed: its memory is wiped, and every further call throws"
                                + " {@link IllegalStateException}."));
        out.add(0, "public final class " + name + " implements AutoCloseable {");
        out.add(1, "private static final String MODULE = \"" + name + ".wasm\";");
        out.add(1, "private static final String SHA256 = \"" + plan.sha256() + "\";");
        if (hasMemory) {
            out.blank().add(1, "/** What an instance's memory may grow to, in pages. */");
            out.add(1, "private static final int MAX_PAGES = " + plan.maxPages() + ";");
            out.blank().add(1, "private static final int PAGE = 65_536;");
        }
        if (reserves) {
            out.add(1, "private static final int ALIGNMENT = 8;");
        }
        out.blank();
        out.add(1, """
                /** The module, checked and compiled when the first instance is made. */
                private static final class Compiled {
                    private static final WasmModule MODULE = Parser.parse(read());
                    private static final Function<Instance, Machine> MACHINES = MachineFactoryCompiler.builder(MODULE)
                            .withInterpreterFallback(InterpreterFallback.SILENT)
                            .compile();

                    private static byte[] read() {
                        try (InputStream in = CLASS.class.getResourceAsStream(CLASS.MODULE)) {
                            if (in == null) {
                                throw new IllegalStateException(CLASS.MODULE + " does not stand beside its class.");
                            }
                            byte[] module = in.readAllBytes();
                            byte[] digest = MessageDigest.getInstance("SHA-256").digest(module);
                            if (!HexFormat.of().formatHex(digest).equals(SHA256)) {
                                throw new IllegalStateException(CLASS.MODULE + " is not the module this class was made for.");
                            }
                            return module;
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        } catch (NoSuchAlgorithmException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                }
                """.replace("CLASS", name));
        if (host.areThere()) {
            host.declare(out);
        }
        out.blank();
        if (hasMemory) {
            out.add(1, "private final Memory memory;");
        }
        allocationFields(out);
        methods.forEach(method -> out.add(1, "private final ExportFunction " + method.field() + ";"));
        out.add(1, "private boolean closed;");
        if (host.areThere()) {
            out.add(1, "private boolean calling;");
        }
        constructor(out);
        structs.values().forEach(struct -> record(out, struct));
    }

    private void constructor(Lines out) {
        Instantiation instantiation = plan.instantiation();
        out.blank()
                .add(1, "/** A new instance. */")
                .add(
                        1,
                        "public " + plan.className() + "(" + (host.areThere() ? HostMethods.TYPE + " imports" : "")
                                + ") {");
        out.add(2, "Instance instance = Instance.builder(Compiled.MODULE)")
                .add(4, ".withMachineFactory(Compiled.MACHINES)");
        if (instantiation.hasMemory()) {
            out.add(4, ".withMemoryFactory(limits -> new ByteArrayMemory(new MemoryLimits(")
                    .add(6, "limits.initialPages(), Math.min(limits.maximumPages(), MAX_PAGES))))");
        }
        if (host.areThere()) {
            imports.add("java.util.Objects");
            out.add(4, ".withImportValues(given(Objects.requireNonNull(imports)))");
        } else if (!instantiation.imports().isEmpty()) {
            out.add(4, ".withImportValues(given())");
        }
        if (instantiation.isProgram()) {
            out.add(4, ".withStart(false)");
        }
        out.add(4, ".build();");
        if (instantiation.initializes()) {
            out.add(2, "instance.export(\"_initialize\").apply();");
        }
        if (instantiation.hasMemory()) {
            out.add(2, "memory = instance.memory();");
        }
        allocationInit(out);
        methods.forEach(method -> out.add(
                2, method.field() + " = instance.export(\"" + method.prototype().name() + "\");"));
        out.add(1, "}");
        if (!instantiation.imports().isEmpty()) {
            host.give(out, imports);
        }
    }

    private void record(Lines out, Struct struct) {
        List<Component> components = Component.of(struct);
        List<Component> lists =
                components.stream().filter(one -> one.content().isList()).toList();
        out.blank().add(1, "/** {@code struct " + struct.name() + "}. */");
        out.list(
                1,
                "public record " + JavaNames.upper(struct.name()) + "(",
                components.stream().map(one -> one.type() + " " + one.name()).toList(),
                lists.isEmpty() ? ") {}" : ") {");
        if (lists.isEmpty()) {
            return;
        }
        imports.add("java.util.List");
        out.add(2, "/** Lists are copied, and have as many elements as the struct. */");
        out.add(2, "public " + JavaNames.upper(struct.name()) + " {");
        String row = "each";
        while (components.stream().map(Component::name).toList().contains(row)) {
            row += "Value";
        }
        for (Component one : lists) {
            out.add(3, one.name() + " = " + copiedList(one.content(), one.name(), one.name(), row) + ";");
        }
        out.add(2, "}").add(1, "}");
    }

    /** A copy of a list, and of the lists in it, each with as many elements as the array has. */
    private String copiedList(Content content, String name, String value, String row) {
        fixesElements |= !content.isOpen();
        checksLengths |= !content.isOpen();
        String list = content.isOpen()
                ? "List.copyOf(" + value + ")"
                : "elements(\"" + name + "\", " + value + ", " + content.count() + ")";
        return content.inner().isList()
                ? list + ".stream().map(" + row + " -> " + copiedList(content.inner(), name, row, row + "Value")
                        + ").toList()"
                : list;
    }

    private void allocationFields(Lines out) {
        if (plan.allocation() instanceof Allocation.Pages) {
            if (reserves) {
                out.blank()
                        .add(1, "/** Where the memory ends that the module starts with. */")
                        .add(1, "private final int heap;");
            }
        } else {
            out.add(1, "private final ExportFunction allocate;").add(1, "private final ExportFunction release;");
        }
    }

    private void allocationInit(Lines out) {
        if (plan.allocation() instanceof Allocation.Pages) {
            if (reserves) {
                out.add(2, "heap = Math.max(memory.pages() * PAGE, ALIGNMENT);");
            }
        } else if (plan.allocation() instanceof Allocation.Bump bump) {
            out.add(2, "allocate = instance.export(" + JavaNames.literal(bump.allocate()) + ");");
            out.add(2, "release = instance.export(" + JavaNames.literal(bump.reset()) + ");");
        } else if (plan.allocation() instanceof Allocation.Heap heap) {
            out.add(2, "allocate = instance.export(" + JavaNames.literal(heap.allocate()) + ");");
            out.add(2, "release = instance.export(" + JavaNames.literal(heap.free()) + ");");
        }
    }

    // A method.

    private void method(Lines out, Method method) {
        Prototype prototype = method.prototype();
        out.blank();
        if (method.givesRecord()) {
            out.add(1, "/** What {@link #" + method.name() + "} gives; its arrays are the caller's own. */");
            out.list(1, "public record " + method.returned() + "(", method.components(), ") {}")
                    .blank();
        }
        out.comment(1, documentation(method));
        out.list(
                1,
                "public " + method.returned() + " " + method.name() + "(",
                method.arguments().stream()
                        .map(one -> method.type(one) + " " + method.name(one))
                        .toList(),
                ") {");
        out.add(2, "checkOpen();");
        checks(out, method);
        List<Parameter> buffers = prototype.parameters().stream()
                .filter(one -> one.kind() instanceof Buffer)
                .toList();
        boolean returnsPointer =
                prototype.result().filter(one -> one.kind() instanceof Buffer).isPresent();
        boolean blocks = !buffers.isEmpty() || returnsPointer || plan.allocation() instanceof Allocation.Bump;
        if (!blocks) {
            answer(out, 2, method);
            out.add(1, "}");
            return;
        }
        reserves = true;
        List<String> rooms =
                buffers.stream().map(one -> "room(" + method.bytes(one) + ")").toList();
        String size = "        Block block = new Block(" + (rooms.isEmpty() ? "0" : String.join(" + ", rooms)) + ");";
        if (size.length() <= 120) {
            out.add(0, size);
        } else {
            out.add(2, "Block block = new Block(" + String.join("\n        + ", rooms) + ");");
        }
        out.add(2, "try {");
        buffers.forEach(one -> out.add(3, "int " + method.name(one) + "At = " + placed(method, one) + ";"));
        answer(out, 3, method);
        out.add(2, "} finally {").add(3, "block.release();").add(2, "}").add(1, "}");
    }

    private static List<String> documentation(Method method) {
        List<String> lines = new ArrayList<>();
        lines.add("{@code " + method.prototype().declaration().replace("*/", "* /") + "}");
        if (!method.arguments().isEmpty() || !method.returned().equals("void")) {
            lines.add("");
        }
        for (Parameter one : method.arguments()) {
            lines.add("@param " + method.name(one) + " " + described(method, one));
        }
        if (!method.returned().equals("void")) {
            lines.add("@return " + returned(method));
        }
        return lines;
    }

    private static String described(Method method, Parameter one) {
        if (one.kind() instanceof Value value) {
            String counted = method.prototype().countedBy(one.name()).stream()
                    .map(method::name)
                    .collect(Collectors.joining(", "));
            if (!counted.isEmpty()) {
                return "from 0 on; counts " + counted;
            }
            return value.type() == Scalar.U32 ? "32 bits, unsigned" : "{@code " + one.declaration() + "}";
        }
        Buffer buffer = (Buffer) one.kind();
        if (buffer.extent() instanceof Extent.Text) {
            return "text without a zero character";
        }
        String unit = buffer.element().size() == 1 ? "bytes" : "elements";
        if (buffer.extent() instanceof Extent.Count count && count.parameter().isEmpty()) {
            return Method.isSingle(buffer)
                    ? "one struct"
                    : Method.rows(one).isEmpty()
                            ? count.factor() + " " + unit
                            : count.factor() / buffer.row().elements() + " rows of {@code " + buffer.row() + "}";
        }
        if (!Method.rows(one).isEmpty()) {
            return "any number of rows of {@code " + buffer.row() + "}";
        }
        boolean multiple = buffer.extent() instanceof Extent.Count count && count.factor() > 1;
        return multiple
                ? "a multiple of " + ((Extent.Count) buffer.extent()).factor() + " " + unit
                : "any number of " + unit;
    }

    private static String returned(Method method) {
        if (method.givesRecord()) {
            return "what the guest wrote" + (method.hasStatus() ? ", and what it returned" : "");
        }
        if (method.hasStatus()) {
            return "what the guest returned";
        }
        Parameter output = method.outputs().get(0);
        return method.isReturned(output)
                ? "a copy of what the returned pointer points to; empty where it is null"
                : "{@code " + output.name() + "}, as the guest wrote it";
    }

    private void checks(Lines out, Method method) {
        for (Parameter one : method.arguments()) {
            String name = method.name(one);
            if (one.kind() instanceof Value value) {
                range(out, method, one, value.type());
                continue;
            }
            Buffer buffer = (Buffer) one.kind();
            List<Integer> rows = Method.rows(one);
            if (!rows.isEmpty()) {
                join(out, method, one, rows);
            }
            if (buffer.extent() instanceof Extent.Text) {
                textsIn = true;
                out.add(2, "byte[] " + name + "Bytes = text(\"" + name + "\", " + name + ");");
            } else if (buffer.extent() instanceof Extent.Count count && !Method.isSingle(buffer)) {
                length(out, method, one, count);
            }
        }
    }

    private void join(Lines out, Method method, Parameter one, List<Integer> rows) {
        String name = method.name(one);
        Buffer buffer = (Buffer) one.kind();
        checksLengths = true;
        if (buffer.extent() instanceof Extent.Count count && count.parameter().isEmpty()) {
            long outer = count.factor() / buffer.row().elements();
            out.add(2, "check(\"" + name + "\", " + name + ".length, " + outer + ");");
        }
        Rows whole = new Rows(Shape.of((Scalar) buffer.element()), rows.size());
        joined.addAll(whole.andInner());
        out.add(
                2,
                whole.shape().array() + " " + method.flat(one) + " = join(\"" + name + "\", " + name + numbers(rows)
                        + ");");
    }

    private static String numbers(List<Integer> rows) {
        return rows.stream().map(each -> ", " + each).collect(Collectors.joining());
    }

    private void length(Lines out, Method method, Parameter one, Extent.Count count) {
        String name = method.name(one);
        if (count.parameter().isEmpty()) {
            if (!Method.rows(one).isEmpty()) {
                return; // its rows are what was counted
            }
            checksLengths = true;
            out.add(2, "check(\"" + name + "\", " + method.length(one) + ", " + count.factor() + ");");
            return;
        }
        Parameter first =
                method.prototype().inputsCountedBy(count.parameter().get()).get(0);
        if (!first.equals(one)) {
            checksLengths = true;
            String number = method.number(count.parameter().get());
            String wanted = count.factor() == 1 ? number : number + " * " + count.factor();
            out.add(2, "check(\"" + name + "\", " + method.length(one) + ", " + wanted + ");");
        } else if (count.factor() > 1) {
            checksLengths = true;
            out.add(
                    2,
                    "check(\"" + name + "\", " + method.length(one) + ", " + method.length(one) + " / " + count.factor()
                            + " * " + count.factor() + ");");
        }
    }

    private void range(Lines out, Method method, Parameter one, Scalar type) {
        boolean counts = !method.prototype().countedBy(one.name()).isEmpty();
        String most = switch (type) {
            case U8 -> "0xff";
            case U16 -> "0xffff";
            default -> counts ? "Integer.MAX_VALUE" : "";
        };
        if (!most.isEmpty()) {
            checksRanges = true;
            out.add(2, "checkRange(\"" + method.name(one) + "\", " + method.name(one) + ", " + most + ");");
        }
    }

    private String placed(Method method, Parameter one) {
        Buffer buffer = (Buffer) one.kind();
        if (!buffer.direction().isInput()) {
            return "block.next(" + method.bytes(one) + ")";
        }
        if (buffer.extent() instanceof Extent.Text) {
            copiedIn.add(Shape.BYTES);
            return "block.next(" + method.name(one) + "Bytes)";
        }
        if (buffer.element() instanceof Struct struct) {
            Method.structs(struct).forEach(each -> structs.put(each.name(), each));
            structsIn.add(struct.name());
            imports.add("java.util.List");
            String list = Method.isSingle(buffer) && !buffer.isOpen()
                    ? "List.of(" + method.name(one) + ")"
                    : method.name(one);
            return "block.next" + JavaNames.upper(struct.name()) + "(" + list + ")";
        }
        copiedIn.add(Shape.of((Scalar) buffer.element()));
        return "block.next(" + method.flat(one) + ")";
    }

    private void answer(Lines out, int steps, Method method) {
        List<String> arguments = new ArrayList<>();
        arguments.add(method.field());
        for (Parameter one : method.prototype().parameters()) {
            if (one.kind() instanceof Value value) {
                boolean derived =
                        !method.prototype().inputsCountedBy(one.name()).isEmpty();
                arguments.add(derived ? method.number(one.name()) : Shape.raw(value.type(), method.name(one)));
            } else {
                arguments.add(method.name(one) + "At");
            }
        }
        boolean returns = method.prototype().result().isPresent();
        boolean direct = method.outputs().isEmpty() && method.hasStatus();
        if (direct) {
            String cooked = method.statusOf("call(" + String.join(", ", arguments) + ")");
            out.add(steps, "return " + cooked + ";");
            return;
        }
        out.list(steps, (returns ? "long result = " : "") + "call(", arguments, ");");
        List<String> values = new ArrayList<>();
        if (method.hasStatus()) {
            values.add(method.statusOf("result"));
        }
        method.outputs().forEach(output -> values.add(value(method, output)));
        if (method.givesRecord()) {
            out.list(steps, "return new " + method.returned() + "(", values, ");");
        } else if (!values.isEmpty()) {
            out.add(steps, "return " + values.get(0) + ";");
        }
    }

    private String value(Method method, Parameter output) {
        Buffer buffer = (Buffer) output.kind();
        boolean returned = method.isReturned(output);
        String at = returned ? "at(result, " + method.bytes(output) + ")" : method.name(output) + "At";
        if (returned) {
            imports.add("java.util.Optional");
            pointersOut = true;
            String value = buffer.extent() instanceof Extent.Text ? returnedText() : read(method, output, buffer, at);
            return "(int) result == 0 ? Optional.empty() : Optional.of(" + value + ")";
        }
        return read(method, output, buffer, at);
    }

    private String returnedText() {
        textsOut = true;
        return "text(result)";
    }

    private String read(Method method, Parameter output, Buffer buffer, String at) {
        if (buffer.element() instanceof Struct struct) {
            Method.structs(struct).forEach(each -> {
                structs.put(each.name(), each);
                structsOut.add(each.name());
            });
            String reader = reader(struct);
            if (Method.isSingle(buffer)) {
                return "block." + reader + "(" + at + ")";
            }
            imports.add("java.util.List");
            imports.add("java.util.stream.IntStream");
            return "IntStream.range(0, " + method.count(output) + ").mapToObj(i -> block." + reader + "(" + at + " + "
                    + struct.size() + " * i)).toList()";
        }
        Shape shape = Shape.of((Scalar) buffer.element());
        copiedOut.add(shape);
        String values = "block." + shape.element() + "s(" + at + ", " + method.count(output) + ")";
        List<Integer> rows = Method.rows(output);
        if (rows.isEmpty()) {
            return values;
        }
        cut.addAll(new Rows(shape, rows.size()).andInner());
        return "rows(" + values + numbers(rows) + ")";
    }

    // What the methods stand on.

    private void tail(Lines out) {
        out.blank().add(1, plan.instantiation().hasMemory() ? """
                /** Wipes the instance's memory; every further call is refused. */
                @Override
                public void close() {
                    if (!closed) {
                        closed = true;
                        memory.zero();
                    }
                }
                """ : """
                /** Every further call is refused. */
                @Override
                public void close() {
                    closed = true;
                }
                """);
        out.blank().add(1, """
                private void checkOpen() {
                    if (closed) {
                        throw new IllegalStateException("This instance is closed; make a new one.");
                    }
                """);
        if (host.areThere()) {
            out.add(2, """
                    if (calling) {
                        throw new IllegalStateException("A function the guest imports called the guest, which waits for it.");
                    }
                    """);
        }
        out.add(1, "}").blank().add(1, """
                /** Calls the guest; one that traps is closed, as it may be half way through something. */
                private long call(ExportFunction function, long... arguments) {
                    boolean returned = false;
                """);
        if (host.areThere()) {
            out.add(2, "calling = true;");
        }
        out.add(2, """
                try {
                    long[] results = function.apply(arguments);
                    returned = true;
                    return results == null || results.length == 0 ? 0 : results[0];
                } finally {
                """);
        if (host.areThere()) {
            out.add(3, "calling = false;");
        }
        out.add(2, """
                    if (!returned) {
                        close();
                    }
                }
                """).add(1, "}");
        if (checksLengths) {
            out.blank().add(1, """
                    private static void check(String name, int length, int wanted) {
                        if (length != wanted) {
                            throw new IllegalArgumentException(name + " has a length of " + length + ", not " + wanted + ".");
                        }
                    }
                    """);
        }
        if (fixesElements) {
            out.blank().add(1, """
                    private static <T> List<T> elements(String name, List<T> values, int wanted) {
                        check(name, values.size(), wanted);
                        return List.copyOf(values);
                    }
                    """);
        }
        joined.forEach(rows -> rows.join(out));
        cut.forEach(rows -> rows.cut(out, imports));
        if (checksRanges) {
            out.blank().add(1, """
                    private static void checkRange(String name, int value, int most) {
                        if (value < 0 || value > most) {
                            throw new IllegalArgumentException(name + " is " + value + "; it goes from 0 to " + most + ".");
                        }
                    }
                    """);
        }
        if (textsIn) {
            imports.add("java.nio.charset.StandardCharsets");
            out.blank().add(1, """
                    private static byte[] text(String name, String text) {
                        if (text.indexOf('\\0') >= 0) {
                            throw new IllegalArgumentException(name + " holds a zero character, which would end it early.");
                        }
                        return (text + '\\0').getBytes(StandardCharsets.UTF_8);
                    }
                    """);
        }
        boolean checksAddresses = pointersOut || (reserves && !(plan.allocation() instanceof Allocation.Pages));
        if (checksAddresses) {
            out.blank().add(1, """
                    /** An address the guest gave, unsigned, where so many bytes must be in its memory. */
                    private int at(long given, long bytes) {
                        long address = Integer.toUnsignedLong((int) given);
                        if (address + bytes > (long) memory.pages() * PAGE) {
                            close();
                            throw new IllegalStateException("The guest gave the address " + address + ", outside its memory.");
                        }
                        return (int) address;
                    }
                    """);
        }
        if (textsOut) {
            out.blank().add(1, """
                    /** A copy of the text at an address the guest gave. */
                    private String text(long given) {
                        int start = at(given, 1);
                        int end = start;
                        while (memory.read(at(end, 1)) != 0) {
                            end++;
                        }
                        return memory.readString(start, end - start);
                    }
                    """);
        }
        if (reserves) {
            out.blank().add(1, """
                    private static long room(long bytes) {
                        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
                    }
                    """);
            block(out);
        }
    }

    private void block(Lines out) {
        out.blank().add(1, """
                /** Guest memory for one call. */
                private final class Block {
                    private final int start;
                    private final int size;
                    private int used;

                    Block(long bytes) {
                        if (bytes > (long) MAX_PAGES * PAGE) {
                            throw new IllegalArgumentException("The arguments take " + bytes + " bytes, more than memory has.");
                        }
                        size = (int) bytes;
                        start = size == 0 ? 0 : reserve();
                        memory.fill((byte) 0, start, start + size);
                    }
                """);
        out.blank();
        reserve(out);
        out.blank().add(2, """
                /** Zeroes it and gives it back; the memory of a closed instance is zero already. */
                void release() {
                    if (!closed) {
                        memory.fill((byte) 0, start, start + size);
                """);
        if (plan.allocation() instanceof Allocation.Heap) {
            out.add(4, "if (size > 0) {").add(5, "call(release, start);").add(4, "}");
        } else if (plan.allocation() instanceof Allocation.Bump) {
            out.add(4, "call(release);");
        }
        out.add(3, "}").add(2, "}");
        out.blank().add(2, """
                /** The next so many bytes. */
                int next(long bytes) {
                    int at = start + used;
                    used += (int) room(bytes);
                    return at;
                }
                """);
        copiedIn.forEach(shape -> next(out, shape));
        structsIn.forEach(name -> nextStruct(out, structs.get(name)));
        copiedOut.forEach(shape -> copy(out, shape));
        structsOut.forEach(name -> copyStruct(out, structs.get(name)));
        if (fieldTextsIn) {
            imports.add("java.nio.charset.StandardCharsets");
            out.blank().add(2, """
                    /** The bytes of a text that a char array of so many has room for. */
                    private byte[] text(String name, String text, int most) {
                        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                        if (bytes.length > most || text.indexOf('\\0') >= 0) {
                            throw new IllegalArgumentException(name + " is " + bytes.length
                                    + " bytes of text; it takes up to " + most + ", and no zero character.");
                        }
                        return bytes;
                    }
                    """);
        }
        if (fieldTextsOut) {
            imports.add("java.nio.charset.StandardCharsets");
            out.blank().add(2, """
                    /** The text in a char array, up to its first zero byte. */
                    private String text(int at, int most) {
                        byte[] bytes = memory.readBytes(at, most);
                        int end = 0;
                        while (end < most && bytes[end] != 0) {
                            end++;
                        }
                        return new String(bytes, 0, end, StandardCharsets.UTF_8);
                    }
                    """);
        }
        out.add(1, "}");
    }

    private void reserve(Lines out) {
        if (plan.allocation() instanceof Allocation.Pages) {
            out.add(2, """
                    private int reserve() {
                        long end = (long) heap + size;
                        int missing = (int) ((end + PAGE - 1) / PAGE) - memory.pages();
                        if (missing > 0 && memory.grow(missing) < 0) {
                            throw new IllegalStateException("The guest's memory has no room for " + size + " bytes.");
                        }
                        return heap;
                    }
                    """);
            return;
        }
        boolean aligns = plan.allocation() instanceof Allocation.Bump bump
                ? bump.takesAlignment()
                : ((Allocation.Heap) plan.allocation()).takesAlignment();
        out.add(2, """
                private int reserve() {
                    int address = at(call(allocate, size%s), size);
                    if (address == 0) {
                        throw new IllegalStateException("The guest has no room for " + size + " bytes.");
                    }
                    return address;
                }
                """.formatted(aligns ? ", ALIGNMENT" : ""));
    }

    private void next(Lines out, Shape shape) {
        if (shape == Shape.BYTES) {
            out.blank().add(2, """
                    /** A copy of these bytes. */
                    int next(byte[] bytes) {
                        int at = next(bytes.length);
                        memory.write(at, bytes);
                        return at;
                    }
                    """);
            return;
        }
        imports.add("java.nio.ByteBuffer");
        imports.add("java.nio.ByteOrder");
        out.blank().add(2, """
                /** A copy of these values. */
                int next(TYPE[] values) {
                    ByteBuffer bytes = ByteBuffer.allocate(SIZE * values.length).order(ByteOrder.LITTLE_ENDIAN);
                    bytes.asNAMEBuffer().put(values);
                    int at = next(bytes.capacity());
                    memory.write(at, bytes.array());
                    return at;
                }
                """.replace("TYPE", shape.element())
                .replace("SIZE", Integer.toString(shape.size()))
                .replace("NAME", shape.capital()));
    }

    private void copy(Lines out, Shape shape) {
        if (shape == Shape.BYTES) {
            out.blank().add(2, """
                    byte[] bytes(int at, int count) {
                        return memory.readBytes(at, count);
                    }
                    """);
            return;
        }
        imports.add("java.nio.ByteBuffer");
        imports.add("java.nio.ByteOrder");
        out.blank().add(2, """
                TYPE[] TYPEs(int at, int count) {
                    TYPE[] values = new TYPE[count];
                    ByteBuffer bytes = ByteBuffer.wrap(memory.readBytes(at, SIZE * count));
                    bytes.order(ByteOrder.LITTLE_ENDIAN).asNAMEBuffer().get(values);
                    return values;
                }
                """.replace("TYPE", shape.element())
                .replace("SIZE", Integer.toString(shape.size()))
                .replace("NAME", shape.capital()));
    }

    private void nextStruct(Lines out, Struct struct) {
        String type = JavaNames.upper(struct.name());
        if (struct.isOpen()) {
            out.blank().add(2, "/** A copy of this struct. */");
            out.add(2, "int next" + type + "(" + type + " value) {");
            out.add(3, "int at = next(" + Component.bytes(struct, "value") + ");");
            fields(out, 3, struct, "at", 0, "value", 0);
            out.add(3, "return at;").add(2, "}");
            return;
        }
        out.blank().add(2, "/** A copy of these structs. */");
        out.add(2, "int next" + type + "(List<" + type + "> values) {");
        out.add(3, "int at = next(" + struct.size() + "L * values.size());");
        out.add(3, "int to = at;");
        out.add(3, "for (" + type + " value : values) {");
        fields(out, 4, struct, "to", 0, "value", 0);
        out.add(4, "to += " + struct.size() + ";")
                .add(3, "}")
                .add(3, "return at;")
                .add(2, "}");
    }

    /** Writes a struct's fields from {@code base + offset} on, those of the structs in it too. */
    private void fields(Lines out, int steps, Struct struct, String base, int offset, String value, int loops) {
        for (Component one : Component.of(struct)) {
            field(
                    out,
                    steps,
                    one.name(),
                    one.content(),
                    base,
                    offset + one.offset(),
                    value + "." + one.name() + "()",
                    loops);
        }
    }

    /** Writes what stands in a field, or in an element of it. */
    private void field(
            Lines out, int steps, String name, Content content, String base, int offset, String value, int loops) {
        if (content.isText()) {
            String text = content.isOpen()
                    ? value + ".getBytes(StandardCharsets.UTF_8)"
                    : "text(\"" + name + "\", " + value + ", " + content.count() + ")";
            fieldTextsIn |= !content.isOpen();
            imports.add("java.nio.charset.StandardCharsets");
            out.add(steps, "memory.write(" + place(base, offset) + ", " + text + ");");
        } else if (content.isList()) {
            String index = loops == 0 ? "i" : "i" + loops;
            String end = content.isOpen() ? value + ".size()" : Integer.toString(content.count());
            out.add(steps, "for (int " + index + " = 0; " + index + " < " + end + "; " + index + "++) {");
            String from = place(base, offset) + " + " + content.steps(index);
            field(out, steps + 1, name, content.inner(), from, 0, content.elementOf(value, index), loops + 1);
            out.add(steps, "}");
        } else if (content.element() instanceof Struct inner) {
            fields(out, steps, inner, base, offset, value, loops);
        } else {
            out.add(steps, written((Scalar) content.element(), place(base, offset), value));
        }
    }

    private void copyStruct(Lines out, Struct struct) {
        String type = JavaNames.upper(struct.name());
        out.blank().add(2, type + " " + reader(struct) + "(int at) {");
        out.list(
                3,
                "return new " + type + "(",
                Component.of(struct).stream().map(this::copied).toList(),
                ");");
        out.add(2, "}");
    }

    private String copied(Component one) {
        return copied(one.content(), place("at", one.offset()), 0);
    }

    private String copied(Content content, String at, int lists) {
        if (content.isText()) {
            fieldTextsOut = true;
            return "text(" + at + ", " + content.count() + ")";
        }
        if (content.isList()) {
            imports.add("java.util.stream.IntStream");
            String index = lists == 0 ? "i" : "i" + lists;
            return "IntStream.range(0, " + content.count() + ").mapToObj(" + index + " -> "
                    + copied(content.inner(), at + " + " + content.steps(index), lists + 1) + ").toList()";
        }
        return content.element() instanceof Struct inner
                ? reader(inner) + "(" + at + ")"
                : readField((Scalar) content.element(), at);
    }

    private static String reader(Struct struct) {
        return "read" + JavaNames.upper(struct.name());
    }

    private static String place(String at, int offset) {
        return offset == 0 ? at : at + " + " + offset;
    }

    private static String written(Scalar type, String at, String value) {
        return switch (type) {
            case BOOL -> "memory.writeByte(" + at + ", (byte) (" + value + " ? 1 : 0));";
            case CHAR, I8 -> "memory.writeByte(" + at + ", " + value + ");";
            case U8 -> "memory.writeByte(" + at + ", (byte) " + value + ");";
            case I16 -> "memory.writeShort(" + at + ", " + value + ");";
            case U16 -> "memory.writeShort(" + at + ", (short) " + value + ");";
            case I32, U32, PTR -> "memory.writeI32(" + at + ", " + value + ");";
            case I64, U64 -> "memory.writeLong(" + at + ", " + value + ");";
            case F32 -> "memory.writeF32(" + at + ", " + value + ");";
            case F64 -> "memory.writeF64(" + at + ", " + value + ");";
        };
    }

    private static String readField(Scalar type, String at) {
        return switch (type) {
            case BOOL -> "memory.read(" + at + ") != 0";
            case CHAR, I8 -> "memory.read(" + at + ")";
            case U8 -> "memory.read(" + at + ") & 0xff";
            case I16 -> "memory.readShort(" + at + ")";
            case U16 -> "memory.readShort(" + at + ") & 0xffff";
            case I32, U32, PTR -> "memory.readInt(" + at + ")";
            case I64, U64 -> "memory.readLong(" + at + ")";
            case F32 -> "memory.readFloat(" + at + ")";
            case F64 -> "memory.readDouble(" + at + ")";
        };
    }
}
