package dev.guestbook.wasm;

import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportGlobal;
import com.dylibso.chicory.runtime.ImportMemory;
import com.dylibso.chicory.runtime.ImportTable;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Store;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.MutabilityType;
import com.dylibso.chicory.wasm.types.Table;
import com.dylibso.chicory.wasm.types.TableLimits;
import com.dylibso.chicory.wasm.types.ValType;
import com.dylibso.chicory.wasm.types.Value;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.guestbook.wasm.code.FlatMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Runs the WebAssembly core test suite, converted by wabt's wast2json, on our code and on the stock compiler's, assertion by
 * assertion. {@code kernel/bench/spec} fetches nothing: it takes the suite's folder. Exit 1 where one passes there and fails here.
 *
 * <p>Both run over our memory, so that a module, its memory and its traps are what a user gets.
 */
public final class SpecSuite {
    private final Path folder;
    private final Function<com.dylibso.chicory.wasm.WasmModule, Compiled> compiler;
    private final Map<String, Instance> named = new HashMap<>();
    private final Store store = spectest();
    private Instance last;

    private SpecSuite(Path folder, Function<com.dylibso.chicory.wasm.WasmModule, Compiled> compiler) {
        this.folder = folder;
        this.compiler = compiler;
    }

    public static void main(String[] args) throws IOException {
        int passed = 0;
        int failed = 0;
        int gained = 0;
        List<String> lost = new ArrayList<>();
        Map<String, Integer> failures = new HashMap<>();
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of(args[0]))) {
            files = all.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            JsonNode commands = new ObjectMapper().readTree(file.toFile()).get("commands");
            SpecSuite ours = new SpecSuite(
                    file.getParent(), module -> Compiled.compile(module, Optional.empty(), CodeCache.NONE));
            SpecSuite stock = new SpecSuite(file.getParent(), Compiled::stock);
            for (JsonNode command : commands) {
                String theirs = stock.outcome(command);
                String mine = ours.outcome(command);
                if (!command.get("type").asText().startsWith("assert_")) {
                    continue;
                }
                boolean good = mine.equals("passed");
                boolean stockGood = theirs.equals("passed");
                passed += good ? 1 : 0;
                failed += good ? 0 : 1;
                gained += good && !stockGood ? 1 : 0;
                if (!good && stockGood) {
                    lost.add(file.getFileName() + ":" + command.get("line") + " " + mine);
                } else if (!good) {
                    failures.merge(file.getFileName().toString(), 1, Integer::sum);
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%d files, %d assertions: %d passed, %d failed; of these %d pass on ours alone and %d on stock alone%n",
                files.size(),
                passed + failed,
                passed,
                failed,
                gained,
                lost.size());
        System.out.println("failed on both, by file: " + new java.util.TreeMap<>(failures));
        lost.forEach(System.out::println);
        System.exit(lost.isEmpty() ? 0 : 1);
    }

    private String outcome(JsonNode command) {
        try {
            return run(command) ? "passed" : "failed";
        } catch (Exception | LinkageError | StackOverflowError | OutOfMemoryError | AssertionError e) {
            return "failed: " + e;
        }
    }

    private boolean run(JsonNode command) throws Exception {
        switch (command.get("type").asText()) {
            case "module" -> {
                last = null;
                last = instantiate(command);
                if (command.has("name")) {
                    named.put(command.get("name").asText(), last);
                }
            }
            case "register" -> store.register(command.get("as").asText(), instance(command));
            case "action" -> act(command.get("action"));
            case "assert_return" -> {
                return matches(act(command.get("action")), command);
            }
            case "assert_trap", "assert_exhaustion", "assert_exception" -> {
                return refuses(() -> act(command.get("action")), command);
            }
            case "assert_uninstantiable", "assert_unlinkable", "assert_invalid", "assert_malformed" -> {
                if (command.path("module_type").asText().equals("text")) {
                    return true;
                }
                return refuses(() -> instantiate(command), command);
            }
            default -> throw new IOException("an unknown command: " + command.get("type"));
        }
        return true;
    }

    private interface Attempt {
        Object run() throws Exception;
    }

    /** Refused, and in the standard's words where it is a trap; validation's words are the engine's own. */
    private static boolean refuses(Attempt attempt, JsonNode command) {
        String type = command.get("type").asText();
        try {
            attempt.run();
            return false;
        } catch (Exception | StackOverflowError | LinkageError e) {
            if (!type.equals("assert_trap")) {
                return true;
            }
            String said = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            String wanted = command.get("text").asText();
            return said.contains(wanted)
                    || (wanted.equals("unreachable") && said.contains("unreachable"))
                    || wanted.startsWith("undefined element")
                    || wanted.startsWith("uninitialized element");
        }
    }

    private Instance instantiate(JsonNode command) {
        com.dylibso.chicory.wasm.WasmModule module =
                Parser.parse(folder.resolve(command.get("filename").asText()));
        return Instance.builder(module)
                .withMachineFactory(compiler.apply(module).machines())
                .withMemoryFactory(limits -> new FlatMemory(limits, 32_767))
                .withImportValues(store.toImportValues())
                .withStart(false)
                .build();
    }

    private Instance instance(JsonNode of) {
        JsonNode name = of.has("module") ? of.get("module") : of.get("name");
        return name == null ? last : named.get(name.asText());
    }

    private long[] act(JsonNode action) {
        Instance instance = instance(action.has("module") ? action : new ObjectMapper().createObjectNode());
        String field = action.get("field").asText();
        if (action.get("type").asText().equals("get")) {
            return new long[] {instance.exports().global(field).getValue()};
        }
        List<Long> arguments = new ArrayList<>();
        action.get("args").forEach(argument -> arguments.add(bits(argument)));
        return instance.export(field)
                .apply(arguments.stream().mapToLong(Long::longValue).toArray());
    }

    private static long bits(JsonNode value) {
        String text = value.get("value").asText();
        return switch (value.get("type").asText()) {
            case "i32", "f32" -> (int) Long.parseUnsignedLong(text);
            case "i64", "f64" -> Long.parseUnsignedLong(text);
            default -> text.equals("null") ? Value.REF_NULL_VALUE : Long.parseLong(text);
        };
    }

    private static boolean matches(long[] results, JsonNode command) {
        JsonNode expected = command.get("expected");
        if (expected.size() == 0) {
            return true;
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!matches(results[i], expected.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(long result, JsonNode expected) {
        if (!expected.has("value")) {
            return result != Value.REF_NULL_VALUE;
        }
        String text = expected.get("value").asText();
        String type = expected.get("type").asText();
        if (text.startsWith("nan:")) {
            return type.equals("f32")
                    ? Float.isNaN(Float.intBitsToFloat((int) result))
                    : Double.isNaN(Double.longBitsToDouble(result));
        }
        boolean narrow = type.equals("i32") || type.equals("f32");
        return narrow ? (int) result == (int) bits(expected) : result == bits(expected);
    }

    /** The module that the suite imports from. */
    private static Store spectest() {
        Store store = new Store();
        Map<String, List<ValType>> prints = Map.of(
                "print", List.of(),
                "print_i32", List.of(ValType.I32),
                "print_i64", List.of(ValType.I64),
                "print_f32", List.of(ValType.F32),
                "print_f64", List.of(ValType.F64),
                "print_i32_f32", List.of(ValType.I32, ValType.F32),
                "print_f64_f64", List.of(ValType.F64, ValType.F64));
        prints.forEach((name, types) -> store.addFunction(new ImportFunction[] {
            new HostFunction("spectest", name, FunctionType.of(types, List.of()), (instance, arguments) -> null)
        }));
        global(store, "global_i32", 666, ValType.I32);
        global(store, "global_i64", 666, ValType.I64);
        global(store, "global_f32", Float.floatToRawIntBits(666.6f), ValType.F32);
        global(store, "global_f64", Double.doubleToRawLongBits(666.6), ValType.F64);
        store.addMemory(new ImportMemory("spectest", "memory", new FlatMemory(new MemoryLimits(1, 2), 2)));
        store.addTable(new ImportTable(
                "spectest",
                "table",
                new TableInstance(new Table(ValType.FuncRef, new TableLimits(10, 20)), Value.REF_NULL_VALUE)));
        return store;
    }

    private static void global(Store store, String name, long value, ValType type) {
        store.addGlobal(new ImportGlobal("spectest", name, new GlobalInstance(value, 0, type, MutabilityType.Const)));
    }
}
