package dev.guestbook.wasm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A module's sections and sizes, read from its bytes before the engine sees them, and checked against
 * {@link Limits}: the engine allocates by what a module announces.
 *
 * @param sections in the order they stand in
 * @param codeBytes the size of each defined function's code
 * @param dataBytes of all data segments together
 * @param names from the name section; empty where it is missing or malformed
 */
record Outline(List<Section> sections, List<Integer> codeBytes, long dataBytes, Names names) {

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
        Outline outline = new Outline(sections, List.of(), 0, Names.NONE);
        for (Section section : sections) {
            outline = outline.with(
                    section, new BinaryReader(module, section.offset(), section.offset() + section.length()), limits);
        }
        return outline;
    }

    private static void checkHeader(byte[] module) throws BadModule {
        if (module.length == 0) {
            throw new BadModule("Not a wasm module: there are no bytes in it.");
        }
        byte[] head = Arrays.copyOf(module, Math.min(8, module.length));
        boolean magic = head.length >= 4 && head[0] == 0 && head[1] == 'a' && head[2] == 's' && head[3] == 'm';
        String hex = HexFormat.ofDelimiter(" ").formatHex(head);
        if (!magic) {
            String hint = head.length >= 2 && head[0] == '(' ? " It looks like the text format; %%wat takes that." : "";
            throw new BadModule("Not a wasm module: it starts with " + hex + " instead of 00 61 73 6d." + hint);
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
            case Section.MEMORY -> {
                checkMemories(reader, limits);
                yield this;
            }
            case Section.IMPORT, Section.TYPE, Section.GLOBAL, Section.EXPORT, Section.ELEMENT, Section.FUNCTION -> {
                reader.count();
                yield this;
            }
            case Section.TABLE -> {
                checkTables(reader, limits);
                yield this;
            }
            case Section.CODE -> new Outline(sections, code(reader, limits), dataBytes, names);
            case Section.DATA -> {
                if (reader.left() > limits.dataBytes()) {
                    throw tooMuch("its data segments take %,d bytes", reader.left(), limits.dataBytes());
                }
                yield new Outline(sections, codeBytes, reader.left(), names);
            }
            case Section.CUSTOM ->
                "name".equals(reader.name()) ? new Outline(sections, codeBytes, dataBytes, names(reader)) : this;
            default -> this;
        };
    }

    private static List<Integer> code(BinaryReader reader, Limits limits) throws BadModule {
        int count = reader.count();
        if (count > limits.functions()) {
            throw tooMuch("it defines %,d functions", count, limits.functions());
        }
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long size = reader.u32();
            if (size > limits.functionBytes()) {
                throw tooMuch("one of its functions takes %,d bytes", size, limits.functionBytes());
            }
            sizes.add((int) size);
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
        }
        return List.copyOf(sizes);
    }

    private static void checkMemories(BinaryReader reader, Limits limits) throws BadModule {
        for (int count = reader.count(); count > 0; count--) {
            int flags = reader.u8();
            if ((flags & 4) != 0) {
                throw new BadModule("The module has a 64-bit memory; Guestbook's engine runs 32-bit memories only.");
            }
            long pages = reader.u32();
            if ((flags & 1) != 0) {
                reader.u32();
            }
            if (pages > limits.memoryPages()) {
                throw new BadModule(String.format(
                        Locale.ROOT,
                        "The module needs %,d bytes of memory at the start, over the limit of %,d; raise it with --max-memory.",
                        pages * LinearMemory.PAGE,
                        limits.memoryBytes()));
            }
        }
    }

    private static void checkTables(BinaryReader reader, Limits limits) throws BadModule {
        long entries = 0;
        for (int count = reader.count(); count > 0; count--) {
            int type = reader.u8();
            if (type != 0x70 && type != 0x6f) {
                return; // a typed or initialized table: the engine's parser bounds it
            }
            int flags = reader.u8();
            entries += reader.u32();
            if ((flags & 1) != 0) {
                reader.u32();
            }
        }
        if (entries > limits.tableEntries()) {
            throw tooMuch("its tables have %,d entries", entries, limits.tableEntries());
        }
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
            names.put(index, reader.name());
        }
    }

    private static BadModule tooMuch(String what, long has, long limit) {
        return new BadModule(
                String.format(Locale.ROOT, "The module is too large: " + what + ", the limit is %,d.", has, limit));
    }
}
