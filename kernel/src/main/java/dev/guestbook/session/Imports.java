package dev.guestbook.session;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.Listing;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.display.Table.Column;
import dev.guestbook.display.Untrusted;
import dev.guestbook.wasm.ExternKind;
import dev.guestbook.wasm.HostFunction;
import dev.guestbook.wasm.ImportType;
import dev.guestbook.wasm.LinearMemory;
import dev.guestbook.wasm.Signature;
import dev.guestbook.wasm.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the host gives to the guests loaded from now on. A guest has no imports but these.
 *
 * <pre>{@code
 * wasm.imports().func("env", "log", "(i32, i32) -> ()", a -> {
 *     System.out.println(a.utf8(0, 1));
 *     return null;
 * });
 * }</pre>
 */
public final class Imports implements Displayable {
    private static final Map<String, ValueType> TYPES =
            Map.of("i32", ValueType.I32, "i64", ValueType.I64, "f32", ValueType.F32, "f64", ValueType.F64);

    /** Longer names are no typing error: a stub would not fit on a page. */
    private static final int LONGEST_NAME = 1_000;

    private final Map<String, HostFunction> functions = new LinkedHashMap<>();

    Imports() {}

    /**
     * Gives a function; one given before under the same names is replaced.
     *
     * @param signature as tables show it: {@code (i32, i32) -> i32}, nothing as {@code ()}
     */
    public synchronized Imports func(String module, String name, String signature, HostCall call) {
        Signature type = parse(signature);
        String qualified = Untrusted.name(module) + "." + Untrusted.name(name);
        HostFunction.Code code = (memory, arguments) -> {
            try {
                return run(qualified, type, call, memory, arguments);
            } catch (Refused refused) {
                throw new HostRefusal(refused);
            }
        };
        functions.put(module + "\0" + name, new HostFunction(module, name, type, code));
        return this;
    }

    private static long[] run(String name, Signature type, HostCall call, LinearMemory memory, long[] raw) {
        Object answer;
        try {
            answer = call.call(new HostArguments(name, type, memory, raw));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new Refused("Host function `" + name + "` failed: " + e + ".", e);
        }
        List<?> results = type.results().isEmpty() ? List.of() : answer instanceof List<?> list ? list : listOf(answer);
        return Arguments.results(name, type, results);
    }

    private static List<Object> listOf(Object answer) {
        List<Object> one = new ArrayList<>();
        one.add(answer);
        return one;
    }

    private static Signature parse(String text) {
        String[] sides = text.split("->", -1);
        if (sides.length != 2) {
            throw new Refused(
                    "`" + Untrusted.name(text) + "` is no signature; it reads (i32, i64) -> f32 or () -> ().");
        }
        return new Signature(types(sides[0], text), types(sides[1], text));
    }

    private static List<ValueType> types(String side, String text) {
        String inside = side.strip().replaceAll("^\\(|\\)$", "");
        List<ValueType> types = new ArrayList<>();
        for (String word : inside.split(",")) {
            ValueType type = TYPES.get(word.strip());
            if (type != null) {
                types.add(type);
            } else if (!inside.isBlank()) {
                throw new Refused("`" + Untrusted.name(word.strip()) + "` in `" + Untrusted.name(text)
                        + "` is no type of a host function; they are i32, i64, f32 and f64.");
            }
        }
        return types;
    }

    synchronized List<HostFunction> functions() {
        return List.copyOf(functions.values());
    }

    synchronized Optional<HostFunction> given(ImportType wanted) {
        return wanted.kind() == ExternKind.FUNCTION
                ? Optional.ofNullable(functions.get(wanted.module() + "\0" + wanted.name()))
                : Optional.empty();
    }

    /** What a module wants of its host, what is given, and a stub to paste for each function that is not. */
    Sheet wantedBy(String source, List<ImportType> wanted) {
        Sheet sheet = Sheet.titled("imports of ", Span.strong(Untrusted.name(source)));
        if (wanted.isEmpty()) {
            return sheet.line("It needs nothing from its host.").next("%wasm load " + Untrusted.name(source));
        }
        Table table = Table.of(
                Column.left("module"),
                Column.left("name"),
                Column.left("kind"),
                Column.left("type"),
                Column.left("given"));
        List<String> stubs = new ArrayList<>();
        for (ImportType one : wanted) {
            boolean given = given(one).isPresent();
            table = table.row(
                    Untrusted.name(one.module()),
                    Span.strong(Untrusted.name(one.name())),
                    one.kind().toString(),
                    Span.code(one.type()),
                    given ? Span.good("yes") : Span.bad("no"));
            if (!given && hasStub(one)) {
                stubs.add(stub(one));
            }
        }
        sheet = sheet.with(table);
        if (!stubs.isEmpty()) {
            sheet = sheet.line("To give the missing functions, before the load:");
            int shown = Math.min(Table.ROW_LIMIT, stubs.size());
            sheet = sheet.with(Listing.of(String.join("\n", stubs.subList(0, shown))));
            if (shown < stubs.size()) {
                sheet = sheet.line(Span.dim("… " + (stubs.size() - shown) + " more; give these, then ask again"));
            }
        }
        return sheet.next("%wasm load " + Untrusted.name(source));
    }

    private static String stub(ImportType wanted) {
        Signature signature = wanted.signature().orElseThrow();
        List<String> answers = signature.results().stream().map(Imports::zero).toList();
        String answer = answers.isEmpty()
                ? "null"
                : answers.size() == 1 ? answers.get(0) : "List.of(" + String.join(", ", answers) + ")";
        return "wasm.imports().func(" + literal(wanted.module()) + ", " + literal(wanted.name()) + ", \"" + signature
                + "\", a -> " + answer + ");";
    }

    private static String zero(ValueType type) {
        return switch (type.kind()) {
            case I64 -> "0L";
            case F32 -> "0f";
            case F64 -> "0.0";
            default -> "0";
        };
    }

    /** Whether a Java cell can give it: numbers in, numbers out, and names that fit on a line. */
    private static boolean hasStub(ImportType wanted) {
        return wanted.kind() == ExternKind.FUNCTION
                && wanted.module().length() <= LONGEST_NAME
                && wanted.name().length() <= LONGEST_NAME
                && wanted.signature().orElseThrow().isNumeric();
    }

    /** A Java string literal; what a guest calls itself must not be able to end it. */
    private static String literal(String text) {
        StringBuilder literal = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                literal.append('\\').append((char) c);
            } else if (c < 0x20) {
                literal.append(String.format("\\%03o", c)); // Java reads \\u000a as the line's end
            } else if (c > 0x7e) {
                literal.append(String.format("\\u%04x", c));
            } else {
                literal.append((char) c);
            }
        });
        return literal.append('"').toString();
    }

    @Override
    public MimeBundle bundle() {
        if (functions().isEmpty()) {
            return Sheet.titled("no host functions are given")
                    .next("wasm.imports().func(MODULE, NAME, SIGNATURE, a -> ...)")
                    .bundle();
        }
        Table table = Table.of(Column.left("module"), Column.left("name"), Column.left("type"));
        for (HostFunction function : functions()) {
            table = table.row(
                    Untrusted.name(function.module()),
                    Span.strong(Untrusted.name(function.name())),
                    Span.code(function.signature().toString()));
        }
        return Sheet.titled("host functions for guests loaded from now on")
                .with(table)
                .next("%wasm load SOURCE")
                .bundle();
    }
}
