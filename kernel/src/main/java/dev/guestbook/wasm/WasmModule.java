package dev.guestbook.wasm;

import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.types.CustomSection;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.NameCustomSection;
import com.dylibso.chicory.wasm.types.OpCode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A module: its bytes checked against {@link Limits}, parsed, validated and compiled once, so that any
 * number of threads can make instances of it. Immutable.
 */
public final class WasmModule {
    private static final int LISTED_FEATURES = 16;

    /** What the engine's parser says of try, catch, rethrow, delegate and catch_all. */
    private static final Pattern LEGACY_EXCEPTIONS = Pattern.compile("illegal opcode, op value 0?(6|7|9|18|19)\\b");

    /**
     * The engine's own reader of names fails on hostile ones, so it is given none to read; but its compiler counts on
     * the section's type where a function is too large.
     */
    private static final Map<String, Function<byte[], CustomSection>> NO_NAMES =
            Map.of("name", section -> NameCustomSection.parse(new byte[0]));

    private final byte[] bytes;
    private final Engine engine;
    private final Limits limits;
    private final Outline outline;
    private final Instructions instructions;

    /** Without the code of functions that were compiled, which takes thirty times their bytes. */
    private final com.dylibso.chicory.wasm.WasmModule parsed;

    private final Interface face;
    private final Compiled compiled;
    private final Optional<String> unreadCode;
    private final Duration parseTime;
    private final Duration compileTime;

    private WasmModule(byte[] bytes, Limits limits, Linking linking, Compiling compiling) throws BadModule {
        this(bytes, limits, linking, compiling, Optional.empty());
    }

    /** @param unreadCode why its code is left out, where it is */
    private WasmModule(byte[] bytes, Limits limits, Linking linking, Compiling compiling, Optional<String> unreadCode)
            throws BadModule {
        this.bytes = bytes;
        this.unreadCode = unreadCode;
        this.limits = limits;
        long start = System.nanoTime();
        this.outline = Outline.of(bytes, limits);
        long outlined = System.nanoTime();
        Optional<Compiled.Kept> kept = compiling.kept();
        long looked = System.nanoTime();
        com.dylibso.chicory.wasm.WasmModule read = parse(needed(kept), outline, kept.isEmpty());
        Making.goesOn();
        this.instructions = kept.map(Compiled.Kept::instructions).orElseGet(() -> Instructions.of(read));
        this.face = describe(read, outline);
        compiling.check(read, instructions);
        linking.check(face.imports());
        Making.goesOn();
        long described = System.nanoTime();
        this.compiled = kept.isPresent() ? kept.get().compiled() : compiling.compile(read);
        this.parsed = kept.isPresent() || compiled.needsAllCode() ? read : parse(codeOf(compiled), outline, false);
        this.engine = compiled.isCode() ? Engine.COMPILED : Engine.INTERPRETED;
        this.parseTime = Duration.ofNanos(outlined - start + described - looked);
        this.compileTime = Duration.ofNanos(looked - outlined + System.nanoTime() - described);
    }

    /** The part of the module's bytes that has yet to be read. */
    private byte[] needed(Optional<Compiled.Kept> kept) {
        return unreadCode.isPresent()
                ? outline.withCodeOf(Set.of(), bytes)
                : kept.map(found -> codeOf(found.compiled())).orElse(bytes);
    }

    /** The module with the code of those functions alone that are interpreted beside the compiled ones. */
    private byte[] codeOf(Compiled compiled) {
        return outline.withCodeOf(Set.copyOf(compiled.interpreted()), bytes);
    }

    /** A look at what a module wants, before it is compiled. */
    public interface Linking {
        /** Nobody knows yet what it will be given. */
        Linking LATER = imports -> {};

        /** @throws BadModule where it cannot be linked, so that there is no use in compiling it */
        void check(List<ImportType> imports) throws BadModule;

        /** Sees that these functions and values, and stubs where {@code stubs}, are all it wants. */
        static Linking with(List<HostFunction> given, List<HostValue> values, boolean stubs) {
            return imports -> Instance.checkImports(imports, given, values, stubs);
        }
    }

    /** How a parsed module becomes code. */
    interface Compiling {
        /** What was compiled of these bytes before, and so was found valid then. */
        default Optional<Compiled.Kept> kept() {
            return Optional.empty();
        }

        /** Refuses what the engine does not run, before anybody is asked what to link it with. */
        default void check(com.dylibso.chicory.wasm.WasmModule parsed, Instructions instructions) throws BadModule {}

