package dev.guestbook.wasm;

import java.util.Locale;

/** Types, imports, memories and tables, read as far as it takes to know how much a module asks for. */
final class Shapes {
    /** Parameters, results or fields of one type, as JavaScript hosts have it. */
    private static final int TYPE_PARTS = 1_000;

    private static final int TYPES = 20_000;
    private static final int IMPORTS = 10_000;

    /** The engine looks at all of them for each. */
    private static final int FUNCTION_IMPORTS = 2_000;

    private static final int TABLES = 100;
    private static final int MEMORIES = 100;

    private static final int INITIALIZED = 0x40;
    private static final int REC = 0x4e;
    private static final int SUB_FINAL = 0x4f;
    private static final int SUB = 0x50;
    private static final int ARRAY = 0x5e;
    private static final int STRUCT = 0x5f;
    private static final int FUNCTION = 0x60;

    private Shapes() {}

    /** Reads the types; returns the most results that one of them has. */
    static int types(BinaryReader reader) throws BadModule {
        int results = 0;
        int count = reader.count();
        long all = checkTypes(count);
        for (; count > 0; count--) {
            int form = reader.u8();
            if (form == REC) {
                int group = reader.count();
                all = checkTypes(all + group - 1);
                for (; group > 0; group--) {
                    results = Math.max(results, subType(reader, reader.u8()));
                }
            } else {
                results = Math.max(results, subType(reader, form));
            }
        }
        return results;
    }

    private static long checkTypes(long types) throws BadModule {
        if (types > TYPES) {
            throw Outline.tooMuch("it has %,d types", types, TYPES);
        }
        return types;
    }

    private static int subType(BinaryReader reader, int first) throws BadModule {
        int form = first;
        if (form == SUB || form == SUB_FINAL) {
            for (int parents = reader.count(); parents > 0; parents--) {
                reader.u32();
            }
            form = reader.u8();
        }
        return switch (form) {
            case FUNCTION -> {
                values(reader, false);
                yield values(reader, false);
            }
            case STRUCT -> {
                values(reader, true);
                yield 0;
            }
            case ARRAY -> {
                field(reader);
                yield 0;
            }
            default -> throw new BadModule("The module is malformed: there is no form of type " + form + ".");
        };
    }

    private static int values(BinaryReader reader, boolean fields) throws BadModule {
        int count = reader.count();
        if (count > TYPE_PARTS) {
            throw Outline.tooMuch("one of its types has %,d parts", count, TYPE_PARTS);
        }
        for (int left = count; left > 0; left--) {
            if (fields) {
                field(reader);
            } else {
                value(reader);
            }
        }
        return count;
    }

    private static void field(BinaryReader reader) throws BadModule {
        value(reader);
        reader.u8();
    }

    private static void value(BinaryReader reader) throws BadModule {
        value(reader, reader.u8());
    }

    private static void value(BinaryReader reader, int type) throws BadModule {
        if (type == 0x63 || type == 0x64) {
            reader.number(); // the heap type
        }
    }

    /** How many functions are imported. */
    static int imports(BinaryReader reader, Limits limits) throws BadModule {
        int count = reader.count();
        if (count > IMPORTS) {
            throw Outline.tooMuch("it has %,d imports", count, IMPORTS);
        }
        int functions = 0;
        int memories = 0;
        long pages = 0;
        long entries = 0;
        for (; count > 0; count--) {
            reader.name();
            reader.name();
            switch (reader.u8()) {
                case 0 -> {
                    reader.u32();
                    functions++;
                }
                case 1 -> {
                    value(reader);
                    entries += minimum(reader, "table");
                }
                case 2 -> {
                    checkMemories(++memories);
                    pages += minimum(reader, "memory");
                }
                case 3 -> field(reader);
                case 4 -> {
                    reader.u8();
                    reader.u32();
                }
                default -> throw new BadModule("The module is malformed: an import is of no kind there is.");
            }
        }
        if (functions > FUNCTION_IMPORTS) {
            throw Outline.tooMuch("it imports %,d functions", functions, FUNCTION_IMPORTS);
        }
        checkPages(pages, limits);
        checkEntries(entries, limits);
        return functions;
    }

    static void memories(BinaryReader reader, Limits limits) throws BadModule {
        long pages = 0;
        int count = reader.count();
        checkMemories(count);
        for (; count > 0; count--) {
            pages += minimum(reader, "memory");
        }
        checkPages(pages, limits);
    }

    static void tables(BinaryReader reader, Limits limits) throws BadModule {
        long entries = 0;
        int count = reader.count();
        if (count > TABLES) {
            throw Outline.tooMuch("it has %,d tables", count, TABLES);
        }
        for (; count > 0; count--) {
            int type = reader.u8();
            boolean initialized = type == INITIALIZED;
            if (initialized) {
                reader.u8();
                type = reader.u8();
            }
            value(reader, type);
            entries += minimum(reader, "table");
            checkEntries(entries, limits);
            if (initialized) {
                constant(reader);
            }
        }
    }

    /** Reads past a constant expression as tables have them: references, integers and their sums. */
    private static void constant(BinaryReader reader) throws BadModule {
        while (true) {
            int opcode = reader.u8();
            switch (opcode) {
                case 0x0b -> {
                    return;
                }
                case 0x23, 0x41, 0x42, 0xd0, 0xd2 -> reader.number();
                case 0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e -> {}
                case 0xfb -> {
                    // ref.i31, any.convert_extern and extern.convert_any take no operand; the others make objects
                    if (reader.u32() < 0x1a) {
                        throw ofObjects();
                    }
                }
                default ->
                    throw new BadModule(
                            "The module is malformed: instruction " + opcode + " makes no first entry of a table.");
            }
        }
    }

    private static BadModule ofObjects() {
        return new BadModule(
                "The module fills a table with objects of garbage-collected types, which Guestbook does not"
                        + " run; look for a build without them.");
    }

    /** How many pages or entries there are at the start. */
    private static long minimum(BinaryReader reader, String what) throws BadModule {
        int flags = reader.u8();
        if ((flags & 4) != 0) {
            throw new BadModule("The module has a 64-bit " + what
                    + "; Guestbook's engine runs 32-bit ones only; build it for wasm32, as without -mmemory64.");
        }
        long minimum = reader.u32();
        if ((flags & 1) != 0) {
            reader.u32();
        }
        return minimum;
    }

    private static void checkMemories(int count) throws BadModule {
        if (count > MEMORIES) {
            throw Outline.tooMuch("it has %,d memories", count, MEMORIES);
        }
    }

    private static void checkPages(long pages, Limits limits) throws BadModule {
        if (pages > limits.memoryPages()) {
            throw new BadModule(String.format(
                    Locale.ROOT,
                    "The module needs %,d bytes of memory at the start, over the limit of %,d; %s.",
                    pages * LinearMemory.PAGE,
                    limits.memoryBytes(),
                    pages * LinearMemory.PAGE <= LinearMemory.MAX_BYTES
                            ? "raise it with --max-memory"
                            : "no --max-memory allows so much, as the engine's memories end below 2 GiB"));
        }
    }

    private static void checkEntries(long entries, Limits limits) throws BadModule {
        if (entries > limits.tableEntries()) {
            throw Outline.tooMuch("its tables have %,d entries", entries, limits.tableEntries());
        }
    }
}
