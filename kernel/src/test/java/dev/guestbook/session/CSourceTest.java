package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.ClangHere;
import dev.guestbook.display.SourceRejected;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code wasm.c}: what cannot become a guest, and why; the texts are pinned. */
class CSourceTest {
    private static Session wasm;

    @BeforeAll
    static void open() throws InterruptedException {
        ClangHere.assume(CSourceTest.class);
        wasm = OurGuests.session();
        wasm.c("kept", "__attribute__((export_name(\"one\"))) int one(void) { return 1; }");
    }

    @AfterAll
    static void close() {
        if (wasm != null) {
            wasm.close();
        }
    }

    private static void refused(String name, String source, String... arguments) {
        ErrorText.check("c/" + name, Refused.class, () -> wasm.c("kept", source, arguments));
        assertEquals(1, wasm.guest("kept").call("one").i32(), "the guest that was there stays");
    }

    private static void rejected(String name, String source, String... arguments) {
        ErrorText.check("c/" + name, SourceRejected.class, () -> wasm.c("kept", source, arguments));
        assertEquals(1, wasm.guest("kept").call("one").i32(), "the guest that was there stays");
    }

    @Test
    void each_mistake_has_one_clear_message_and_leaves_the_guest() {
        rejected(
                "undefined",
                "#include <guestbook.h>\nint half(int);\nEXPORT(f) int f(int n) { return half(n) + half(2); }\n");
        rejected("no-header", "#include <stdio.h>\n");
        rejected("syntax", "int f(int n) {\n    return n +;\n}\n");
        refused("no-exports", "int f(int n) { return n; }\n");
        refused("empty", "");
        refused("argument", "int x;\n", "-foo");
        refused("no-module", "int x;\n", "-S");
        refused("output", "int x;\n", "-oother.wasm");
        refused("no-file", "int x;\n", "--version");
        rejected("disk", "#error No space left on device, PLEASE submit a bug report\n");
        rejected(
                "wide",
                "#include <guestbook.h>\nEXPORT(f) int64_t f(int64_t a, int64_t b) { return (__int128)a * b >> 64; }\n");
    }

    private static String complaint(String source, String... arguments) {
        return assertThrows(SourceRejected.class, () -> wasm.c("kept", source, arguments))
                .getMessage();
    }

    @Test
    void a_header_that_was_forgotten_is_named() {
        for (String macro : List.of("EXPORT(f) int f(int n) { return n; }\n", "IMPORT(env, f) void f(int n);\n")) {
            String said = complaint(macro);
            assertTrue(
                    said.contains(
                            macro.substring(0, 6) + " is a macro of guestbook.h; write #include <guestbook.h> above."),
                    said);
        }
        assertFalse(complaint("#include <guestbook.h>\nEXPORT(f) int f(int n) { return n }\n")
                .contains("is a macro"));
        String own = complaint("#include \"mine.h\"\n");
        assertTrue(own.contains("'mine.h' file not found\nIt was looked for in /"), own);
        assertTrue(own.endsWith(", where the cell is compiled; -I FOLDER names another folder."), own);
    }

    @Test
    void a_stop_at_the_twentieth_mistake_is_told() {
        StringBuilder wrong = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            wrong.append("int x").append(i).append(" = a").append(i).append(";\n");
        }
        String stopped =
                "\nthe text\nnote: clang stopped here and there is more; mend these first, or give -ferror-limit=0";
        assertTrue(complaint(wrong.toString()).endsWith(stopped));
        assertFalse(complaint(wrong.toString(), "-ferror-limit=0").contains("clang stopped here"));
    }

    @Test
    void a_warning_about_a_full_disk_is_a_warning() {
        Guest guest = wasm.c("warned", """
                #warning No space left on device
                #warning PLEASE submit a bug report
                __attribute__((export_name("one"))) int one(void) { return 1; }
                """);
        assertEquals(1, guest.call("one").i32());
        assertTrue(
                guest.bundle().plain().contains("line 1: warning: No space left on device"),
                guest.bundle().plain());
    }

    @Test
    void an_import_that_nobody_gives_says_how_to_give_it() {
        String source =
                "#include <guestbook.h>\nIMPORT(env, nobody) void nobody(int);\nEXPORT(f) void f(void) { nobody(1); }\n";
        String message =
                assertThrows(Refused.class, () -> wasm.c("kept", source)).getMessage();
        assertEquals(
                "The module needs an import that nobody gives: function `env.nobody` (i32) -> (). Give them with"
                        + " wasm.imports().func(...) before the load; --stub-imports loads it without them, and %wasm"
                        + " imports then writes the stubs.",
                message.substring(message.indexOf(": ") + 2));
    }

    @Test
    void a_compiler_that_crashes_is_said_to() {
        Refused refused = assertThrows(Refused.class, () -> wasm.c("kept", "#pragma clang __debug crash\n"));
        assertTrue(refused.getMessage().contains("itself crashed on this cell"), refused.getMessage());
    }
}
