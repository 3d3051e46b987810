package dev.guestbook;

import static dev.guestbook.wasm.ModuleBytes.part;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.cell.CellOutcome;
import dev.guestbook.display.CellInput;
import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.wasm.ModuleBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A module whose every name attacks whoever shows it: no magic and no error lets one through, in any MIME type. */
@Timeout(120)
class HostileNamesTest {
    private static final String HOSTILE =
            "<script>alert(1)</script><img src=x onerror=y>\"'&\u001b[31m\u001b]0;t\u0007\u202eevil\u2066\u061c\r\n\u009b5m";
    private static final String ENDLESS = HOSTILE + "x".repeat(1_000_000);

    @TempDir
    Path folder;

    private final List<String> seen = new ArrayList<>();

    private static byte[] module(String name) {
        return new ModuleBytes()
                .section(1, "02 60 00 00 60 01 7f 01 7f")
                .section(2, part().hex("01").name(name).name(name).hex("00 00"))
                .section(3, "03 00 01 00")
                .section(4, "01 70 00 04")
                .section(5, "01 01 01 02")
                .section(6, "01 7f 01 41 07 0b")
                .section(
                        7,
                        part().hex("06")
                                .name("trap" + name)
                                .hex("00 01")
                                .name("echo" + name)
                                .hex("00 02")
                                .name("import" + name)
                                .hex("00 03")
                                .name("memory" + name)
                                .hex("02 00")
                                .name("table" + name)
                                .hex("01 00")
                                .name("global" + name)
                                .hex("03 00"))
                .section(9, "01 00 41 00 0b 02 01 02")
                .section(
                        10,
                        part().hex("03")
                                .sized(part().hex("00 00 0b"))
                                .sized(part().hex("00 20 00 0b"))
                                .sized(part().hex("00 10 00 0b")))
                .section(11, "01 00 41 08 0b 02 68 69")
                .section(
                        0,
                        part().name("name")
                                .hex("00")
                                .sized(part().name(name))
                                .hex("01")
                                .sized(part().hex("03")
                                        .hex("00")
                                        .name("a" + name)
                                        .hex("01")
                                        .name("b" + name)
                                        .hex("02")
                                        .name("c" + name))
                                .hex("07")
                                .sized(part().hex("01 00").name("g" + name)))
                .section(
                        0,
                        part().name("producers")
                                .hex("02")
                                .name("language")
                                .hex("01")
                                .name(name)
                                .name(name)
                                .name("processed-by")
                                .hex("01")
                                .name(name)
                                .name(name))
                .section(0, part().name("target_features").hex("01 2b").name(name))
                .section(0, part().name(name).hex("00"))
                .bytes();
    }

    @Test
    void are_shown_harmlessly_by_every_magic_and_every_error() throws IOException {
        Files.write(folder.resolve("hostile.wasm"), module(HOSTILE));
        Files.write(folder.resolve("endless.wasm"), module(ENDLESS));
        try (Notepad notepad = new Notepad(folder)) {
            for (String file : List.of("hostile.wasm", "endless.wasm")) {
                for (String cell : List.of(
                        "%wasm load " + file,
                        "%wasm imports " + file,
                        "%wasm load " + file + " --stub-imports --as g",
                        "wasm.guest()",
                        "%wasm list",
                        "%wasm exports",
                        "%wasm exports trap*",
                        "%wasm sections",
                        "%wasm tables",
                        "%wasm memory",
                        "%wasm imports",
                        "%call nothing",
                        "%wasm disasm nothing",
                        "%dump 0 64",
                        "String trap = wasm.guest().functionNames().get(0), echo = wasm.guest().functionNames().get(1);",
                        "wasm.export(trap)",
                        "wasm.guest().functionNames()",
                        "wasm.step(echo, 5)",
                        "wasm.call(echo)",
                        "wasm.call(echo, \"text\")",
                        "wasm.call(echo + echo, 5)",
                        "wasm.call(\"table\" + echo.substring(4), 5)",
                        "wasm.call(trap)",
                        "%trace",
                        "%wasm list",
                        "wasm.call(trap)",
                        "%wasm reload",
                        "wasm.call(wasm.guest().functionNames().get(2))",
                        "%wasm reload",
                        "%wasm run",
                        "%wasm snapshot one",
                        "%wasm diff one",
                        "%wasm link " + "\"" + HOSTILE.replaceAll("[\"\\r\\n]", "") + "\" g",
                        "%wasm imports",
                        "%wasm load " + file + " --as h",
                        "wasm.load(\"" + "\\u001b[31m<script>\\u202e" + "\")",
                        "%who",
                        "%wasm unload g")) {
                    show(notepad, cell);
                }
            }
        }
        assertTrue(seen.stream().anyMatch(text -> text.contains("&lt;script&gt;")), "the names were shown");
        assertTrue(seen.stream().anyMatch(text -> text.contains("\\u{202e}")), "the names were shown");
    }

    private void show(Notepad notepad, String cell) {
        List<CellOutput> outputs = new ArrayList<>();
        CellOutcome outcome = notepad.cells().execute(cell, new CellScope(1, outputs::add, CellInput.NONE));
        for (CellOutput output : outputs) {
            if (output instanceof CellOutput.Text text) {
                check(cell, MimeBundle.PLAIN, text.text());
            } else if (output instanceof CellOutput.Shown shown) {
                check(cell, shown.bundle());
            }
        }
        if (outcome instanceof CellOutcome.Ok ok) {
            ok.result().ifPresent(bundle -> check(cell, bundle));
        } else if (outcome instanceof CellOutcome.Failed failed) {
            check(cell, MimeBundle.PLAIN, failed.failure().name());
            check(cell, MimeBundle.PLAIN, failed.failure().message());
            String ours = String.join("\n", failed.failure().traceback()).replaceAll("\u001b\\[[0-9;]{0,6}m", "");
            check(cell, MimeBundle.PLAIN, ours);
        }
    }

    private void check(String cell, MimeBundle bundle) {
        bundle.data().forEach((type, content) -> check(cell, type, String.valueOf(content)));
    }

    private void check(String cell, String type, String text) {
        seen.add(text);
        boolean html = type.equals(MimeBundle.HTML);
        assertFalse(
                html && (text.contains("<script") || text.contains("<img")),
                () -> cell + " as " + type + ":\n" + cut(text));
        text.codePoints().filter(HostileNamesTest::isHarmful).findFirst().ifPresent(point -> {
            throw new AssertionError(cell + " as " + type + " has U+" + Integer.toHexString(point) + ":\n" + cut(text));
        });
        assertTrue(
                !cell.startsWith("%") || text.length() < 400_000,
                () -> cell + " as " + type + ": " + text.length() + " characters");
    }

    private static boolean isHarmful(int point) {
        return (Character.isISOControl(point) && point != '\n' && point != '\t')
                || (point >= 0x202a && point <= 0x202e)
                || (point >= 0x2066 && point <= 0x2069)
                || point == 0x061c
                || point == 0x200e
                || point == 0x200f;
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(2_000, text.length()));
    }
}
