package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.display.MemoryMap;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Sheet;
import dev.guestbook.wasm.Disassembly;
import dev.guestbook.wasm.ModuleBytes;
import dev.guestbook.wasm.WasmModule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is shown of modules, hostile ones included. */
class SeenTest {
    private final Session wasm = OurGuests.session();

    @AfterEach
    void unload() {
        wasm.close();
    }

    @Test
    void code_stands_at_its_own_offsets() {
        WasmModule module = wasm.load(OurGuests.TWO_SUM).module().wasm();
        byte[] bytes = module.bytes();
        for (int function = 0; function < module.functionCount(); function++) {
            Disassembly code = module.disassemble(function, 0, Integer.MAX_VALUE);
            assertEquals(code.total(), code.lines().size());
            for (Disassembly.Line line : code.lines()) {
                int opcode = bytes[line.offset()] & 0xff;
                String word = line.text().split(" ")[0];
                switch (word) {
                    case "local.get" -> assertEquals(0x20, opcode);
                    case "i32.const" -> assertEquals(0x41, opcode);
                    case "call" -> assertEquals(0x10, opcode);
                    case "end" -> assertEquals(0x0b, opcode);
                    case "i32.add" -> assertEquals(0x6a, opcode);
                    default -> assertFalse(word.isEmpty());
                }
            }
            assertEquals(0, code.lines().get(code.lines().size() - 1).depth(), "every block is closed");
        }
    }

    @Test
    void a_hostile_function_is_cut_and_its_names_are_harmless(@TempDir Path folder) {
        // One function () -> () of 3,000 nested blocks; a name section that calls it by HTML and an escape.
        String open = "02 40 ".repeat(3_000);
        String close = "0b ".repeat(3_001);
        byte[] name = "<b>\u001b[31m".getBytes(StandardCharsets.UTF_8);
        String nested = open + close;
        int body = 1 + 9_001;
        String names = "04 6e 61 6d 65 01 " + hex(3 + name.length) + " 01 00 " + hex(name.length) + " "
                + HexFormat.ofDelimiter(" ").formatHex(name);
        byte[] module = TestModules.module("01 04 01 60 00 00 03 02 01 00 07 05 01 01 66 00 00 "
                + "0a " + leb(body + 3) + " 01 " + leb(body) + " 00 " + nested.strip()
                + " 00 " + hex(names.split(" ").length) + " " + names);
        Guest guest = wasm.load(TestModules.write(folder, "deep.wasm", module));
        MimeBundle shown = wasm.disassembly("f").bundle();
        assertTrue(shown.plain().contains("<b>\\u{1b}[31m"), shown.plain());
        assertTrue(shown.data().get(MimeBundle.HTML).toString().contains("&lt;b&gt;"));
        assertFalse(shown.data().get(MimeBundle.HTML).toString().contains("<b>"));
        assertTrue(shown.plain().contains("it goes on"));
        assertTrue(shown.plain().contains("next: %wasm disasm f --from 0x"), shown.plain());
        assertTrue(shown.plain().length() < 60_000);
        assertTrue(guest.sections().bundle().plain().contains("1 function and 0 globals"));
    }

    private static String hex(int number) {
        return String.format("%02x", number);
    }

    private static String leb(int number) {
        return number < 128 ? hex(number) : hex((number & 127) | 128) + " " + leb(number >> 7);
    }

    @Test
    void a_table_names_the_function_at_each_index(@TempDir Path folder) {
        // (table 4 funcref) (elem (i32.const 1) $f $f) (func (export "f"))
        byte[] module = TestModules.module("01 04 01 60 00 00 03 02 01 00 04 04 01 70 00 04 07 05 01 01 66 00 00 "
                + "09 08 01 00 41 01 0b 02 00 00 0a 04 01 02 00 0b");
        Guest guest = wasm.load(TestModules.write(folder, "table.wasm", module));
        assertEquals(4, guest.tables().get(0).size());
        assertEquals(
                List.of(1, 2),
                guest.tables().get(0).entries().stream()
                        .map(entry -> entry.index())
                        .toList());
        assertEquals("f", guest.tables().get(0).entries().get(0).function());
        assertTrue(wasm.tables().bundle().plain().contains("() -> ()"));
    }

