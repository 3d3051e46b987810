package dev.guestbook.wasm;

import java.util.Locale;

/** Types, imports, memories and tables, read as far as it takes to know how much a module asks for. */
final class Shapes {
    /** Parameters, results or fields of one type, as JavaScript hosts have it. */
    private static final int TYPE_PARTS = 1_000;

    private static final int TYPES = 100_000;
    private static final int IMPORTS = 100_000;
    private static final int TABLES = 100;

    private static final int REC = 0x4e;
    private static final int SUB_FINAL = 0x4f;
    private static final int SUB = 0x50;
    private static final int ARRAY = 0x5e;
    private static final int STRUCT = 0x5f;
    private static final int FUNCTION = 0x60;

    private Shapes() {}

    static void types(BinaryReader reader) throws BadModule {
        int count = reader.count();
        if (count > TYPES) {
            throw Outline.tooMuch("it has %,d types", count, TYPES);
        }
        for (; count > 0; count--) {
            int form = reader.u8();
            if (form == REC) {
                for (int types = reader.count(); types > 0; types--) {
                    subType(reader, reader.u8());
                }
            } else {
                subType(reader, form);
            }
        }
    }

    private static void subType(BinaryReader reader, int first) throws BadModule {
        int form = first;
        if (form == SUB || form == SUB_FINAL) {
            for (int parents = reader.count(); parents > 0; parents--) {
                reader.u32();
            }
            form = reader.u8();
        }
        switch (form) {
            case FUNCTION -> {
                values(reader, false);
                values(reader, false);
            }
            case STRUCT -> values(reader, true);
            case ARRAY -> field(reader);
            default -> throw new BadModule("The module is malformed: there is no form of type " + form + ".");
        }
    }

    private static void values(BinaryReader reader, boolean fields) throws BadModule {
        int count = reader.count();
        if (count > TYPE_PARTS) {
            throw Outline.tooMuch("one of its types has %,d parts", count, TYPE_PARTS);
        }
        for (; count > 0; count--) {
            if (fields) {
                field(reader);
            } else {
                value(reader);
            }
        }
    }

    private static void field(BinaryReader reader) throws BadModule {
        value(reader);
        reader.u8();
    }

    private static void value(BinaryReader reader) throws BadModule {
        int type = reader.u8();
        if (type == 0x63 || type == 0x64) {
            reader.u32(); // the heap type, a signed number of as many bytes
        }
    }

    static void imports(BinaryReader reader, Limits limits) throws BadModule {
        int count = reader.count();
        if (count > IMPORTS) {
            throw Outline.tooMuch("it has %,d imports", count, IMPORTS);
        }
        long pages = 0;
        long entries = 0;
        for (; count > 0; count--) {
            reader.name();
            reader.name();
            switch (reader.u8()) {
                case 0 -> reader.u32();
                case 1 -> {
                    value(reader);
                    entries += minimum(reader, "table");
                }
                case 2 -> pages += minimum(reader, "memory");
                case 3 -> field(reader);
                case 4 -> {
                    reader.u8();
                    reader.u32();
                }
                default -> throw new BadModule("The module is malformed: an import is of no kind there is.");
            }
        }
        checkPages(pages, limits);
        checkEntries(entries, limits);
    }

    static void memories(BinaryReader reader, Limits limits) throws BadModule {
        long pages = 0;
        for (int count = reader.count(); count > 0; count--) {
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
            if (type != 0x70 && type != 0x6f) {
                return; // a typed or initialized table: the engine's parser bounds it
            }
            entries += minimum(reader, "table");
            checkEntries(entries, limits);
        }
    }

    /** How many pages or entries there are at the start. */
    private static long minimum(BinaryReader reader, String what) throws BadModule {
        int flags = reader.u8();
        if ((flags & 4) != 0) {
            throw new BadModule("The module has a 64-bit " + what + "; Guestbook's engine runs 32-bit ones only.");
        }
        long minimum = reader.u32();
        if ((flags & 1) != 0) {
            reader.u32();
        }
        return minimum;
    }

    private static void checkPages(long pages, Limits limits) throws BadModule {
        if (pages > limits.memoryPages()) {
            throw new BadModule(String.format(
                    Locale.ROOT,
                    "The module needs %,d bytes of memory at the start, over the limit of %,d; raise it with --max-memory.",
                    pages * LinearMemory.PAGE,
                    limits.memoryBytes()));
        }
    }

    private static void checkEntries(long entries, Limits limits) throws BadModule {
        if (entries > limits.tableEntries()) {
            throw Outline.tooMuch("its tables have %,d entries", entries, limits.tableEntries());
        }
    }
}