        Compiled compile(com.dylibso.chicory.wasm.WasmModule parsed) throws BadModule;
    }

    /** Not at all. */
    private record Interpretation() implements Compiling {
        @Override
        public void check(com.dylibso.chicory.wasm.WasmModule parsed, Instructions instructions) throws BadModule {
            checkFeatures(parsed, instructions);
        }

        @Override
        public Compiled compile(com.dylibso.chicory.wasm.WasmModule parsed) {
            return Compiled.byInterpreter();
        }
    }

    /** By the engine's compiler, or from what it made before and the cache has under {@code key}. */
    private record Compilation(Optional<String> key, CodeCache cache) implements Compiling {
        @Override
        public Optional<Compiled.Kept> kept() {
            return Compiled.kept(key, cache);
        }

        @Override
        public void check(com.dylibso.chicory.wasm.WasmModule parsed, Instructions instructions) throws BadModule {
            checkFeatures(parsed, instructions);
        }

        @Override
        public Compiled compile(com.dylibso.chicory.wasm.WasmModule parsed) {
            return Compiled.compile(parsed, key, cache);
        }
    }

    /**
     * Checks, parses, validates and compiles a module.
     *
     * <p>An interrupt ends the wait for it at once.
     *
     * @throws BadModule where the bytes are none, ask for more than the limits allow, or for what the engine has not
     * @throws GuestStopped where the thread was interrupted
     */
    public static WasmModule of(byte[] bytes, Engine engine, Limits limits) throws BadModule {
        return of(bytes, engine, limits, CodeCache.NONE, Linking.LATER);
    }

    /** The same, with the code that earlier processes kept, and refused before it is compiled where {@code linking} says so. */
    public static WasmModule of(byte[] bytes, Engine engine, Limits limits, CodeCache cache, Linking linking)
            throws BadModule {
        byte[] own = bytes.clone();
        return Making.apart(() -> new WasmModule(
                own,
                limits,
                linking,
                engine == Engine.COMPILED ? new Compilation(Compiled.key(sha256(own)), cache) : new Interpretation()));
    }

    /** The same, compiled in another way. */
    static WasmModule of(byte[] bytes, Limits limits, Compiling compiling) throws BadModule {
        return new WasmModule(bytes.clone(), limits, Linking.LATER, compiling);
    }

    /**
     * A module to look at: nothing is compiled, and what the engine does not run, or would need more memory for, is
     * no reason to refuse it. Where it does not know an instruction, {@link #unreadCode()} says so and the code is left out.
     *
     * @throws BadModule where the bytes are none that can be read
     */
    public static WasmModule toRead(byte[] bytes) throws BadModule {
        byte[] own = bytes.clone();
        return Making.apart(() -> {
            try {
                return toRead(own, Optional.empty());
            } catch (BadModule beyond) {
                return withoutCode(own, beyond);
            }
        });
    }

    private static WasmModule toRead(byte[] bytes, Optional<String> unreadCode) throws BadModule {
        Limits limits = Limits.DEFAULT.withMemory(LinearMemory.MAX_BYTES);
        return new WasmModule(bytes, limits, Linking.LATER, parsed -> Compiled.byInterpreter(), unreadCode);
    }

    /** Where instructions alone are what the engine does not know, the rest can be looked at. */
    private static WasmModule withoutCode(byte[] bytes, BadModule beyond) throws BadModule {
        try {
            return toRead(bytes, Optional.of(beyond.getMessage()));
        } catch (BadModule again) {
            again.addSuppressed(beyond);
            throw beyond;
        }
    }

    /** The engine's SIMD is an interpreter of its own for Java 21 and later, on the JDK's incubator module. */
    private static void checkFeatures(com.dylibso.chicory.wasm.WasmModule parsed, Instructions instructions)
            throws BadModule {
        if (instructions.vectors()) {
            throw new BadModule(
                    "The module uses SIMD (v128), which the engine does not run; look for a build without it."
                            + " %wasm exports, sections and disasm with --of SOURCE show it all the same.");
        }
        if (Interface.hasObjects(parsed, instructions)) {
            throw new BadModule(
                    "The module uses garbage-collected types, which live outside linear memory where no limit holds;"
                            + " look for a build without them."
                            + " %wasm exports, sections and disasm with --of SOURCE show it all the same.");
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new LinkageError("every JVM has SHA-256", e);
        }
    }

