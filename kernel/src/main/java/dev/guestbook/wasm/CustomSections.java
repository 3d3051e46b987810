package dev.guestbook.wasm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads custom sections that tools write by convention. What is malformed in one is ignored, as the
 * specification has it for the name section; what was read before it stays.
 */
final class CustomSections {
    private static final int LISTED = 64;
    private static final int LOCAL_NAMES = 2;
    private static final String FEATURES = "target_features";

    private CustomSections() {}

    private static Optional<BinaryReader> find(WasmModule module, String name) {
        return find(module.sections(), module::reader, name);
    }

    private static Optional<BinaryReader> find(
            List<Section> sections, Function<Section, BinaryReader> contents, String name) {
        for (Section section : sections) {
            if (section.id() == Section.CUSTOM && section.name().equals("custom " + name)) {
                BinaryReader reader = contents.apply(section);
                try {
                    reader.name();
                    return Optional.of(reader);
                } catch (BadModule malformed) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** The names of a function's parameters and locals. */
    static Map<Integer, String> localNames(WasmModule module, int function) {
        Map<Integer, String> names = new HashMap<>();
        Optional<BinaryReader> section = find(module, "name");
        try {
            while (section.isPresent() && section.get().left() > 0) {
                int id = section.get().u8();
                BinaryReader part = section.get().part(section.get().u32());
                if (id == LOCAL_NAMES) {
                    readLocals(part, function, names);
                }
            }
        } catch (BadModule malformed) {
            // what was read stays
        }
        return names;
    }

    private static void readLocals(BinaryReader part, int function, Map<Integer, String> names) throws BadModule {
        for (int count = part.count(); count > 0; count--) {
            boolean wanted = part.u32() == function;
            for (int locals = part.count(); locals > 0; locals--) {
                int index = (int) part.u32();
                String name = part.name();
                if (wanted) {
                    names.put(index, name);
                }
            }
        }
    }

    static Origins origins(WasmModule module) {
        return new Origins(producers(module), declared(find(module, FEATURES)), used(module));
    }

    private static List<String> producers(WasmModule module) {
        List<String> producers = new ArrayList<>();
        Optional<BinaryReader> section = find(module, "producers");
        try {
            if (section.isPresent()) {
                BinaryReader reader = section.get();
                for (int fields = reader.count(); fields > 0 && producers.size() < LISTED; fields--) {
                    String field = reader.name();
                    for (int values = reader.count(); values > 0 && producers.size() < LISTED; values--) {
                        producers.add(field + ": " + (reader.name() + " " + reader.name()).strip());
                    }
                }
            }
        } catch (BadModule malformed) {
            // what was read stays
        }
        return producers;
    }

    /** The features that a module declares, parsed or not. */
    static List<String> declared(byte[] module, List<Section> sections) {
        return declared(find(
                sections,
                section -> new BinaryReader(module, section.offset(), section.offset() + section.length()),
                FEATURES));
    }

    private static List<String> declared(Optional<BinaryReader> section) {
        List<String> features = new ArrayList<>();
        try {
            if (section.isPresent()) {
                BinaryReader reader = section.get();
                for (int count = reader.count(); count > 0 && features.size() < LISTED; count--) {
                    features.add((char) reader.u8() + reader.name());
                }
            }
        } catch (BadModule malformed) {
            // what was read stays
        }
        return features;
    }

    /** What stands in its code and sections that wasm 1.0 had not. */
    private static List<String> used(WasmModule module) {
        TreeSet<String> used = new TreeSet<>(module.instructions().features());
        if (Interface.hasObjects(module.parsed(), module.instructions())) {
            used.add("garbage-collected types");
        }
        if (module.parsed().tagSection().isPresent()) {
            used.add("exceptions");
        }
        long memories = module.imports().stream()
                        .filter(one -> one.kind() == ExternKind.MEMORY)
                        .count()
                + module.parsed()
                        .memorySection()
                        .map(section -> section.memoryCount())
                        .orElse(0);
        if (memories > 1) {
            used.add("several memories");
        }
        return List.copyOf(used);
    }
}
