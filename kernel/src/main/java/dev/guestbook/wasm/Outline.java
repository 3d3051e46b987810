package dev.guestbook.wasm;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A module's sections and sizes, read from its bytes before the engine sees them, and checked against
 * {@link Limits}: the engine allocates by what a module announces.
 *
 * @param sections in the order they stand in
 * @param importedFunctions how many functions come before those it defines
 * @param bodies where each defined function's code stands
 * @param dataBytes of all data segments together
 * @param names from the name section; empty where it is missing or malformed
 */
record Outline(List<Section> sections, int importedFunctions, List<Body> bodies, long dataBytes, Names names) {
    // The engine keeps an object for each of these; far more than any module in use has.
    static final int ENTRIES = 1_000_000;
    private static final int EXPORTS = 100_000;
    private static final int SECTIONS = 10_000;
    private static final long ELEMENT_BYTES = 4 * 1024 * 1024;

    /** A few bytes can announce fifty thousand locals, again and again; the engine lists each one. */
    private static final long ALL_LOCALS = 5_000_000;

    /** Results of all calls there can be; three of each in the largest module, thirty in a usual one. */
    private static final long RESULTS = 100_000_000;

    /** A function of three bytes: no locals, unreachable, end. */
    private static final byte[] NO_CODE = {3, 0, 0, 0x0b};

    /**
     * A function's code.
     *
     * @param offset of its first byte, behind its size, from the module's start
     * @param size in bytes
     */
    record Body(int offset, int size) {}

    /** Names the module gives; the specification lets a host ignore a name section that is malformed. */
    record Names(Optional<String> module, Map<Integer, String> functions, Map<Integer, String> globals) {
        static final Names NONE = new Names(Optional.empty(), Map.of(), Map.of());
    }

    static Outline of(byte[] module, Limits limits) throws BadModule {
        checkHeader(module);
        if (module.length > limits.moduleBytes()) {
            throw tooMuch("it is %,d bytes", module.length, limits.moduleBytes());
        }
        List<Section> sections = sections(module);
        Outline outline = new Outline(sections, 0, List.of(), 0, Names.NONE);
        int results = 0;
        for (Section section : sections) {
            BinaryReader reader = new BinaryReader(module, section.offset(), section.offset() + section.length());
            if (section.id() == Section.TYPE) {
                results = Math.max(results, Shapes.types(reader));
                continue;
            }
            if (section.id() == Section.CODE) {
                checkResults(results, section.length());
            }
            outline = outline.with(section, reader, limits);
        }
        return outline;
    }