    private static com.dylibso.chicory.wasm.WasmModule parse(byte[] bytes, Outline outline, boolean validate)
            throws BadModule {
        try {
            Parser parser = Parser.builder()
                    .withCustomParsers(NO_NAMES)
                    .withValidation(validate)
                    .build();
            return parser.parse(() -> new java.io.ByteArrayInputStream(bytes));
        } catch (ChicoryException e) {
            throw new BadModule(
                    LEGACY_EXCEPTIONS.matcher(String.valueOf(e.getMessage())).find()
                            ? "The module uses the older kind of exceptions (try, catch), which never became part of the"
                                    + " standard and which the engine does not read; build it with those of wasm 3.0"
                                    + " (try_table), or without exceptions. %wasm imports, exports and sections with"
                                    + " --of SOURCE show the rest of it."
                            : "The module is not valid, or newer than the engine: " + sentence(e)
                                    + declared(bytes, outline),
                    e);
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            throw new BadModule(
                    "The module is malformed: the engine's parser failed on it (" + Shown.name(e.toString()) + ")."
                            + declared(bytes, outline),
                    e);
        } catch (OutOfMemoryError e) {
            throw new BadModule("The JVM has no room to read the module; start it with a larger -Xmx.", e);
        }
    }

    /** The engine checks what exports refer to only when it instantiates. */
    private static Interface describe(com.dylibso.chicory.wasm.WasmModule parsed, Outline outline) throws BadModule {
        try {
            return Interface.of(parsed, outline);
        } catch (RuntimeException e) {
            throw new BadModule("The module is not valid: an export refers to something that is not there.", e);
        }
    }

    /** What its tools say it needs, where an error may come of that. */
    private static String declared(byte[] bytes, Outline outline) {
        List<String> features = CustomSections.declared(bytes, outline.sections());
        return features.isEmpty()
                ? ""
                : " It declares these features: "
                        + String.join(
                                ", ",
                                features.stream()
                                        .limit(LISTED_FEATURES)
                                        .map(Shown::name)
                                        .toList()) + ".";
    }

    /** What the engine said, which may hold names the guest chose. */
    static String sentence(ChicoryException e) {
        String message = Shown.name(String.valueOf(e.getMessage()).strip());
        return message.endsWith(".") ? message : message + ".";
    }

    /** The engine its instances run on. */
    public Engine engine() {
        return engine;
    }

    /**
     * Which code they run: {@code compiled}, {@code compiled (stock)} where our helper does not fit the engine, {@code
     * interpreted}, which says so where the compiler could not take the module.
     */
    public String code() {
        return compiled.how().toString();
    }

    /** Whether an earlier process had compiled it. */
    public boolean isFromCache() {
        return compiled.how() == Compiled.How.CACHED;
    }

    /** Functions that are interpreted in compiled code, as they are too large for the JVM; escape before showing. */
    public List<String> interpretedFunctions() {
        return compiled.interpreted().stream().map(this::functionName).toList();
    }

    /** The limits it was checked against; its instances' memory obeys them too. */
    public Limits limits() {
        return limits;
    }

    /** The module's size in bytes. */
    public int size() {
        return bytes.length;
    }

    /** A copy of the module's bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** How long checking, parsing and validating took. */
    public Duration parseTime() {
        return parseTime;
    }

    /** How long compiling took; next to nothing where it is interpreted. */
    public Duration compileTime() {
        return compileTime;
    }

    /** Exports in the module's order. */
    public List<ExportType> exports() {
        return face.exports();
    }

    public Optional<ExportType> export(String name) {
        return Optional.ofNullable(face.exportsByName().get(name));
    }

    /** Imports in the module's order. */
    public List<ImportType> imports() {
        return face.imports();
    }

    /** Sections in the order they stand in the module. */
    public List<Section> sections() {
        return outline.sections();
    }

    /** Functions the module defines, imports not counted. */
    public int functionCount() {
        return outline.bodies().size();
    }

    /** The name the module gives itself in its name section. */
    public Optional<String> name() {
        return outline.names().module();
    }

    /** A function's name from the name section, else its export's, else {@code function 12}; escape before showing. */
    public String functionName(int index) {
        String name = outline.names().functions().get(index);
        if (name == null) {
            name = face.exportNames().get(index);
        }
        return name == null ? String.format(Locale.ROOT, "function %d", index) : name;
    }

    /** A global's name from its export, else from the name section, else {@code global 3}; escape before showing. */
    public String globalName(int index) {
        String name = face.globalNames().get(index);
        return name == null ? outline.names().globals().getOrDefault(index, "global " + index) : name;
    }

    /** How many functions it imports; the first that it defines has this index. */
    public int importedFunctions() {
        return face.functions().imported();
    }

