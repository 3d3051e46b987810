package dev.guestbook.wasm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Modules of features that the engine has in part or not at all. */
class BeyondTheEngineTest {
    private static byte[] module(String sections) {
        return HexFormat.ofDelimiter(" ").parseHex("00 61 73 6d 01 00 00 00 " + sections);
    }

    /** (func (param v128)) (func (export "f") (result i32) i32.const 42). */
    private static final byte[] VECTOR_PARAMETER = module("01 09 02 60 01 7b 00 60 00 01 7f 03 03 02 00 01 "
            + "07 05 01 01 66 00 01 0a 09 02 02 00 0b 04 00 41 2a 0b");

    /** (func (export "f") v128.const i64x2 0 0 drop), and a section that declares simd128 by an escape. */
    private static final byte[] VECTOR = module("01 04 01 60 00 00 03 02 01 00 07 05 01 01 66 00 00 "
            + "0a 17 01 15 00 fd 0c 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 1a 0b");

    /** A function whose only instruction is none, and the features of {@code target_features}. */
    private static final byte[] UNKNOWN_INSTRUCTION = module("01 04 01 60 00 00 03 02 01 00 0a 05 01 03 00 27 0b "
            + "00 1b 0f 74 61 72 67 65 74 5f 66 65 61 74 75 72 65 73 01 2b 08 77 69 64 65 1b 5b 6d 2e");

    @Test
    void what_the_compiler_cannot_take_is_interpreted() throws BadModule {
        WasmModule module = WasmModule.of(VECTOR_PARAMETER, Engine.COMPILED, Limits.DEFAULT);
        assertEquals("interpreted: the compiler could not take this module", module.code());
        assertEquals(Engine.INTERPRETED, module.engine());
        GuestFunction function = module.instantiate(List.of()).function("f").orElseThrow();
        assertArrayEquals(new long[] {42}, function.call(new long[0]));
    }

    @Test
    void a_function_too_large_for_the_jvm_is_interpreted_alone_also_where_functions_have_names() throws BadModule {
        ModuleBytes.Part large =
                ModuleBytes.part().hex("00 41 00").times(20_000, "41 e8 07 6a").hex("0b");
        byte[] module = new ModuleBytes()
                .section(1, "01 60 00 01 7f")
                .section(3, "02 00 00")
                .section(7, "02 01 66 00 00 01 67 00 01")
                .section(10, ModuleBytes.part().hex("02").sized(large).hex("04 00 41 2a 0b"))
                .section(0, ModuleBytes.part().name("name").hex("01 09 01 00 06 6c 61 72 67 65 21"))
                .bytes();
        WasmModule compiled = WasmModule.of(module, Engine.COMPILED, Limits.DEFAULT);
        assertEquals("compiled", compiled.code());
        assertEquals(List.of("large!"), compiled.interpretedFunctions());
        Instance instance = compiled.instantiate(List.of());
        assertArrayEquals(
                new long[] {20_000_000}, instance.function("f").orElseThrow().call());
        assertArrayEquals(new long[] {42}, instance.function("g").orElseThrow().call());
    }

    @Test
    void functions_that_a_method_holds_are_compiled_beside_many_that_none_holds() throws BadModule {
        ModuleBytes.Part bodies = ModuleBytes.part().u32(24);
        for (int i = 0; i < 24; i++) {
            ModuleBytes.Part body =
                    switch (i % 4) { // 4 bytes of the JVM for two instructions; a jump drops all there is on the stack
                        case 0 -> ModuleBytes.part().hex("00").times(17_000, "41 e8 07 1a");
                        case 1 ->
                            ModuleBytes.part()
                                    .hex("00")
                                    .times(30, "41 00")
                                    .times(2_500, "41 00 0d 00")
                                    .times(30, "1a");
                        default -> ModuleBytes.part().hex("00").times(15_000, "41 e8 07 1a");
                    };
            bodies.sized(body.hex("0b"));
        }
        byte[] module = new ModuleBytes()
                .section(1, "01 60 00 00")
                .section(3, ModuleBytes.part().u32(24).times(24, "00"))
                .section(10, bodies)
                .bytes();
        assertEquals(
                IntStream.range(0, 24)
                        .filter(i -> i % 4 < 2)
                        .mapToObj(i -> "function " + i)
                        .toList(),
                WasmModule.of(module, Engine.COMPILED, Limits.DEFAULT).interpretedFunctions());
    }

    @Test
    void vectors_are_refused_by_name_and_can_be_looked_at() throws BadModule {
        for (Engine engine : Engine.values()) {
            BadModule refused = assertThrows(BadModule.class, () -> WasmModule.of(VECTOR, engine, Limits.DEFAULT));
            assertEquals(
                    "The module uses SIMD (v128), which the engine does not run; look for a build without it."
                            + " %wasm exports, sections and disasm with --of SOURCE show it all the same.",
                    refused.getMessage());
        }
        WasmModule read = WasmModule.toRead(VECTOR);
        assertEquals(List.of("SIMD"), read.origins().used());
        assertEquals("f", read.exports().get(0).name());
    }

    @Test
    void what_cannot_run_is_refused_before_its_imports_are_asked_for() throws BadModule {
        byte[] both = module("01 04 01 60 00 00 02 09 01 03 65 6e 76 01 66 00 00 03 02 01 00 "
                + "0a 17 01 15 00 fd 0c 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 1a 0b");
        WasmModule.Linking nothing = WasmModule.Linking.with(List.of(), List.of(), false);
        for (Engine engine : Engine.values()) {
            BadModule refused = assertThrows(
                    BadModule.class, () -> WasmModule.of(both, engine, Limits.DEFAULT, CodeCache.NONE, nothing));
            assertTrue(refused.getMessage().startsWith("The module uses SIMD"), refused.getMessage());
        }
    }

