package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.display.CellInput;
import dev.guestbook.display.CellOutput;
import dev.guestbook.display.CellScope;
import dev.guestbook.display.MimeBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The printable sheet of all magics is what {@code %lsmagic} says. After a change to a magic, {@code mvn test
 * -Dtest=CheatSheetTest -Dguestbook.write=true} writes it anew; {@code install/checks/docs} sees that it fits on one page.
 */
class CheatSheetTest {
    private static final Path SHEET = Notepad.PROJECT.resolve("install/cheatsheet.html");
    private static final Pattern PART = Pattern.compile(
            "<p><strong>([^<]+)</strong></p>" + "|<tr><td[^>]*><code>(.*?)</code></td><td[^>]*>(.*?)</td></tr>");

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>Guestbook: the magics on a page</title>
            <style>
            @page { size: A4; margin: 9mm 10mm; }
            body { font: 15px/1.4 system-ui, sans-serif; max-width: 75rem; margin: 1rem auto; padding: 0 1rem; }
            h1 { font-size: 1.4em; margin: 0 0 .2em; }
            h2 { font-size: 1.1em; margin: .7em 0 .2em; border-bottom: 1px solid; break-after: avoid; }
            p { margin: .2em 0; }
            main { columns: 2 22rem; column-gap: 2rem; }
            dl { margin: 0; }
            dt { break-after: avoid; margin-top: .3em; }
            dd { margin: 0 0 0 1em; }
            code { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .92em; }
            @media print {
              body { font-size: 7.3pt; line-height: 1.22; margin: 0; padding: 0; max-width: none; }
              main { columns: 2; column-gap: 5mm; }
              dt { margin-top: .22em; }
            }
            </style>
            </head>
            <body>
            <h1>Guestbook: the magics on a page</h1>
            <p>Cells are Java; lines that start with <code>%</code> work a WebAssembly guest. <code>%NAME?</code> explains one, TAB completes. Sizes are bytes,
            <code>N*TYPE</code> means elements. Types: <code>i8 u8 i16 u16 i32 u32 i64 u64 f32 f64 ptr utf8 cstr</code> and layouts. Values:
            <code>42</code>, <code>0x2a</code>, <code>[1, 2]</code>, <code>hex:0aff</code>, <code>utf8:text</code>, <code>zero</code>, <code>random</code>, a region, or Java.</p>
            <main>
            """;

    @Test
    void isWhatTheMagicsSay() throws IOException {
        String sheet = sheet();
        assertTrue(sheet.contains("<dt><code>%call EXPORT [ARGS...]"), sheet);
        if (Boolean.getBoolean("guestbook.write")) {
            Files.writeString(SHEET, sheet);
        }
        assertEquals(sheet, Files.readString(SHEET), "a magic's help has changed; write the sheet anew");
    }

    private static String sheet() {
        StringBuilder sheet = new StringBuilder(HEAD);
        String close = "";
        Matcher part = PART.matcher(help());
        while (part.find()) {
            if (part.group(1) != null) {
                sheet.append(close).append("<h2>").append(part.group(1)).append("</h2>\n<dl>\n");
                close = "</dl>\n";
            } else {
                sheet.append("<dt><code>").append(part.group(2)).append("</code></dt>\n<dd>");
                sheet.append(part.group(3)).append("</dd>\n");
            }
        }
        return sheet.append(close).append("</main>\n</body>\n</html>\n").toString();
    }

    /** What {@code %lsmagic} shows, as HTML. */
    private static String help() {
        StringBuilder html = new StringBuilder();
        try (Notepad notepad = new Notepad()) {
            CellScope scope = new CellScope(
                    1,
                    output -> {
                        if (output instanceof CellOutput.Shown shown) {
                            html.append(shown.bundle().data().get(MimeBundle.HTML));
                        }
                    },
                    CellInput.NONE);
            notepad.cells().execute("%lsmagic", scope);
        }
        return html.toString();
    }
}
