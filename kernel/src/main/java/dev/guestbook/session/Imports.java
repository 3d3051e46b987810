package dev.guestbook.session;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.Listing;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.display.Table.Column;
import dev.guestbook.display.Untrusted;
import dev.guestbook.wasi.Wasi;
import dev.guestbook.wasm.ExternKind;
import dev.guestbook.wasm.HostValue;
import dev.guestbook.wasm.ImportType;
import dev.guestbook.wasm.Signature;
import dev.guestbook.wasm.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleConsumer;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * What the host gives to the guests loaded from now on. A guest has no imports but these.
 *
 * <pre>{@code
 * wasm.imports().func("env", "now", () -> System.nanoTime());
 * wasm.imports().func("env", "log", (Caller c, int text, int length) -> System.out.println(c.utf8(text, length)));
 * wasm.imports().func("env", "mix", "(f32, i64) -> f64", a -> a.f32(0) * a.i64(1));
 * wasm.imports().func("env", "size", "(externref) -> i32", a -> ((List<?>) a.ref(0)).size());
 * }</pre>
 */
@SuppressWarnings("overloads") // a lambda whose parameters have types fits one of them alone
public final class Imports implements Displayable {
    private static final Map<String, ValueType> TYPES = Map.of(
            "i32",
            ValueType.I32,
            "i64",
            ValueType.I64,
            "f32",
            ValueType.F32,
            "f64",
            ValueType.F64,
            "externref",
            ValueType.EXTERNREF);

    /** What a 32-bit memory may declare; how far it really grows is its guest's limit. */
    private static final int MOST_PAGES = 65_536;

    /** As Java writes them, so that the compiler takes the method for the type. */
    private static final Map<String, String> ZEROES =
            Map.of("i32", "0", "i64", "0L", "f32", "0f", "f64", "0.0", "externref", "null");

    private static final Set<String> LONGJMPS = Set.of("_emscripten_throw_longjmp", "emscripten_longjmp");

    /** Longer names are no typing error: a stub would not fit on a page. */
    private static final int LONGEST_NAME = 1_000;

    private final Map<String, Registered> functions = new LinkedHashMap<>();
    private final Map<String, HostValue> values = new LinkedHashMap<>();
    private final Map<String, Link> links = new LinkedHashMap<>();

    Imports() {}

    // Memories, tables and globals: each guest gets its own, which goes with it.

    /** Gives a memory of so many pages (64 KiB each), which grows as the guest's limits let it. */
    public Imports memory(String module, String name, int pages) {
        return memory(module, name, pages, MOST_PAGES);
    }

    /** The same, which grows to {@code most} pages. */
    public Imports memory(String module, String name, int pages, int most) {
        checkSizes("memory", "pages", pages, most, MOST_PAGES);
        return value(new HostValue.Memory(module, name, pages, most));
    }

    /** Gives a table of so many null references, which grows as far as the limit of all tables lets it. */
    public Imports table(String module, String name, int entries) {
        return table(module, name, entries, Integer.MAX_VALUE);
    }

    /** The same, which grows to {@code most} entries. */
    public Imports table(String module, String name, int entries, int most) {
        checkSizes("table", "entries", entries, most, Integer.MAX_VALUE);
        return value(new HostValue.Table(module, name, entries, most));
    }

    /** Gives a global of type i32, mutable where the guest wants it so: its changes are the guest's own. */
    public Imports global(String module, String name, int first) {
        return value(new HostValue.Global(module, name, ValueType.I32, first));
    }

    /** Gives a global of type i64. */
    public Imports global(String module, String name, long first) {
        return value(new HostValue.Global(module, name, ValueType.I64, first));
    }

    /** Gives a global of type f32. */
    public Imports global(String module, String name, float first) {
        return value(new HostValue.Global(module, name, ValueType.F32, Float.floatToRawIntBits(first)));
    }

    /** Gives a global of type f64. */
    public Imports global(String module, String name, double first) {
        return value(new HostValue.Global(module, name, ValueType.F64, Double.doubleToRawLongBits(first)));
    }

    private synchronized Imports value(HostValue value) {
        values.put(value.module() + "\0" + value.name(), value);
        return this;
    }

    private static void checkSizes(String what, String unit, int first, int most, int limit) {
        if (first < 0 || most < first || most > limit) {
            throw new Refused("A " + what + " has 0 to " + Numbers.grouped(limit) + " " + unit
                    + " and grows to as many or more; " + first + ", growing to " + most + ", is not that.");
        }
    }

    // Functions.