    /**
     * The module's bytes with the code of these functions alone, each other one an {@code unreachable}: what it imports,
     * exports and holds is as it was.
     *
     * @param functions indices, imported ones counted
     */
    byte[] withCodeOf(Set<Integer> functions, byte[] module) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int copied = 0;
        for (Section section : sections) {
            int end = section.offset() + section.length();
            if (section.id() == Section.CODE) {
                ByteArrayOutputStream code = new ByteArrayOutputStream();
                code.writeBytes(leb(bodies.size()));
                for (int i = 0; i < bodies.size(); i++) {
                    Body body = bodies.get(i);
                    if (functions.contains(importedFunctions + i)) {
                        code.writeBytes(leb(body.size()));
                        code.write(module, body.offset(), body.size());
                    } else {
                        code.writeBytes(NO_CODE);
                    }
                }
                out.write(Section.CODE);
                out.writeBytes(leb(code.size()));
                out.writeBytes(code.toByteArray());
            } else {
                out.write(module, copied, end - copied);
            }
            copied = end;
        }
        return out.toByteArray();
    }

    private static byte[] leb(int value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int left = value;
        for (; left > 0x7f; left >>>= 7) {
            out.write((left & 0x7f) | 0x80);
        }
        out.write(left);
        return out.toByteArray();
    }

    /** Two bytes of a call, and the engine's validator has one object for each of its results. */
    private static void checkResults(long results, long codeBytes) throws BadModule {
        if (results * codeBytes / 2 > RESULTS) {
            throw new BadModule(String.format(
                    Locale.ROOT,
                    "The module is too large: one of its types has %,d results, and with that many its code may take"
                            + " %,d bytes, not %,d.",
                    results,
                    2 * RESULTS / results,
                    codeBytes));
        }
    }

    /** What else people keep modules in. */
    private static String lookalike(String hex) {
        return hex.startsWith("28")
                ? " It looks like the text format; %%wat takes that."
                : hex.startsWith("1f 8b") || hex.startsWith("50 4b 03 04")
                        ? " It looks like an archive; unpack it and name the .wasm file in it."
                        : "";
    }

    private static void checkHeader(byte[] module) throws BadModule {
        if (module.length == 0) {
            throw new BadModule("Not a wasm module: there are no bytes in it.");
        }
        byte[] head = Arrays.copyOf(module, Math.min(8, module.length));
        boolean magic = head.length >= 4 && head[0] == 0 && head[1] == 'a' && head[2] == 's' && head[3] == 'm';
        String hex = HexFormat.ofDelimiter(" ").formatHex(head);
        if (!magic) {
            throw new BadModule(
                    "Not a wasm module: it starts with " + hex + " instead of 00 61 73 6d." + lookalike(hex));
        }
        if (head.length < 8) {
            throw new BadModule("The module is cut off after " + module.length + " bytes.");
        }
        if (head[4] == 0x0d && head[6] == 1) {
            throw new BadModule("This is a WebAssembly component; Guestbook runs core modules only.");
        }
        if (head[4] != 1 || head[5] != 0 || head[6] != 0 || head[7] != 0) {
            throw new BadModule("The module has an unknown version: it starts with " + hex
                    + " instead of 00 61 73 6d 01 00 00 00.");
        }
    }

    private static List<Section> sections(byte[] module) throws BadModule {
        List<Section> sections = new ArrayList<>();
        BinaryReader reader = new BinaryReader(module, 8, module.length);
        while (reader.left() > 0) {
            int id = reader.u8();
            long length = reader.u32();
            int offset = reader.position();
            String name = Section.standardName(id);
            if (length > reader.left()) {
                throw new BadModule(String.format(
                        Locale.ROOT,
                        "The module is cut off: its %s section at byte %,d should have %,d bytes and has %,d.",
                        name,
                        offset,
                        length,
                        reader.left()));
            }
            if (sections.size() == SECTIONS) {
                throw tooMuch("it has more than %,d sections", SECTIONS, SECTIONS);
            }
            BinaryReader contents = reader.part(length);
            if (id == Section.CUSTOM) {
                name += " " + contents.name();
            }
            sections.add(new Section(id, name, offset, (int) length));
        }
        return List.copyOf(sections);
    }

    private Outline with(Section section, BinaryReader reader, Limits limits) throws BadModule {
        return switch (section.id()) {
            case Section.IMPORT -> {
                int functions = Shapes.imports(reader, limits);
                yield new Outline(sections, functions, bodies, dataBytes, names);
            }
            case Section.MEMORY -> {
                Shapes.memories(reader, limits);
                yield this;
            }
            case Section.EXPORT -> {
                exports(section, reader);
                yield this;
            }
            case Section.GLOBAL, Section.FUNCTION -> {
                count(section, reader, ENTRIES);
                yield this;
            }
            case Section.ELEMENT -> {
                reader.count();
                if (section.length() > ELEMENT_BYTES) {
                    throw tooMuch("its element segments take %,d bytes", section.length(), ELEMENT_BYTES);
                }
                yield this;
            }
            case Section.TABLE -> {
                Shapes.tables(reader, limits);
                yield this;
            }
            case Section.CODE -> new Outline(sections, importedFunctions, bodies(reader, limits), dataBytes, names);
            case Section.DATA -> {
                int bytes = reader.left();
                count(section, reader, ENTRIES);
                if (bytes > limits.dataBytes()) {
                    throw tooMuch("its data segments take %,d bytes", bytes, limits.dataBytes());
                }
                yield new Outline(sections, importedFunctions, bodies, bytes, names);
            }
            case Section.CUSTOM ->
                "name".equals(reader.name())
                        ? new Outline(sections, importedFunctions, bodies, dataBytes, names(reader))
                        : this;
            default -> this;
        };
    }

    private static List<Body> bodies(BinaryReader reader, Limits limits) throws BadModule {
        int count = reader.count();
        if (count > limits.functions()) {
            throw tooMuch("it defines %,d functions", count, limits.functions());
        }
        List<Body> bodies = new ArrayList<>();
        long allLocals = 0;
        for (int i = 0; i < count; i++) {
            long size = reader.u32();
            if (size > limits.functionBytes()) {
                throw tooMuch("one of its functions takes %,d bytes", size, limits.functionBytes());
            }
            bodies.add(new Body(reader.position(), (int) size));
            BinaryReader body = reader.part(size);
            long locals = 0;
            for (int group = body.count(); group > 0; group--) {
                locals += body.u32();
                int type = body.u8();
                if (type == 0x63 || type == 0x64) {
                    body.u32(); // a reference's heap type; only the count of locals matters here
                }
            }
            if (locals > limits.locals()) {
                throw tooMuch("one of its functions has %,d locals", locals, limits.locals());
            }
            allLocals += locals;
            if (allLocals > ALL_LOCALS) {
                throw tooMuch("its functions have more than %,d locals together", ALL_LOCALS, ALL_LOCALS);
            }
        }
        return List.copyOf(bodies);
    }

    /** Names that are no UTF-8 make a module malformed; the engine takes them with other characters in their place. */
    private static void exports(Section section, BinaryReader reader) throws BadModule {
        for (int left = count(section, reader, EXPORTS); left > 0; left--) {
            reader.name();
            reader.u8();
            reader.u32();
        }
    }

    private static int count(Section section, BinaryReader reader, int most) throws BadModule {
        int count = reader.count();
        if (count > most) {
            throw tooMuch("its " + section.name() + " section has %,d entries", count, most);
        }
        return count;
    }

    private static Names names(BinaryReader reader) {
        Optional<String> module = Optional.empty();
        Map<Integer, String> functions = new HashMap<>();
        Map<Integer, String> globals = new HashMap<>();
        try {
            while (reader.left() > 0) {
                int id = reader.u8();
                BinaryReader part = reader.part(reader.u32());
                switch (id) {
                    case 0 -> module = Optional.of(part.name());
                    case 1 -> readNames(part, functions);
                    case 7 -> readNames(part, globals);
                    default -> {}
                }
            }
        } catch (BadModule malformed) {
            // The specification, appendix "Custom sections": a malformed name section is ignored. What was read stays.
        }
        return new Names(module, Map.copyOf(functions), Map.copyOf(globals));
    }

    private static void readNames(BinaryReader reader, Map<Integer, String> names) throws BadModule {
        for (int count = reader.count(); count > 0; count--) {
            int index = (int) reader.u32();
            String name = reader.name();
            if (index >= 0 && index < ENTRIES) {
                names.put(index, name);
            }
        }
    }

    static BadModule tooMuch(String what, long has, long limit) {
        return new BadModule(
                String.format(Locale.ROOT, "The module is too large: " + what + ", the limit is %,d.", has, limit));
    }
}
