package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a session says in its cells: the right facts, the right next step, and no name of a class that is ours. */
@Timeout(120)
class WordsTest {
    private static Notepad notepad;

    @BeforeAll
    static void open() {
        notepad = new Notepad();
    }

    @AfterAll
    static void close() {
        notepad.close();
    }

    @BeforeEach
    void load() {
        notepad.run("%wasm load guests/liar/liar.wasm --max-memory 64MiB");
    }

    /** Without the line ends that a terminal's width makes. */
    private static String flat(String text) {
        return text.replaceAll("\\s+", " ");
    }

    private static void says(String code, String... wanted) {
        String shown = notepad.run(code);
        for (String one : wanted) {
            assertTrue(flat(shown).contains(flat(one)), code + "\nsays\n" + shown + "\nand not\n" + one);
        }
    }

    @Test
    void a_call_says_what_it_changed_beside_the_regions() {
        says("%call grow 3", "elsewhere", "memory grew by 3 pages");
        says("%call store 70000 7", "1 byte outside every region, the first at 0x00011170");
        assertFalse(notepad.run("%call divide 42 7").contains("elsewhere"));
        notepad.run("%call grow 300");
        says("%call store 70000 9", "outside regions not looked at, as memory has more than 16 MiB");
    }

    @Test
    void address_0_can_be_looked_at_and_a_null_pointer_is_refused() {
        says("%dump 0 16", "16 bytes of liar", "00000000");
        says("%write 0 hex:0a0b", "2 bytes into memory at 0x00000000 (0)");
        says("%read 0x0 2", "[10, 11]");
        says("wasm.read(wasm.memoryStart(), 2)", "0x0a, 0x0b");
        says("wasm.write(wasm.pointer(0), new byte[1]);", "Null pointer", "is there for %read 0");
        says("int none = 0;\n%write none 5", "Null pointer");
    }

    @Test
    void memorys_end_is_not_called_the_arenas() {
        notepad.run("%alloc some 16");
        says("%read 131070 16", "memory has 2");
    }

    @Test
    void a_reload_tells_its_own_time() {
        says("%wasm reload", "instantiate again ");
        assertFalse(notepad.run("%wasm reload").contains("parse"));
    }

    @Test
    void a_call_that_traps_says_that_it_was_reset() {
        says("%call crash --reset", "It was reset afterwards.");
        says("%wasm list", "ready");
    }

    @Test
    void types_of_ours_have_their_short_names_and_the_session_says_what_it_is() {
        notepad.run("%alloc shown 8");
        String who = notepad.run("%who");
        assertFalse(who.contains("dev.guestbook."), who);
        assertTrue(who.matches("(?s).*wasm +Session +the session, \\d guests? loaded.*"), who);
        says("%alloc wasm 8", "The variable wasm is Session already");
    }

    @Test
    void names_that_could_not_be_used_afterwards_are_refused() {
        says("%alloc zero 8", "`zero` is no name for a region");
        says("wasm.alloc(\"class\", 4)", "`class` is no name for a region; it must be a Java identifier.");
        says(
                "%wasm load guests/liar/liar.wasm --as class",
                "`class` is a word of Java's own and no name for a guest; it must be a Java identifier, such as `class_guest`.");
    }

    @Test
    void what_a_failure_says_is_not_said_again_as_its_cause() {
        String missing = notepad.traceback("wasm.load(\"nope.wasm\")");
        assertTrue(missing.contains("There is no file"), missing);
        assertFalse(missing.contains("Caused by"), missing);
        String trapped = notepad.traceback("wasm.call(\"divide\", 1, 0)");
        assertTrue(trapped.contains("integer divide by zero"), trapped);
        assertFalse(trapped.contains("Caused by"), trapped);
    }

