package dev.guestbook.session;

import dev.guestbook.contract.BadHeader;
import dev.guestbook.contract.Element;
import dev.guestbook.contract.Header;
import dev.guestbook.contract.LeftOut;
import dev.guestbook.contract.Parameter;
import dev.guestbook.contract.Prototype;
import dev.guestbook.contract.Scalar;
import dev.guestbook.contract.Struct;
import dev.guestbook.display.Nearest;
import dev.guestbook.display.Untrusted;
import dev.guestbook.wasm.ExportType;
import dev.guestbook.wasm.Signature;
import dev.guestbook.wasm.ValueType;
import dev.guestbook.wasm.WasmModule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/** What is agreed about a module's exports, and the layouts of the structs in it. Immutable. */
final class Terms {
    static final Terms NONE = new Terms(Map.of(), Map.of(), Map.of());

    private final Map<String, Prototype> prototypes;
    private final Map<String, Telling> tellings;
    private final Map<String, Layout> layouts;

    private Terms(Map<String, Prototype> prototypes, Map<String, Telling> tellings, Map<String, Layout> layouts) {
        this.prototypes = prototypes;
        this.tellings = tellings;
        this.layouts = layouts;
    }

    /** By export, in the order they were given. */
    Map<String, Prototype> prototypes() {
        return prototypes;
    }

    boolean isEmpty() {
        return prototypes.isEmpty();
    }

    Optional<Prototype> prototype(String export) {
        return Optional.ofNullable(prototypes.get(export));
    }

    /**
     * Reads a header that may name {@code known} layouts. What does not fit the module is left out; refused where that
     * leaves nothing.
     */
    static Header read(String text, int firstLine, GuestModule module, List<Layout> known) {
        Header header;
        try {
            header = Header.parse(
                    text, firstLine, known.stream().map(Terms::struct).toList());
        } catch (BadHeader e) {
            throw Refused.inLine(e.line(), e.reason(), e);
        }
        if (header.prototypes().isEmpty()) {
            throw new Refused("There is no prototype in this contract; write one as a header has it, such as"
                    + " int f(const uint8_t *data, size_t size);");
        }
        List<Prototype> fit = new ArrayList<>();
        List<LeftOut> leftOut = new ArrayList<>(header.leftOut());
        for (Prototype prototype : header.prototypes()) {
            Optional<String> misfit = misfit(prototype, module);
            misfit.ifPresentOrElse(why -> leftOut.add(new LeftOut(prototype.line(), why)), () -> fit.add(prototype));
        }
        leftOut.sort(Comparator.comparingInt(LeftOut::line));
        if (fit.isEmpty()) {
            throw Refused.inLine(leftOut.get(0).line(), leftOut.get(0).why(), null);
        }
        return new Header(fit, header.structs(), leftOut);
    }

    /**
     * These terms with further ones, which replace those of the same name.
     *
     * @param telling who says so; what another run of that cell said, holds no more
     */
    Terms and(Header header, List<Layout> known, Optional<Telling> telling) {
        Map<String, Prototype> more = new LinkedHashMap<>(prototypes);
        Map<String, Telling> told = new HashMap<>(tellings);
        telling.ifPresent(now -> more.keySet().removeIf(export -> now.isAnotherRunOf(tellings.get(export))));
        for (Prototype prototype : header.prototypes()) {
            more.remove(prototype.name());
            more.put(prototype.name(), prototype);
            told.remove(prototype.name());
            telling.ifPresent(now -> told.put(prototype.name(), now));
        }
        told.keySet().retainAll(more.keySet());
        Map<String, Layout> named = new LinkedHashMap<>(layouts);
        known.forEach(layout -> named.put(layout.name(), layout));
        return new Terms(more, told, named);
    }

    /** These terms without what they say of an export. */
    Terms without(String export) {
        Map<String, Prototype> fewer = new LinkedHashMap<>(prototypes);
        fewer.remove(export);
        return new Terms(fewer, tellings, layouts);
    }

