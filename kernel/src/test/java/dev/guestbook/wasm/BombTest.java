package dev.guestbook.wasm;

import static dev.guestbook.wasm.ModuleBytes.part;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Few bytes that ask for very much: refused in a sentence before the engine allocates, or borne. */
@Timeout(60)
class BombTest {
    private static final String NO_ARGUMENTS = "01 60 00 00";
    private static final int MANY = 1_000_001;

    private static ModuleBytes module() {
        return new ModuleBytes();
    }

    private static Arguments refused(String message, ModuleBytes module) {
        return Arguments.of(message, module.bytes());
    }

    static Stream<Arguments> bombs() {
        String large = "The module is too large: ";
        String memory =
                "The module needs %,d bytes of memory at the start, over the limit of 268,435,456; no --max-memory allows so much, as the engine's memories end below 2 GiB.";
        ModuleBytes sections = module();
        for (int i = 0; i <= 10_000; i++) {
            sections.section(0, "00");
        }
        return Stream.of(
                refused(
                        large + "its functions have more than 5,000,000 locals together, the limit is 5,000,000.",
                        module().section(1, NO_ARGUMENTS).functions(50_000, part().hex("01 d0 86 03 7f 0b"))),
                refused(
                        large + "one of its types has 200,000 parts, the limit is 1,000.",
                        module().section(
                                        1,
                                        part().hex("01 60")
                                                .u32(200_000)
                                                .times(200_000, "7f")
                                                .hex("00"))
                                .functions(2_000, part().hex("00 0b"))),
                refused(
                        large + "one of its types has 1,001 parts, the limit is 1,000.",
                        module().section(
                                        1,
                                        part().hex("02 4e 02 5e 7f 00 50 00 5f 01 64 70 00 60 00")
                                                .u32(1_001)
                                                .times(1_001, "7f"))),
                refused(
                        large + "it has 20,001 types, the limit is 20,000.",
                        module().section(1, part().u32(20_001).times(20_001, "60 00 00"))),
                refused(String.format(java.util.Locale.ROOT, memory, 1L << 32), module().section(5, "01 00 80 80 04")),
                refused(
                        String.format(java.util.Locale.ROOT, memory, 100L * 4096 * 65536),
                        module().section(5, part().u32(100).times(100, "00 80 20"))),
                refused(
                        String.format(java.util.Locale.ROOT, memory, 1L << 32),
                        module().section(2, "01 01 61 01 62 02 00 80 80 04")),
                refused(
                        large + "its tables have 4,294,967,295 entries, the limit is 1,000,000.",
                        module().section(4, "01 70 00 ff ff ff ff 0f")),
                refused(
                        large + "its tables have 4,294,967,295 entries, the limit is 1,000,000.",
                        module().section(2, "01 01 61 01 62 01 70 00 ff ff ff ff 0f")),
                refused(
                        large + "its tables have 1,000,002 entries, the limit is 1,000,000.",
                        module().section(4, "03 63 70 00 01 40 00 64 70 00 01 d2 00 0b 70 00 c0 84 3d")),
                refused(
                        large + "it has 20,001 types, the limit is 20,000.",
                        module().section(
                                        1,
                                        part().hex("02 60 00 00 4e").u32(20_000).times(20_000, "60 00 00"))),
                refused(
                        large + "it has 101 memories, the limit is 100.",
                        module().section(5, part().u32(101).times(101, "00 00"))),
                refused(
                        large + "it has 101 memories, the limit is 100.",
                        module().section(2, part().u32(101).times(101, "00 00 02 00 00"))),
                refused(
                        large + "it has 101 tables, the limit is 100.",
                        module().section(4, part().u32(101).times(101, "40 00 70 00 01 d0 70 0b"))),
                refused(
                        large + "its element segments take 4,500,008 bytes, the limit is 4,194,304.",
                        module().section(
                                        9, part().hex("01 01 00").u32(4_500_000).times(4_500_001, "00"))),
                refused(
                        large + "its export section has 100,001 entries, the limit is 100,000.",
                        module().section(7, part().u32(100_001).times(100_001, "00 00 00"))),
                refused(
                        large + "its global section has 1,000,001 entries, the limit is 1,000,000.",
                        module().section(6, part().u32(MANY).times(MANY, "7f 00 41 00 0b"))),
                refused(
                        large + "its data section has 1,000,001 entries, the limit is 1,000,000.",
                        module().section(11, part().u32(MANY).times(MANY, "01 00"))),
                refused(
                        large + "it has 10,001 imports, the limit is 10,000.",
                        module().section(2, part().u32(10_001).times(10_001, "00 00 00 00"))),
                refused(
                        large + "it imports 2,001 functions, the limit is 2,000.",
                        module().section(1, NO_ARGUMENTS)
                                .section(2, part().u32(2_001).times(2_001, "00 00 00 00"))),
                refused(
                        large + "one of its types has 1,000 results, and with that many its code may take 200,000"
                                + " bytes, not 200,004.",
                        module().section(
                                        1,
                                        part().hex("02 60 00 00 60 00")
                                                .u32(1_000)
                                                .times(1_000, "7f"))
                                .functions(
                                        1,
                                        part().hex("00").times(99_999, "10 00").hex("0b"))),
                refused(large + "it has more than 10,000 sections, the limit is 10,000.", sections));
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void are_refused_before_the_engine_sees_them(String message, byte[] module) {
        for (Engine engine : Engine.values()) {
            BadModule bad = assertThrows(BadModule.class, () -> WasmModule.of(module, engine, Limits.DEFAULT));
            assertEquals(message, bad.getMessage());
        }
    }

    /** Functions of no arguments whose compiling would take minutes, or start anew for each of them. */
    static Stream<Arguments> labours() {
        return Stream.of(
                Arguments.of(
                        "many locals and many targets of jumps",
                        module().section(1, NO_ARGUMENTS)
                                .functions(
                                        1,
                                        part().hex("01 d0 86 03 7f")
                                                .times(5_000, "20 00 04 40 01 0b")
                                                .hex("0b")),
                        1),
                Arguments.of(
                        "a high stack under many blocks",
                        module().section(1, NO_ARGUMENTS)
                                .functions(
                                        1,
                                        part().hex("00")
                                                .times(5_000, "41 00")
                                                .times(5_000, "02 40")
                                                .times(5_000, "0b")
                                                .times(5_000, "1a")
                                                .hex("0b")),
                        1),
                Arguments.of(
                        "jump tables",
                        module().section(1, NO_ARGUMENTS)
                                .functions(
                                        1,
                                        part().hex("00 41 00 0e")
                                                .u32(20_000)
                                                .times(20_001, "00")
                                                .hex("0b")),
                        1),
                Arguments.of(
                        "calls with many results",
                        module().section(
                                        1,
                                        part().hex("02 60 00 00 60 00").u32(100).times(100, "7f"))
                                .section(3, "02 00 01")
                                .section(
                                        10,
                                        part().hex("02")
                                                .sized(part().hex("00")
                                                        .times(1_000, "10 01")
                                                        .hex("00 0b"))
                                                .sized(part().hex("00 00 0b"))),
                        1),
                Arguments.of(
                        "many functions that no method of the JVM holds",
                        module().section(1, NO_ARGUMENTS)
                                .functions(
                                        30,
                                        part().hex("00")
                                                .times(50_001, "41 00 1a")
                                                .hex("0b")),
                        30));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("labours")
    void what_compiling_would_take_long_is_interpreted_and_the_module_says_which(
            String what, ModuleBytes module, int functions) throws BadModule {
        WasmModule made = WasmModule.of(module.bytes(), Engine.COMPILED, Limits.DEFAULT);
        assertEquals(Engine.COMPILED, made.engine());
        assertEquals(functions, made.interpretedFunctions().size());
        made.instantiate(List.of());
    }

    @Test
    void what_is_only_unusual_is_borne() throws Exception {
        for (byte[] module : List.of(
                module().section(1, NO_ARGUMENTS)
                        .functions(
                                1,
                                part().hex("00 41 00 0e")
                                        .u32(300_000)
                                        .times(300_000, "00")
                                        .hex("00 0b"))
                        .bytes(),
                module().section(1, NO_ARGUMENTS)
                        .functions(1, part().hex("00").times(20_000, "02 40").times(20_001, "0b"))
                        .bytes(),
                module().section(1, NO_ARGUMENTS)
                        .functions(
                                1, part().hex("00").times(2_000, "41 00 04 40").times(2_001, "0b"))
                        .bytes(),
                module().section(1, NO_ARGUMENTS)
                        .functions(1, part().hex("01 d0 86 03 7f 0b"))
                        .bytes())) {
            for (Engine engine : Engine.values()) {
                try {
                    WasmModule.of(module, engine, Limits.DEFAULT).instantiate(List.of());
                } catch (BadModule refused) {
                    assertTrue(refused.getMessage().endsWith("."), refused.getMessage());
                }
            }
        }
    }
}