    @Test
    void sizes_and_types_that_are_none_are_refused_in_one_line() {
        says("%alloc n 4*i23", "There is no type i23. Did you mean `");
        says("%alloc b 99999999999999999999", "99999999999999999999 does not fit in 64 bits");
        says("%bench a:", "has nothing after its label");
        says("%write 1024 [1, null]", "[1, null] is no list; one holds numbers that fit in 64 bits, as in [1,");
        says("%write 1024 [1e400]", "[1e400] is no list; one holds numbers that fit in 64 bits, as in [1,");
        says("%write 1024 1e400", "1e400 does not fit in 64 bits, and no number here is larger.");
        says(
                "%wasm load guests/liar/liar.wasm --timeout 0s",
                "--timeout takes a time such as 5s or 500ms; 0s is none.");
        says("%%bench\na: 1 + 1\nb: nothing()", "line 3");
        says("%read 1024 2*i16", "short[2] {");
        says("%read 1024 2*i16 --as u8", "2*i16 says one type and u8 another");
        says("%write 1024 java:List.of(Map.of(\"i\", 1))", "this one holds a map, which is a struct only in a region");
        says("%wasm load guests/liar/liar.wasm --wasi --dir guests::/:ro", "ends in no way to give a folder; :rw lets");
        notepad.run("%alloc nums 8");
        String near = notepad.run("%call divide numz 1");
        assertTrue(near.endsWith("did you mean nums?"), near);
    }

    @Test
    void a_bump_allocator_that_cannot_align_is_asked_for_more() {
        notepad.run("%wasm load guests/twosum/twosum.wasm");
        notepad.run("%alloc first 12");
        notepad.run("%alloc aligned 12 --align 64");
        assertEquals("0", notepad.run("aligned.address() % 64"));
        assertEquals("12", notepad.run("aligned.size()"));
    }

    @Test
    void a_guest_without_memory_is_not_offered_regions() {
        String card = notepad.run("wasm.wat(\"plain\", \"(module (func (export \\\"f\\\")))\")");
        assertTrue(card.contains("next: %call EXPORT ARGS"), card);
    }

    @Test
    void what_is_called_next_is_the_export_and_a_nan_shows_its_bits() {
        notepad.run("wasm.wat(\"nans\", \"(module (func $inner (export \\\"outer name\\\") (result f32)"
                + " (f32.const nan:0x200001)))\")");
        says("%wasm disasm inner", "%call \"outer name\"", "NaN (0x7fa00001)");
    }

    @Test
    void variables_that_hold_data_deep_down_are_found() {
        notepad.run("%alloc secret 16\n%write secret random\nbyte[] copy = wasm.read(secret, 16)");
        notepad.run("var listed = java.util.List.of(copy.clone());");
        notepad.run("byte[][] rows = {copy.clone()};");
        notepad.run("var mapped = java.util.Map.of(\"key\", copy.clone());");
        notepad.run("record Holder(int n, byte[] data) {}");
        notepad.run("var held = new Holder(1, copy.clone());");
        notepad.run("var buffer = java.nio.ByteBuffer.wrap(copy.clone()).position(16);");
        says("%reset --check", "copy, listed, rows, mapped, held, buffer");
    }

    @Test
    void a_contracts_result_has_its_declared_type() {
        notepad.run("""
                wasm.wat("typed", \"\"\"
                    (module (memory (export "memory") 1)
                      (func (export "u32ret") (result i32) i32.const -294967296)
                      (func (export "u64ret") (result i64) i64.const -1)
                      (func (export "wild") (result i32) i32.const -16)
                      (func (export "rev") (param i32 i32))
                      (func (export "truth") (result i32) i32.const 1))
                    \"\"\");
                wasm.contract("uint32_t u32ret(void); unsigned long long u64ret(void); uint8_t *wild(void);"
                    + " bool truth(void); void rev(uint8_t buf[n], size_t n);");
                """);
        says("wasm.contract().call(\"u32ret\")", "u32", "4000000000");
        says("wasm.contract().call(\"u64ret\")", "u64", "18446744073709551615");
        says("wasm.contract().call(\"wild\")", "ptr", "0xfffffff0");
        says("wasm.contract().call(\"truth\")", "true");
        says("wasm.contract().call(\"rev\", new byte[] {1, 2, 3})", "is a number, not byte[]", "inout");
    }
}