    /** Why it cannot be the prototype of an export of this module. */
    private static Optional<String> misfit(Prototype prototype, GuestModule module) {
        String quoted = "`" + prototype.name() + "`";
        WasmModule wasm = module.wasm();
        Optional<Signature> found = wasm.export(prototype.name()).flatMap(ExportType::signature);
        if (found.isEmpty()) {
            List<String> names = wasm.exports().stream()
                    .filter(export -> export.signature().isPresent())
                    .map(ExportType::name)
                    .toList();
            return Optional.of("guest `" + Untrusted.name(module.name()) + "` exports no function " + quoted + ". "
                    + Nearest.hint(prototype.name(), names, "It exports no function."));
        }
        Signature signature = found.get();
        List<String> has = signature.parameters().stream().map(ValueType::text).toList();
        List<String> declared = prototype.wasmParameters();
        if (has.size() != declared.size()) {
            return Optional.of(quoted + " is declared with " + counted(declared.size()) + ", and the guest's has "
                    + has.size() + ": " + signature + ".");
        }
        for (int i = 0; i < has.size(); i++) {
            if (!has.get(i).equals(declared.get(i))) {
                Parameter wrong = prototype.parameters().get(i);
                return Optional.of("`" + wrong.name() + "` of " + quoted + " is declared as `"
                        + wrong.declaration() + "`, an " + declared.get(i) + ", and the guest's is an " + has.get(i)
                        + ": " + signature + ".");
            }
        }
        List<String> results = signature.results().stream().map(ValueType::text).toList();
        if (!results.equals(prototype.wasmResults())) {
            return Optional.of(quoted + " is declared to return "
                    + (prototype.wasmResults().isEmpty()
                            ? "nothing"
                            : "an " + prototype.wasmResults().get(0))
                    + ", and the guest's is " + signature + ".");
        }
        return Optional.empty();
    }

    private static String counted(int parameters) {
        return parameters == 1 ? "1 parameter" : parameters + " parameters";
    }

    /** A signature with names: {@code (i32 nums, i32 count) -> i32}. */
    static String named(Prototype prototype, Signature signature) {
        StringJoiner parameters = new StringJoiner(", ", "(", ")");
        prototype.parameters().forEach(one -> parameters.add(one.wasm() + " " + one.name()));
        String text = signature.toString();
        return parameters + text.substring(text.lastIndexOf(" -> "));
    }

    // Structs and layouts are the same thing, seen by C and by the session.

    static Struct struct(Layout layout) {
        List<Struct.Field> fields = new ArrayList<>();
        for (Layout.Field field : layout.fields()) {
            Element element = field.type() instanceof Layout nested ? struct(nested) : scalar((DataType) field.type());
            fields.add(new Struct.Field(field.name(), element, field.dimensions(), field.offset()));
        }
        return new Struct(layout.name(), fields, layout.size(), layout.alignment());
    }

    private static Scalar scalar(DataType type) {
        return switch (type) {
            case UTF8 -> Scalar.U8;
            case CSTR -> Scalar.CHAR;
            default -> Scalar.valueOf(type.name());
        };
    }

    /** A struct's fields as a layout's text has them. */
    static String fields(Struct struct) {
        StringBuilder text = new StringBuilder("{ ");
        for (Struct.Field field : struct.fields()) {
            String type = field.type() instanceof Struct nested
                    ? nested.name()
                    : field.type() == Scalar.CHAR && field.dimensions().isArray()
                            ? "char"
                            : dataType(field.type()).toString();
            text.append(type)
                    .append(' ')
                    .append(field.name())
                    .append(field.dimensions())
                    .append("; ");
        }
        return text.append('}').toString();
    }

    private static DataType dataType(Element scalar) {
        return switch ((Scalar) scalar) {
            case BOOL -> DataType.U8;
            case CHAR -> DataType.I8;
            default -> DataType.valueOf(((Scalar) scalar).name());
        };
    }

    /** What stands behind a pointer: text where it is chars. */
    MemoryType type(Element element) {
        if (element instanceof Struct struct) {
            return layouts.get(struct.name());
        }
        return element == Scalar.CHAR ? DataType.CSTR : dataType(element);
    }
}