    /**
     * Gives a function; one given before under the same names is replaced.
     *
     * @param signature as tables show it: {@code (i32, i32) -> i32}, nothing as {@code ()}; an externref is any Java object
     */
    public synchronized Imports func(String module, String name, String signature, HostCall call) {
        Required.notNull(module, "The import's module");
        Required.notNull(name, "The import's name");
        Required.notNull(signature, "A signature, as (i32) -> i32,");
        Required.notNull(call, "The function's body");
        functions.put(module + "\0" + name, new Registered(module, name, parse(signature), call));
        return this;
    }

    // The same with a typed lambda, which says the signature by itself: (int a, int b) -> a + b.

    /** Gives a function {@code () -> ()}. */
    public Imports func(String module, String name, Runnable body) {
        return func(module, name, "() -> ()", a -> {
            body.run();
            return null;
        });
    }

    /** Gives a function {@code () -> i32}. */
    public Imports func(String module, String name, IntSupplier body) {
        return func(module, name, "() -> i32", a -> body.getAsInt());
    }

    /** Gives a function {@code (i32) -> ()}. */
    public Imports func(String module, String name, IntConsumer body) {
        return func(module, name, "(i32) -> ()", a -> {
            body.accept(a.i32(0));
            return null;
        });
    }

    /** Gives a function {@code (i32) -> i32}. */
    public Imports func(String module, String name, IntUnaryOperator body) {
        return func(module, name, "(i32) -> i32", a -> body.applyAsInt(a.i32(0)));
    }

    /** Gives a function {@code (i32, i32) -> i32}. */
    public Imports func(String module, String name, IntBinaryOperator body) {
        return func(module, name, "(i32, i32) -> i32", a -> body.applyAsInt(a.i32(0), a.i32(1)));
    }

    /** Gives a function {@code () -> i64}. */
    public Imports func(String module, String name, LongSupplier body) {
        return func(module, name, "() -> i64", a -> body.getAsLong());
    }

    /** Gives a function {@code (i64) -> ()}. */
    public Imports func(String module, String name, LongConsumer body) {
        return func(module, name, "(i64) -> ()", a -> {
            body.accept(a.i64(0));
            return null;
        });
    }

    /** Gives a function {@code (i64) -> i64}. */
    public Imports func(String module, String name, LongUnaryOperator body) {
        return func(module, name, "(i64) -> i64", a -> body.applyAsLong(a.i64(0)));
    }

    /** Gives a function {@code (i64, i64) -> i64}. */
    public Imports func(String module, String name, LongBinaryOperator body) {
        return func(module, name, "(i64, i64) -> i64", a -> body.applyAsLong(a.i64(0), a.i64(1)));
    }

    /** Gives a function {@code () -> f64}. */
    public Imports func(String module, String name, DoubleSupplier body) {
        return func(module, name, "() -> f64", a -> body.getAsDouble());
    }

    /** Gives a function {@code (f64) -> ()}. */
    public Imports func(String module, String name, DoubleConsumer body) {
        return func(module, name, "(f64) -> ()", a -> {
            body.accept(a.f64(0));
            return null;
        });
    }

    /** Gives a function {@code (f64) -> f64}. */
    public Imports func(String module, String name, DoubleUnaryOperator body) {
        return func(module, name, "(f64) -> f64", a -> body.applyAsDouble(a.f64(0)));
    }

    /** Gives a function {@code (f64, f64) -> f64}. */
    public Imports func(String module, String name, DoubleBinaryOperator body) {
        return func(module, name, "(f64, f64) -> f64", a -> body.applyAsDouble(a.f64(0), a.f64(1)));
    }

    /** Gives a function {@code (i32) -> ()}. */
    public Imports func(String module, String name, Caller.Takes1 body) {
        return func(module, name, "(i32) -> ()", a -> {
            body.call(a.caller(), a.i32(0));
            return null;
        });
    }

    /** Gives a function {@code (i32, i32) -> ()}. */
    public Imports func(String module, String name, Caller.Takes2 body) {
        return func(module, name, "(i32, i32) -> ()", a -> {
            body.call(a.caller(), a.i32(0), a.i32(1));
            return null;
        });
    }

    /** Gives a function {@code (i32, i32, i32) -> ()}. */
    public Imports func(String module, String name, Caller.Takes3 body) {
        return func(module, name, "(i32, i32, i32) -> ()", a -> {
            body.call(a.caller(), a.i32(0), a.i32(1), a.i32(2));
            return null;
        });
    }

    /** Gives a function {@code (i32) -> i32}. */
    public Imports func(String module, String name, Caller.Gives1 body) {
        return func(module, name, "(i32) -> i32", a -> body.call(a.caller(), a.i32(0)));
    }