    @Test
    void a_module_that_cannot_be_loaded_can_be_looked_at(@TempDir Path folder) {
        String simd = TestModules.write(folder, "simd.wasm", TestModules.SIMD);
        assertThrows(Refused.class, () -> wasm.load(simd));
        String exports = wasm.exportsOf(simd, "").bundle().plain();
        assertTrue(exports.contains("f       function  () -> ()"), exports);
        assertTrue(wasm.sectionsOf(simd).bundle().plain().contains("features used  SIMD"), "sections");
        String code = wasm.disassemblyOf(simd, "f", 0).bundle().plain();
        assertTrue(code.contains("v128.const") && code.contains("The engine does not run what it uses"), code);
        assertTrue(wasm.guests().isEmpty(), "nothing was loaded");
        String needy = TestModules.write(folder, "needy.wasm", TestModules.FOUR_KINDS_OF_IMPORTS);
        String imports = wasm.importsOf(needy).bundle().plain();
        assertTrue(imports.contains("wasm.imports().func(\"env\", \"f\""), imports);
        assertFalse(imports.contains("func(\"env\", \"memory\""), imports);
        assertTrue(imports.contains("wasm.imports().memory(\"env\", \"memory\", 1);"), imports);
        wasm.load(needy, LoadOptions.DEFAULT.withStubImports());
        assertEquals(65_536, wasm.guest().memorySize());
    }

    @Test
    void a_module_whose_code_cannot_be_read_is_seen_without_it(@TempDir Path folder) {
        String older = TestModules.write(
                folder,
                "older.wasm",
                TestModules.module("01 04 01 60 00 00 03 02 01 00 07 05 01 01 66 00 00 0a 08 01 06 00 06 40 19 0b 0b"));
        assertTrue(wasm.exportsOf(older, "").bundle().plain().contains("f       function  () -> ()           6"));
        String imports = wasm.importsOf(older).bundle().plain();
        assertTrue(imports.contains("It needs nothing") && !imports.contains("next: "), imports);
        String sections = wasm.sectionsOf(older).bundle().plain().replaceAll("\\s+", " ");
        assertTrue(sections.contains("code The module uses the older kind of exceptions"), sections);
        assertFalse(sections.contains("next: %wasm load"), sections);
        Refused refused = assertThrows(Refused.class, () -> wasm.disassemblyOf(older, "f", 0));
        assertTrue(refused.getMessage().contains("the older kind of exceptions"), refused::getMessage);
    }

    @Test
    void thousands_of_types_fit_in_a_line_and_of_thousands_of_values_some_are_shown(@TempDir Path folder) {
        int many = 1_000;
        ModuleBytes.Part type =
                ModuleBytes.part().hex("02 60 00").u32(many).times(many, "7f").hex("60");
        type.u32(many).times(many, "7f").u32(0);
        byte[] module = new ModuleBytes()
                .section(1, type)
                .section(3, "02 00 01")
                .section(7, "02 06 72 65 73 75 6c 74 00 00 04 74 61 6b 65 00 01")
                .section(
                        10,
                        ModuleBytes.part()
                                .hex("02")
                                .sized(ModuleBytes.part()
                                        .hex("00")
                                        .times(many, "41 01")
                                        .hex("0b"))
                                .hex("02 00 0b"))
                .bytes();
        wasm.load(TestModules.write(folder, "many.wasm", module));
        String result = wasm.step("result").bundle().plain();
        assertTrue(result.contains("968 values; values() has all"), result);
        assertEquals(many, wasm.call("result").values().size());
        Refused refused = assertThrows(Refused.class, () -> wasm.call("take"));
        assertTrue(
                refused.getMessage().contains("i32, and 976 more) -> () takes 1000 arguments;"), refused::getMessage);
        assertTrue(wasm.exports().bundle().plain().length() < 3_000, "the list of exports");
    }

    @Test
    void a_guest_without_a_memory_has_globals_to_see(@TempDir Path folder) {
        wasm.load(TestModules.write(folder, "global.wasm", TestModules.module("06 06 01 7f 01 41 2a 0b")));
        String shown = wasm.memory().bundle().plain();
        assertTrue(shown.contains("no linear memory") && shown.contains("42 (0x0000002a)"), shown);
    }

