package dev.guestbook.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RenderingTest {
    /** A name as a hostile guest would choose it: markup, an ANSI colour, a right-to-left override. */
    private static final String HOSTILE = "<img src=x onerror=alert(1)>\u001b[31m\u202eexe";

    @Test
    void sentencesAndFactsKeepToATerminalsWidthAndCodeStaysWhole() {
        String words = "some words that go on ".repeat(6).strip();
        String code = "%wasm load ../guests/twosum/twosum.wasm --as sums --timeout 5s";
        Sheet sheet = Sheet.titled("title")
                .with(Facts.none().and("fact", words).and("other", 7))
                .line(words + " ", Span.code(code), Span.dim(" " + words));
        assertEquals("""
                title
                fact   some words that go on some words that go on some words that go on some
                       words that go on some words that go on some words that go on
                other  7
                some words that go on some words that go on some words that go on some words
                that go on some words that go on some words that go on
                %wasm load ../guests/twosum/twosum.wasm --as sums --timeout 5s some words that
                go on some words that go on some words that go on some words that go on some
                words that go on some words that go on""", sheet.bundle().plain());
    }

    @Test
    void aTableAlignsItsColumnsInPlainText() {
        Table table = Table.of(Table.Column.left("name"), Table.Column.right("size"))
                .row("nums", 2_000_000)
                .row("ünï 😀", 4);
        assertEquals("""
                name         size
                ──────  ─────────
                nums    2,000,000
                ünï 😀          4""", String.join("\n", table.lines()));
    }

    @Test
    void aTableIsASemanticTableInHtml() {
        String html = Table.of(Table.Column.left("name"), Table.Column.right("size"))
                .row("a<b", 4)
                .html();
        assertEquals(
                "<table><thead><tr><th scope=\"col\" style=\"text-align:left\">name</th><th scope=\"col\" align=\"right\" style=\"text-align:right\">size</th></tr></thead>"
                        + "<tbody><tr><td style=\"text-align:left\">a&lt;b</td><td align=\"right\" style=\"text-align:right\"><code>4</code></td></tr></tbody></table>",
                html);
    }

    @Test
    void aTitleIsTheCaptionOfItsTable() {
        String html = (String) Sheet.titled("sizes & ", Span.strong("all"))
                .with(Table.of(Table.Column.left(""), Table.Column.left("name")).row(1, "a"))
                .bundle()
                .data()
                .get(MimeBundle.HTML);
        assertTrue(
                html.contains(
                        "<table><caption style=\"text-align:left\"><strong>sizes &amp; <strong>all</strong></strong></caption><thead>"),
                html);
        assertTrue(
                html.contains(
                        "<tr><td style=\"text-align:left\"></td><th scope=\"col\" style=\"text-align:left\">name</th></tr>"),
                html);
    }

    @Test
    void proseIsWrappedToTheWidthOfATerminalAndNothingElseIs() {
        String words = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen".repeat(2);
        List<String> lines = Table.of(Table.Column.left("name"), Table.Column.prose("what"), Table.Column.prose("why"))
                .row("a", words, "because it is so, and so on and on, and further on, until the end")
                .row("x".repeat(20), "", "")
                .lines();
        assertTrue(lines.stream().allMatch(line -> line.length() <= 80), () -> String.join("\n", lines));
        assertTrue(lines.size() > 5 && lines.get(3).startsWith(" ".repeat(22)), () -> String.join("\n", lines));
        String second = lines.stream()
                .skip(2)
                .map(line -> line.length() < 22
                        ? ""
                        : line.substring(
                                22, Math.min(line.length(), line.indexOf("  ", 22) < 0 ? 99 : line.indexOf("  ", 22))))
                .map(String::strip)
                .collect(java.util.stream.Collectors.joining(" "));
        assertEquals(words, second.strip(), () -> String.join("\n", lines));
    }

    @Test
    void aBarShowsItsValueAndTheRangeAroundIt() {
        assertEquals("████────┤", new Bar(25, 20, 55, 100, "").text());
        assertEquals("████████────────→", new Bar(50, 20, 300, 100, "").text());
        String html = new Bar(50, 20, 300, 100, "median <50>").html();
        assertTrue(html.contains("<title>median &lt;50&gt;</title>") && !html.contains("NaN"), html);
    }

    @Test
    void aTerminalWithoutUtf8GetsAscii() {
        assertEquals("name  ##-| 3 us x2 a -> b ...", Glyphs.ASCII.of("name  ██─┤ 3 µs ×2 a -> b …"));
        assertEquals("ünï", Glyphs.ASCII.of("ünï"));
        assertEquals("██", Glyphs.UNICODE.of("██"));
        MemoryMap map = MemoryMap.of(1 << 20)
                .band(MemoryMap.Kind.DATA, "0", 1024, 2048)
                .band(MemoryMap.Kind.ARENA, "block", 65_536, 131_072)
                .band(MemoryMap.Kind.REGION, "nums", 65_536, 65_600);
        assertTrue(
                map.lines().stream()
                        .allMatch(line -> line.length() <= 80
                                && Glyphs.ASCII.of(line).chars().allMatch(c -> c < 0x80)),
                () -> String.join("\n", map.lines()));
    }

    @Test
    void aLongTableSaysHowMuchIsLeftAndHowToSeeIt() {
        Table table = Table.of(Table.Column.left("n"))
                .rows(IntStream.range(0, 1203).mapToObj(i -> List.<Object>of(i)).toList())
                .cutHint("give a PATTERN");
        List<String> lines = table.lines();
        assertEquals(Table.ROW_LIMIT + 3, lines.size());
        assertEquals("… 1,003 more rows; give a PATTERN", lines.get(lines.size() - 1));
    }

    @Test
    void whatAGuestNamesReachesNeitherBrowserNorTerminal() {
        MimeBundle bundle = Sheet.titled(HOSTILE)
                .with(Table.of(Table.Column.left("name")).row(HOSTILE))
                .with(Facts.none().and("name", HOSTILE))
                .with(HexDump.of(0, new byte[1]).labels(List.of(new HexDump.Label(HOSTILE, 0, 1))))
                .line(HOSTILE)
                .bundle();
        String html = (String) bundle.data().get(MimeBundle.HTML);
        assertFalse(html.contains("<img"), html);
        assertFalse(bundle.plain().contains("\u001b"), bundle.plain());
        assertFalse(html.contains("\u202e") || bundle.plain().contains("\u202e"));
        assertTrue(bundle.plain().contains("\\u{1b}[31m\\u{202e}exe"), bundle.plain());
    }

    @Test
    void aLongNameIsCutAndTheRestCounted() {
        assertEquals("😀".repeat(200) + "… (999,800 more characters)", Untrusted.name("😀".repeat(1_000_000)));
    }

    @Test
    void aHexDumpShowsOffsetsAsciiLabelsAndChanges() {
        byte[] bytes = "Hello, guest!\0\0\0\1\2".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        BitSet changed = new BitSet();
        changed.set(1);
        changed.set(17);
        HexDump dump = HexDump.of(0x11000, bytes)
                .labels(List.of(
                        new HexDump.Label("text", 0x11000, 0x11010), new HexDump.Label("pair", 0x11010, 0x11018)))
                .changed(changed)
                .omitted(6, "give %dump a LENGTH to see them");
        assertEquals("""
                0x00011000  48*65 6c 6c 6f 2c 20 67  75 65 73 74 21 00 00 00  |Hello, guest!...|  text
                0x00011010  01*02                                             |..|                pair
                … 6 more bytes; give %dump a LENGTH to see them""", String.join("\n", dump.lines()));
        assertTrue(dump.html().contains("<mark>*<span class=\"gb-l gb-l0 gb-0\">65</span></mark>"), dump.html());
    }

    @Test
    void numbersReadTheSameEverywhere() {
        assertEquals("69,632", Numbers.grouped(69_632));
        assertEquals("131,072 B (128 KiB)", Numbers.bytes(131_072));
        assertEquals("41,510 B (40.5 KiB)", Numbers.bytes(41_510));
        assertEquals("0x80000010", Numbers.address(0x80000010L));
        assertEquals("820 ns", Numbers.duration(Duration.ofNanos(820)));
        assertEquals("5.00 ms", Numbers.duration(Duration.ofMillis(5)));
        assertEquals("10.0 ms", Numbers.duration(Duration.ofNanos(9_999_000)));
        assertEquals("12.5 ns", Numbers.nanos(12.5));
        assertEquals("1.25 ms", Numbers.duration(Duration.ofNanos(1_250_000)));
        assertEquals("1.00 s", Numbers.duration(Duration.ofNanos(999_999_999)));
        assertEquals("75 s", Numbers.duration(Duration.ofSeconds(75)).replace(".0", ""));
    }

    @Test
    void valuesAreShownInJShellsNotation() {
        assertEquals("\"a\\n\\\"b\\\"\"", Values.text("a\n\"b\""));
        assertEquals("int[3] { 1, 2, 3 }", Values.text(new int[] {1, 2, 3}));
        assertEquals("byte[2] { 0x0a, 0xff }", Values.text(new byte[] {10, -1}));
        assertEquals("int[2][] { int[1] { 7 }, null }", Values.text(new int[][] {{7}, null}));
        assertEquals("int[0] { }", Values.text(new int[0]));
        assertTrue(Values.text(new int[500_000]).endsWith(", … 499,900 more }"));
        assertTrue(Values.text(IntStream.range(0, 1000).boxed().toList()).endsWith("99, … 900 more]"));
        assertEquals("null", Values.text(null));
    }

    @Test
    void aBundleAlwaysHasPlainText() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new MimeBundle(java.util.Map.of("text/html", "x"), java.util.Map.of()));
    }
}