    /** Gives a function {@code (i32, i32) -> i32}. */
    public Imports func(String module, String name, Caller.Gives2 body) {
        return func(module, name, "(i32, i32) -> i32", a -> body.call(a.caller(), a.i32(0), a.i32(1)));
    }

    /** Gives a function {@code (i32, i32, i32) -> i32}. */
    public Imports func(String module, String name, Caller.Gives3 body) {
        return func(module, name, "(i32, i32, i32) -> i32", a -> body.call(a.caller(), a.i32(0), a.i32(1), a.i32(2)));
    }

    /** Gives a function {@code (i32, i32, i32, i32) -> i32}. */
    public Imports func(String module, String name, Caller.Gives4 body) {
        return func(
                module,
                name,
                "(i32, i32, i32, i32) -> i32",
                a -> body.call(a.caller(), a.i32(0), a.i32(1), a.i32(2), a.i32(3)));
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
        String written = side.strip();
        boolean opens = written.startsWith("(");
        if (opens != written.endsWith(")")) {
            throw new Refused("`" + Untrusted.name(text) + "` is no signature: a parenthesis is missing; it reads"
                    + " (i32, i64) -> f32 or () -> ().");
        }
        String inside = opens ? written.substring(1, written.length() - 1) : written;
        List<ValueType> types = new ArrayList<>();
        for (String word : inside.split(",", -1)) {
            ValueType type = TYPES.get(word.strip());
            if (type != null) {
                types.add(type);
            } else if (!inside.isBlank()) {
                throw new Refused("`" + Untrusted.name(word.strip()) + "` in `" + Untrusted.name(text)
                        + "` is no type of a host function; they are i32, i64, f32, f64 and externref.");
            }
        }
        return types;
    }

    /** Gives a guest's exported functions for the imports of {@code module}; a function given one by one goes before. */
    synchronized Link link(String module, Guest guest) {
        Link link = new Link(module, guest);
        links.put(module, link);
        return link;
    }

    /** What is given to a module that wants these; a later one of the same name goes before. */
    synchronized List<Given> functions(List<ImportType> wanted) {
        List<Given> all = new ArrayList<>();
        for (ImportType one : wanted) {
            Registered given = functions.get(one.module() + "\0" + one.name());
            Link link = links.get(one.module());
            if (given != null) {
                all.add(given);
            } else if (link != null) {
                link.given(one).ifPresent(all::add);
            }
        }
        return all;
    }

    /** The same with memories, tables and globals. */
    synchronized Granted granted(List<ImportType> wanted) {
        return new Granted(
                functions(wanted),
                wanted.stream().map(this::value).flatMap(Optional::stream).toList());
    }

    private Optional<HostValue> value(ImportType wanted) {
        return Optional.ofNullable(values.get(wanted.module() + "\0" + wanted.name()));
    }

    private synchronized List<Registered> functions() {
        return List.copyOf(functions.values());
    }

    private synchronized boolean isGiven(ImportType wanted) {
        return wanted.kind() == ExternKind.FUNCTION
                ? !functions(List.of(wanted)).isEmpty()
                : value(wanted).filter(value -> value.kind() == wanted.kind()).isPresent();
    }

    /** Whether any of these is WASI's to give. */
    boolean needWasi(List<ImportType> wanted) {
        return wanted.stream().anyMatch(one -> one.module().equals(Wasi.MODULE) && !isGiven(one));
    }

    /** What a module wants of its host, what is given, and a stub to paste for each function that is not. */
    Sheet wantedBy(String source, List<ImportType> wanted) {
        Sheet sheet = Sheet.titled("imports of ", Span.strong(Untrusted.name(source)));
        if (wanted.isEmpty()) {
            return sheet.line("It needs nothing from its host.");
        }
        Table table = Table.of(
                Column.left("module"),
                Column.left("name"),
                Column.left("kind"),
                Column.prose("type"),
                Column.left("given"));
        List<String> stubs = new ArrayList<>();
        for (ImportType one : wanted) {
            boolean given = isGiven(one);
            boolean wasi = !given && one.module().equals(Wasi.MODULE);
            table = table.row(
                    Untrusted.name(one.module()),
                    Span.strong(Untrusted.name(one.name())),
                    one.kind().toString(),
                    Span.code(one.type()),
                    given ? Span.good("yes") : wasi ? Span.dim("with --wasi") : Span.bad("no"));
            if (!given && !wasi && hasStub(one)) {
                stubs.add(stub(one));
            }
        }
        sheet = sheet.with(table);
        if (!stubs.isEmpty()) {
            sheet = sheet.line("To give what is missing, before the load:");
            int shown = Math.min(Table.ROW_LIMIT, stubs.size());
            sheet = sheet.with(Listing.of(String.join("\n", stubs.subList(0, shown))));
            if (shown < stubs.size()) {
                sheet = sheet.line(Span.dim("… " + (stubs.size() - shown) + " more; give these, then ask again"));
            }
        }
        return sheet;
    }