    @Test
    void garbage_collected_types_are_refused_by_name_and_can_be_looked_at() throws BadModule {
        for (String type : new String[] {"5f 01 7e 00", "5e 7e 01"}) {
            byte[] objects = module("01 0" + (type.length() / 3 + 5) + " 02 " + type + " 60 00 00 03 02 01 01 "
                    + "07 05 01 01 66 00 00 0a 04 01 02 00 0b");
            for (Engine engine : Engine.values()) {
                BadModule refused = assertThrows(BadModule.class, () -> WasmModule.of(objects, engine, Limits.DEFAULT));
                assertEquals(
                        "The module uses garbage-collected types, which live outside linear memory where no limit"
                                + " holds; look for a build without them."
                                + " %wasm exports, sections and disasm with --of SOURCE show it all the same.",
                        refused.getMessage());
            }
            assertEquals("f", WasmModule.toRead(objects).exports().get(0).name());
        }
    }

    /** References that a guest makes of numbers would stand for objects that the host never gave it. */
    @Test
    void numbers_made_into_references_are_refused_by_name_in_code_and_in_constants() {
        // (func (export "f") (param i32) (result externref) local.get 0 ref.i31 extern.convert_any)
        byte[] code = module(
                "01 06 01 60 01 7f 01 6f 03 02 01 00 07 05 01 01 66 00 00 " + "0a 0a 01 08 00 20 00 fb 1c fb 1b 0b");
        // (global (export "g") externref (extern.convert_any (ref.i31 (i32.const 5))))
        byte[] constant = module("06 0a 01 6f 00 41 05 fb 1c fb 1b 0b 07 05 01 01 67 03 00");
        for (byte[] module : List.of(code, constant)) {
            for (Engine engine : Engine.values()) {
                String refused = assertThrows(BadModule.class, () -> WasmModule.of(module, engine, Limits.DEFAULT))
                        .getMessage();
                assertTrue(refused.startsWith("The module uses garbage-collected types"), refused);
            }
        }
    }

    @Test
    void an_instruction_nobody_knows_is_refused_with_the_features_that_were_declared() {
        BadModule refused = assertThrows(
                BadModule.class, () -> WasmModule.of(UNKNOWN_INSTRUCTION, Engine.COMPILED, Limits.DEFAULT));
        String message = refused.getMessage();
        assertEquals("It declares these features: +wide\\u{1b}[m..", message.substring(message.indexOf("It declares")));
    }

    @Test
    void garbage_collected_types_are_among_the_features_even_where_no_code_uses_them() throws BadModule {
        WasmModule read = WasmModule.toRead(module("01 08 02 5f 01 7e 00 60 00 00 03 02 01 01 0a 04 01 02 00 0b"));
        assertEquals(List.of("garbage-collected types"), read.origins().used());
        assertFalse(read.isRunnable());
    }

    @Test
    void the_older_kind_of_exceptions_is_named() {
        byte[] older = module("01 04 01 60 00 00 03 02 01 00 0a 08 01 06 00 06 40 19 0b 0b");
        assertEquals(
                "The module uses the older kind of exceptions (try, catch), which never became part of the standard and"
                        + " which the engine does not read; build it with those of wasm 3.0 (try_table), or without"
                        + " exceptions. %wasm imports, exports and sections with --of SOURCE show the rest of it.",
                assertThrows(BadModule.class, () -> WasmModule.of(older, Engine.COMPILED, Limits.DEFAULT))
                        .getMessage());
    }

    /** Imports {@code e.f (i32) -> ()}; {@code f () -> ()} of 8 bytes has a try, and a data segment comes after it. */
    private static final byte[] OLDER_EXCEPTIONS = module(
            "01 08 02 60 01 7f 00 60 00 00 02 07 01 01 65 01 66 00 00 "
                    + "03 02 01 01 05 03 01 00 01 07 05 01 01 66 00 01 0a 08 01 06 00 06 40 19 0b 0b 0b 07 01 00 41 10 0b 01 2a");

    @Test
    void where_instructions_are_unknown_the_rest_can_be_looked_at() throws BadModule {
        WasmModule read = WasmModule.toRead(OLDER_EXCEPTIONS);
        assertTrue(read.unreadCode().orElseThrow().contains("older kind of exceptions"));
        assertEquals("e.f", read.imports().get(0).qualifiedName());
        ExportType export = read.export("f").orElseThrow();
        assertEquals("() -> ()", export.type());
        assertEquals(6, export.codeBytes());
        assertEquals(OLDER_EXCEPTIONS.length, read.size());
        assertEquals(8, read.sections().get(5).length());
        assertFalse(read.isRunnable());
        assertTrue(WasmModule.toRead(UNKNOWN_INSTRUCTION).unreadCode().isPresent());
        assertTrue(WasmModule.toRead(VECTOR).unreadCode().isEmpty());
        byte[] cut = java.util.Arrays.copyOf(OLDER_EXCEPTIONS, OLDER_EXCEPTIONS.length - 2);
        assertThrows(BadModule.class, () -> WasmModule.toRead(cut));
    }

    @Test
    void an_export_whose_name_is_no_text_makes_a_module_malformed() {
        byte[] named = module("01 04 01 60 00 00 03 02 01 00 07 07 01 03 ff 41 c3 00 00 0a 04 01 02 00 0b");
        assertEquals(
                "The module is malformed: the name at byte 22 is not UTF-8.",
                assertThrows(BadModule.class, () -> WasmModule.of(named, Engine.COMPILED, Limits.DEFAULT))
                        .getMessage());
    }
}
