package dev.guestbook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is masked in notebooks' outputs, and above all what is not. */
class LastingTest {
    private static final Lasting PLAIN = new Lasting(Set.of());
    private static final Lasting RANDOM = new Lasting(Set.of("random-bytes"));
    private static final String BENCH = """
            what       min   median  spread   ratio  p5 to p95
            ─────  ───────  ───────  ──────  ──────  ─────────────────
            a       387 ms   530 ms     79%   1.00×  ███████████─────→
            b      34.7 ms  36.7 ms    195%  0.069×  █┤
            5 samples of each, in turns after a warm-up""";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            time     1.08 ms            | time     513 µs
            took 12 ns                  | took 1,234 s
            parse 50.6 ms, compiled code from the cache 20.0 ms, instantiate 43.8 ms | parse 1.2 s, compile 340 ms, instantiate 8 µs
            source npm:a@1/b.js, cached | source npm:a@1/b.js, fetched
            source npm:a@1/b.js, cached | source npm:a@1/b.js from /a/b.wasm
            """)
    void what_varies_is_not_compared(String one, String other) {
        assertEquals(PLAIN.of(one), PLAIN.of(other));
    }

    @Test
    void where_a_facts_line_ends_is_not_compared() {
        assertEquals(
                PLAIN.of("time       fetch 9.9 ms, parse 1.00 ms,\n           instantiate 2 s"),
                PLAIN.of("time       fetch 10 ms,\n           parse 123 ms, instantiate 2 s"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            time     1.08 ms            | time  1.08 ms
            time     1.08 ms            | -
            after its time limit of 500 ms. | after its time limit of 600 ms.
            i32 42 signed               | i32 43 signed
            zeroed 24 B                 | zeroed 32 B
            0x00010410                  | 0x00010420
            source npm:a@1/b.js, cached | source npm:a@2/b.js, cached
            source ../a.wasm            | source ../b.wasm
            sha256 a268ec9a5e87f09967219333de2a64a3c43bd85a7b245987d8ed0931ae3887d7 | sha256 b268ec9a5e87f09967219333de2a64a3c43bd85a7b245987d8ed0931ae3887d7
            0x00000400 01 02  |..|      | 0x00000400 01 03  |..|
            70% of it                   | 71% of it
            changed key (16 bytes from offset 0) | changed key (15 bytes from offset 1)
            696 forgeries, 0 accepted   | 696 forgeries, 1 accepted
            █ region                    | ██ region
            """)
    void what_lasts_is_compared(String one, String other) {
        assertNotEquals(PLAIN.of(one), PLAIN.of(other));
    }

    @Test
    void a_benchmark_keeps_what_was_measured_and_how() {
        String slower = """
                what      min  median  spread   ratio  p5 to p95
                ─────  ──────  ──────  ──────  ──────  ──
                a      1.30 s  1.40 s      7%   1.00×  ██
                b       12 µs   13 µs    446%  0.002×  █─┤
                62 samples of each, in turns after a warm-up""";
        assertEquals(PLAIN.of(BENCH), PLAIN.of(slower));
        assertNotEquals(PLAIN.of(BENCH), PLAIN.of(BENCH.replace("\nb ", "\nc ")));
        assertNotEquals(PLAIN.of(BENCH), PLAIN.of(BENCH.replace("median", "mean  ")));
        assertNotEquals(PLAIN.of(BENCH), PLAIN.of(BENCH.replace("in turns", "in a row")));
        assertNotEquals(PLAIN.of(BENCH), PLAIN.of(BENCH.replaceAll("\nb.*", "")));
    }

    @Test
    void random_bytes_are_masked_where_the_cell_says_so_and_their_place_and_number_are_not() {
        String one = """
                16 bytes into key at 0x00020108
                0x00020108 *85*73*29*8d 85*e2*c8*30 *24*dc*31*d9*c9*bc*04*c9  |.s)....0$.1.....|  key
                changed  key (16 bytes from offset 0)""";
        String other = """
                16 bytes into key at 0x00020108
                0x00020108  00*01*02*03*04*05*06*07 *08*09*0a*0b*0c*0d*7c*0f  |............|...|  key
                changed  key (15 bytes from offset 1)""";
        assertEquals(RANDOM.of(one), RANDOM.of(other));
        assertNotEquals(PLAIN.of(one), PLAIN.of(other));
        assertNotEquals(RANDOM.of(one), RANDOM.of(other.replace("|  key", "|  mac")));
        assertNotEquals(RANDOM.of(one), RANDOM.of(other.replace("0x00020108 ", "0x00020118 ")));
        assertNotEquals(RANDOM.of(one), RANDOM.of(other.replace("*7c*0f", "      ")));
        assertNotEquals(RANDOM.of(one), RANDOM.of(other.replace("16 bytes into", "15 bytes into")));
    }

    @Test
    void what_a_compiler_makes_is_masked_where_the_cell_says_so_and_nothing_else() {
        Lasting compiled = new Lasting(Set.of("varies-with-clang"));
        String one = """
                guest stats
                source     C, 5 lines, clang 14.0.6
                size       446 B
                sha256     e47a334ceb6b4aa3327e99dbbb8cf234b9c30fface9f0775ed4e763a10917225
                memory     131,072 B (128 KiB) now
                Stats.wasm      938 B in there""";
        String other = one.replace("14.0.6", "20.1.7")
                .replace("446 B", "1,446 B (1.4 KiB)")
                .replace("e47a", "e47b")
                .replace("938 B", "939 B");
        assertEquals(compiled.of(one), compiled.of(other));
        assertNotEquals(PLAIN.of(one), PLAIN.of(other));
        assertNotEquals(compiled.of(one), compiled.of(other.replace("131,072 B", "65,536 B")));
        assertNotEquals(compiled.of(one), compiled.of(other.replace("5 lines", "6 lines")));
    }

    @Test
    void html_is_compared_by_its_text() {
        String one = "<div><style>.a{}</style><table><tr><th>time</th><td><b>1.08 ms</b></td></tr>"
                + "<tr><td>a &lt; b</td></tr></table></div>";
        assertEquals("time\n«time»\na < b", PLAIN.ofHtml(one));
        assertEquals(PLAIN.ofHtml(one), PLAIN.ofHtml("<p>time</p><p>3 s</p>\n<pre>a &lt; b</pre>"));
        assertNotEquals(PLAIN.ofHtml(one), PLAIN.ofHtml(one.replace("&lt;", "&gt;")));
        assertNotEquals(PLAIN.ofHtml(one), PLAIN.ofHtml(one.replace("<b>1.08 ms</b>", "1.08")));
    }

    @Test
    void a_picture_is_compared_by_what_it_says_it_is() {
        String one = "<p>a</p><svg><title>time against n</title><desc>guest: 1.2 ms</desc><text>10 ms</text></svg>";
        assertEquals("a\ntime against n\nguest: «time»", PLAIN.ofHtml(one));
        assertNotEquals(PLAIN.ofHtml(one), PLAIN.ofHtml(one.replace("guest", "host")));
    }

    @Test
    void a_line_that_says_how_long_something_took_comes_and_goes() {
        assertTrue(Lasting.isProgress("loading a.wasm took 1.42 s"));
        assertFalse(Lasting.isProgress("loading a.wasm failed"));
        assertFalse(Lasting.isProgress("a card\nthat took 3 s"));
        assertFalse(Lasting.isProgress("it took 3 s, and failed"));
    }
}