    private static String stub(ImportType wanted) {
        String names = literal(wanted.module()) + ", " + literal(wanted.name()) + ", ";
        if (wanted.kind() == ExternKind.GLOBAL) {
            return "wasm.imports().global(" + names + ZEROES.get(wanted.type().replace("mut ", "")) + ");";
        }
        if (wanted.kind() != ExternKind.FUNCTION) {
            String most = wanted.most().isPresent() ? ", " + wanted.most().getAsLong() : "";
            return "wasm.imports()." + wanted.kind() + "(" + names + wanted.least() + most + ");";
        }
        Signature signature = wanted.signature().orElseThrow();
        return "wasm.imports().func(" + literal(wanted.module()) + ", " + literal(wanted.name()) + ", \"" + signature
                + "\", a -> " + body(wanted.name(), signature) + ");";
    }

    /** What a function answers that nobody knows: nothing and zeros; those of Emscripten's that are the same everywhere, it has. */
    private static String body(String name, Signature signature) {
        if (name.startsWith("invoke_")
                && signature.parameters().stream().limit(1).anyMatch(ValueType.I32::equals)) {
            return "a.invoke()";
        }
        if (LONGJMPS.contains(name)) {
            return "a.unwind()";
        }
        if (signature.results().equals(List.of(ValueType.I32))) {
            if (name.equals("emscripten_resize_heap") && signature.parameters().equals(List.of(ValueType.I32))) {
                return "a.grow()";
            }
            if (name.startsWith("__syscall_")) {
                return "-52 /* not supported */";
            }
        }
        List<String> answers = signature.results().stream()
                .map(type -> ZEROES.get(type.text()))
                .toList();
        return answers.isEmpty()
                ? "null"
                : answers.size() == 1
                        ? answers.get(0)
                        : (answers.contains("null") ? "Arrays.asList(" : "List.of(") + String.join(", ", answers) + ")";
    }

    private static boolean isNumber(String type) {
        return TYPES.containsKey(type) && TYPES.get(type).isNumber();
    }

    /** Whether a Java cell can give it: numbers and objects in and out, sizes that fit, and names that fit on a line. */
    private static boolean hasStub(ImportType wanted) {
        boolean fits = switch (wanted.kind()) {
            case FUNCTION -> wanted.signature().orElseThrow().isPassable();
            case MEMORY, TABLE ->
                wanted.least() <= Integer.MAX_VALUE && wanted.most().orElse(0) <= Integer.MAX_VALUE;
            case GLOBAL -> isNumber(wanted.type().replace("mut ", ""));
            case TAG -> false;
        };
        return fits && wanted.module().length() <= LONGEST_NAME && wanted.name().length() <= LONGEST_NAME;
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
    public synchronized MimeBundle bundle() {
        if (functions().isEmpty() && values.isEmpty() && links.isEmpty()) {
            return Sheet.titled("no host functions are given")
                    .next("wasm.imports().func(MODULE, NAME, SIGNATURE, a -> ...)")
                    .bundle();
        }
        Table table = Table.of(Column.left("module"), Column.left("name"), Column.left("type"));
        for (Registered function : functions()) {
            table = table.row(
                    Untrusted.name(function.module()),
                    Span.strong(Untrusted.name(function.name())),
                    Span.code(function.signature().toString()));
        }
        for (HostValue value : values.values()) {
            table = table.row(
                    Untrusted.name(value.module()), Span.strong(Untrusted.name(value.name())), Span.code(shown(value)));
        }
        Sheet sheet = Sheet.titled(
                        values.isEmpty()
                                ? "host functions for guests loaded from now on"
                                : "what the host gives to guests loaded from now on")
                .with(table);
        for (Link link : links.values()) {
            sheet = sheet.line(
                    Untrusted.name(link.module()),
                    ": linked to guest ",
                    Span.strong(link.guest().shownName()));
        }
        return sheet.next("%wasm load SOURCE").bundle();
    }

    private static String shown(HostValue value) {
        if (value instanceof HostValue.Memory memory) {
            return "memory, " + memory.pages() + (memory.pages() == 1 ? " page" : " pages")
                    + (memory.most() == MOST_PAGES ? "" : ", at most " + memory.most());
        }
        if (value instanceof HostValue.Table table) {
            return "table, " + table.entries() + " entries"
                    + (table.most() == Integer.MAX_VALUE ? "" : ", at most " + table.most());
        }
        return "global, " + ((HostValue.Global) value).type();
    }
}