    /** A function's signature, imported or defined. */
    public Signature signature(int function) {
        return face.signature(function);
    }

    /** The index of the function that is exported or named so, or has this number; empty where there is none. */
    public OptionalInt functionIndex(String wanted) {
        Optional<ExportType> export = export(wanted).filter(one -> one.kind() == ExternKind.FUNCTION);
        if (export.isPresent()) {
            return OptionalInt.of(export.get().index());
        }
        OptionalInt named = outline.names().functions().entrySet().stream()
                .filter(entry -> entry.getValue().equals(wanted))
                .mapToInt(Map.Entry::getKey)
                .filter(index -> index >= 0 && index < importedFunctions() + functionCount())
                .findFirst();
        if (named.isPresent() || !wanted.matches("\\d{1,7}")) {
            return named;
        }
        int index = Integer.parseInt(wanted);
        return index < importedFunctions() + functionCount() ? OptionalInt.of(index) : OptionalInt.empty();
    }

    /** The names of functions in its name section; escape before showing. */
    public Collection<String> functionNames() {
        return outline.names().functions().values();
    }

    /**
     * A defined function as text.
     *
     * @param offset where to begin, bytes from the module's start; 0 for the function's start
     * @param most instructions
     */
    public Disassembly disassemble(int function, int offset, int most) {
        int defined = function - importedFunctions();
        byte[] alone = outline.withCodeOf(Set.of(function), bytes);
        try {
            int shift = outline.bodies().get(defined).offset()
                    - Outline.of(alone, limits).bodies().get(defined).offset();
            FunctionBody body = parse(alone, outline, false).codeSection().getFunctionBody(defined);
            return Disassembly.of(this, function, body, shift, offset, most);
        } catch (BadModule impossible) {
            throw new IllegalStateException("this code was read before", impossible);
        }
    }

    /** Why its code could not be read, where a module is only looked at and has instructions that the engine does not know. */
    public Optional<String> unreadCode() {
        return unreadCode;
    }

    /** Whether the engine runs what it uses; a module that is only looked at may have more. */
    public boolean isRunnable() {
        if (unreadCode.isPresent()) {
            return false;
        }
        try {
            checkFeatures(parsed, instructions);
            return true;
        } catch (BadModule beyond) {
            return false;
        }
    }

    /** What its custom sections say of how it was made, and what its code uses. */
    public Origins origins() {
        return CustomSections.origins(this);
    }

    /** Whether its code asks how large its memory is, or grows it, as a heap of its own does. */
    public boolean looksAtMemorySize() {
        return instructions.any(Set.of(OpCode.MEMORY_SIZE, OpCode.MEMORY_GROW));
    }

    /** Whether its code has tail calls, each of which takes a frame of the stack where they are compiled. */
    public boolean stacksTailCalls() {
        return compiled.isCode()
                && instructions.any(Set.of(OpCode.RETURN_CALL, OpCode.RETURN_CALL_INDIRECT, OpCode.RETURN_CALL_REF));
    }

    /** The part of its bytes that a section has, a reader of it. */
    BinaryReader reader(Section section) {
        return new BinaryReader(bytes, section.offset(), section.offset() + section.length());
    }

    /** How many names its name section has: functions, then globals. */
    public int[] namedCounts() {
        return new int[] {
            outline.names().functions().size(), outline.names().globals().size()
        };
    }

    /** The index of a global the name section names so. */
    Optional<Integer> globalNamed(String name) {
        return outline.names().globals().entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** All of it but the code of functions that were compiled. */
    com.dylibso.chicory.wasm.WasmModule parsed() {
        return parsed;
    }

    Instructions instructions() {
        return instructions;
    }

    Compiled compiled() {
        return compiled;
    }

    /**
     * A new instance, its start function run; {@code _start} and {@code _initialize} are not.
     *
     * @param given host functions for its imports; further ones are ignored
     * @throws BadModule where an import is missing or of another type, or a segment does not fit
     * @throws Trap where the start function trapped
     */
    public Instance instantiate(List<HostFunction> given) throws BadModule {
        return instantiate(given, List.of(), false);
    }

    /**
     * The same with memories, tables and globals too, made for this instance; and with {@code stubs} for all that is
     * missing: functions that trap when they are called, an empty memory or table, a global of zero.
     */
    public Instance instantiate(List<HostFunction> given, List<HostValue> values, boolean stubs) throws BadModule {
        return Instance.of(this, given, values, stubs);
    }
}
