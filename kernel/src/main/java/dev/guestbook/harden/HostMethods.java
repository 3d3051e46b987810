package dev.guestbook.harden;

import dev.guestbook.contract.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The functions a module imports, as methods of an interface that the class's user implements. */
final class HostMethods {
    static final String TYPE = "Imports";

    /** More would not fit in the one method that gives them. */
    private static final int MOST = 500;

    /** The JVM's bound is 255, where a long counts twice, and there are the object and the memory. */
    private static final int MOST_SLOTS = 250;

    private final Instantiation instantiation;
    private final Map<Import.Function, String> names = new LinkedHashMap<>();

    HostMethods(Instantiation instantiation) throws CannotHarden {
        this.instantiation = instantiation;
        List<Import.Function> functions = instantiation.functions();
        if (functions.size() > MOST) {
            throw new CannotHarden("The guest imports " + functions.size() + " functions, and such a class gives "
                    + MOST + " at most.");
        }
        Set<String> taken = new HashSet<>();
        for (Import.Function function : functions) {
            if (slots(function) > MOST_SLOTS) {
                throw new CannotHarden("The guest imports " + JavaNames.literal(qualified(function)) + " with "
                        + function.parameters().size() + " parameters, more than a Java method has.");
            }
            names.put(function, name(function, taken));
        }
    }

    private static int slots(Import.Function function) {
        return function.parameters().stream().mapToInt(Scalar::size).sum() / Scalar.I32.size();
    }

    /** The function's own name; of two alike the later one has its module's before it, or a number after it. */
    private static String name(Import.Function function, Set<String> taken) {
        String name = JavaNames.imported(function.name());
        if (taken.contains(name)) {
            name = JavaNames.imported(function.module() + "_" + function.name());
        }
        String base = name;
        for (int i = 2; !taken.add(name); i++) {
            name = base + i;
        }
        return name;
    }

    boolean areThere() {
        return !names.isEmpty();
    }

    /** {@code env.abort}, as the guest spells it. */
    static String qualified(Import one) {
        return one.module() + "." + one.name();
    }

    /** {@code int now(Memory memory, int arg0)}, and how the line goes on. */
    private void declared(Lines out, String before, Import.Function function, String after) {
        List<String> parameters = new ArrayList<>();
        if (instantiation.hasMemory()) {
            parameters.add("Memory memory");
        }
        for (int i = 0; i < function.parameters().size(); i++) {
            parameters.add(Shape.alone(function.parameters().get(i), false) + " arg" + i);
        }
        String result = function.result().map(type -> Shape.alone(type, false)).orElse("void");
        out.list(2, before + result + " " + names.get(function) + "(", parameters, ")" + after);
    }

    /** The interface. */
    void declare(Lines out) {
        out.blank()
                .comment(
                        1,
                        List.of("What the guest imports. A method is called on the thread that called the guest"
                                + (instantiation.hasMemory() ? ", with the guest's memory" : "")
                                + ", and any argument may come. What it throws ends that call and closes the instance,"
                                + " whose methods it must not call."));
        out.add(1, "public interface " + TYPE + " {");
        boolean first = true;
        for (Import.Function function : names.keySet()) {
            if (!first) {
                out.blank();
            }
            first = false;
            out.add(2, "/** {@code " + JavaNames.comment(qualified(function)) + "} */");
            declared(out, "", function, ";");
        }
        out.add(1, "}");
    }

    /** The method that gives the engine what the module imports. */
    void give(Lines out, Set<String> imports) {
        imports.add("com.dylibso.chicory.runtime.ImportValues");
        out.blank().add(1, "private static ImportValues given(" + (areThere() ? TYPE + " imports" : "") + ") {");
        out.add(2, "return ImportValues.builder()");
        for (Import.Function function : names.keySet()) {
            imports.add("com.dylibso.chicory.runtime.HostFunction");
            imports.add("com.dylibso.chicory.wasm.types.FunctionType");
            imports.add("java.util.List");
            if (!function.parameters().isEmpty() || function.result().isPresent()) {
                imports.add("com.dylibso.chicory.wasm.types.ValType");
            }
            out.add(4, ".addFunction(new HostFunction(");
            out.add(6, JavaNames.literal(function.module()) + ",");
            out.add(6, JavaNames.literal(function.name()) + ",");
            out.add(
                    6,
                    "FunctionType.of(" + types(function.parameters()) + ", "
                            + types(function.result().stream().toList()) + "),");
            out.add(6, "(instance, arguments) -> {");
            called(out, function);
            out.add(6, "}))");
        }
        for (Import.Memory memory : instantiation.memories()) {
            imports.add("com.dylibso.chicory.runtime.ImportMemory");
            out.add(4, ".addMemory(new ImportMemory(");
            out.add(6, JavaNames.literal(memory.module()) + ",");
            out.add(6, JavaNames.literal(memory.name()) + ",");
            out.add(
                    6,
                    "new ByteArrayMemory(new MemoryLimits(" + memory.pages() + ", Math.min(" + memory.most()
                            + ", MAX_PAGES)))))");
        }
        out.add(4, ".build();").add(1, "}");
    }

    private static String types(List<Scalar> types) {
        return types.stream()
                .map(type -> "ValType." + type.wasm().toUpperCase(Locale.ROOT))
                .collect(Collectors.joining(", ", "List.of(", ")"));
    }

    private void called(Lines out, Import.Function function) {
        List<String> arguments = new ArrayList<>();
        if (instantiation.hasMemory()) {
            arguments.add("instance.memory()");
        }
        for (int i = 0; i < function.parameters().size(); i++) {
            arguments.add(Shape.cooked(function.parameters().get(i), "arguments[" + i + "]"));
        }
        String call = "imports." + names.get(function) + "(";
        if (function.result().isPresent()) {
            Scalar type = function.result().get();
            out.list(7, Shape.alone(type, false) + " result = " + call, arguments, ");")
                    .add(7, "return new long[] {" + Shape.raw(type, "result") + "};");
        } else {
            out.list(7, call, arguments, ");").add(7, "return null;");
        }
    }

    /** A class for the test whose methods leave the test that calls one out, and say so. */
    void leaveOut(Lines out, String guest, String name) {
        out.blank()
                .comment(
                        1,
                        List.of(
                                "What the guest imports is its user's to give. A test that needs some of it is left out and says"
                                        + " so; let the method answer, and it runs."));
        out.add(1, "private static final class " + name + " implements " + guest + "." + TYPE + " {");
        boolean first = true;
        for (Import.Function function : names.keySet()) {
            if (!first) {
                out.blank();
            }
            first = false;
            out.add(2, "@Override");
            declared(out, "public ", function, " {");
            out.add(
                    3,
                    "throw new TestAbortedException("
                            + JavaNames.literal("The guest calls " + qualified(function) + "; let " + name + "."
                                    + names.get(function) + " answer.")
                            + ");");
            out.add(2, "}");
        }
        out.add(1, "}");
    }
}