    /** Each row once copied all before it: half a minute in which nothing was shown. */
    @Test
    @Timeout(20)
    void tens_of_thousands_of_each_are_listed_in_time_that_their_number_bounds(@TempDir Path folder) {
        int many = 60_000;
        ModuleBytes.Part exports = ModuleBytes.part().u32(many);
        for (int i = 0; i < many; i++) {
            exports.name("f" + i).hex("00 00");
        }
        byte[] module = new ModuleBytes()
                .section(1, "01 60 00 00")
                .section(3, "01 00")
                .section(5, "01 00 01")
                .section(6, ModuleBytes.part().u32(many).times(many, "7f 01 41 00 0b"))
                .section(7, exports)
                .section(10, "01 02 00 0b")
                .section(11, ModuleBytes.part().u32(many).times(many, "00 41 07 0b 01 2a"))
                .bytes();
        wasm.load(TestModules.write(folder, "many.wasm", module));
        assertTrue(wasm.exports().bundle().plain().contains("59,800 more rows"));
        MimeBundle shown = wasm.memory().bundle();
        assertTrue(((String) shown.data().get(MimeBundle.HTML)).length() < 300_000, "the page a browser gets");
        String memory = shown.plain();
        assertEquals(3, memory.split("59,800 more rows", -1).length, memory);
    }

    @Test
    void an_export_without_a_name_is_nobodys_nearest(@TempDir Path folder) {
        wasm.load(TestModules.write(
                folder,
                "unnamed.wasm",
                TestModules.module("01 04 01 60 00 00 03 02 01 00 07 04 01 00 00 00 0a 04 01 02 00 0b")));
        Refused refused = assertThrows(Refused.class, () -> wasm.call("f"));
        assertFalse(refused.getMessage().contains("Did you mean"), refused::getMessage);
    }

    @Test
    void a_step_says_which_bytes_changed(@TempDir Path folder) {
        wasm.load(TestModules.write(folder, "apart.wasm", TestModules.STORES_APART));
        Ptr whole = wasm.alloc("whole", 128);
        Result all = wasm.step("f", whole);
        assertEquals(24, all.changes().get(0).count());
        assertEquals(6, all.changes().get(0).ranges().size());
        String shown = all.bundle().plain();
        assertTrue(
                shown.replaceAll("\\s+", " ")
                        .contains("whole (24 bytes at offsets 0 to 3, 24 to 27, 48 to 51, 72 to 75 and 2 more;"),
                shown);
        wasm.write(whole, new byte[128]);
        wasm.write(whole, new byte[] {-1, -1, -1}, 24);
        wasm.write(whole, new byte[] {-1, -1, -1, -1}, 48);
        String few = wasm.step("f", whole).bundle().plain();
        assertTrue(few.contains("whole (17 bytes at offsets 0 to 3, 27, 72 to 75, 96 to 99 and 1 more;"), few);
        assertTrue(wasm.step("f", whole).changes().isEmpty(), "the same bytes again");
    }

    @Test
    void a_map_shows_small_things_in_a_large_memory() {
        MimeBundle map = Sheet.untitled()
                .with(MemoryMap.of(1 << 28)
                        .band(MemoryMap.Kind.DATA, "0", 1024, 2048)
                        .band(MemoryMap.Kind.ARENA, "block", 65_536, 131_072)
                        .band(MemoryMap.Kind.REGION, "<nums>", 65_536, 65_600)
                        .band(MemoryMap.Kind.REGION, "cut", (1 << 28) - 8, (1 << 28) + 8)
                        .band(MemoryMap.Kind.DATA, "passive", -1, 5)
                        .mark("__heap_base", 66_000))
                .bundle();
        assertTrue(map.plain().startsWith("0x00000000 █"), map.plain());
        String html = map.data().get(MimeBundle.HTML).toString();
        assertTrue(html.contains("<desc>Memory of"), html);
        assertTrue(html.contains("&lt;nums&gt;"), html);
        assertFalse(html.contains("<nums>") || html.contains("NaN") || html.contains("passive"), html);
    }
}
