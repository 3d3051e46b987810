package dev.guestbook.display;

import static dev.guestbook.display.Plot.plot;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class PlotTest {
    private static final int[] SIZES = {1_000, 10_000, 500_000};

    private static Plot growth() {
        return plot("Two Sum")
                .axes("numbers", "time")
                .nanos()
                .log()
                .series("HashMap", SIZES, new double[] {2e4, 3e5, 4.1e7})
                .series("guest", List.of(1_000L, 10_000L), List.of(9_000, 120_000.5));
    }

    @Test
    void aPlotIsATableInPlainText() {
        assertEquals("""
                Two Sum
                numbers  HashMap    guest
                ───────  ───────  ───────
                  1,000  20.0 µs  9.00 µs
                 10,000   300 µs   120 µs
                500,000  41.0 ms""", growth().bundle().plain());
    }

    @Test
    void aPlotIsAPictureWithItsMeaningInWordsAndATable() throws Exception {
        String html = growth().html();
        Document svg = svg(html);
        assertEquals("Two Sum", svg.getElementsByTagName("title").item(0).getTextContent());
        String words = svg.getElementsByTagName("desc").item(0).getTextContent();
        assertTrue(words.contains("HashMap: from 20.0 µs at 1,000 to 41.0 ms at 500,000."), words);
        assertTrue(
                html.contains("<details>")
                        && html.contains("<td align=\"right\" style=\"text-align:right\"><code>300 µs"),
                html);
        assertFalse(html.contains("<script") || html.contains("NaN") || html.contains("Infinity"), html);
        // all that is drawn lies in the picture
        for (String x : html.split(" x=\"")) {
            if (x.matches("(?s)^[\\d.-]+\".*")) {
                double at = Double.parseDouble(x.substring(0, x.indexOf('"')));
                assertTrue(at >= 0 && at <= 640, x);
            }
        }
    }

    @Test
    void aFewPositionsAreTheTicksOfALogarithmicAxis() {
        int[] fours = {1_000, 4_000, 16_000, 64_000, 256_000};
        String html = plot("t").log().series("a", fours, fours).html();
        for (String each : List.of("1,000", "4,000", "16,000", "64,000", "256,000")) {
            assertTrue(html.contains(">" + each + "</text>"), each);
        }
    }

    @Test
    void oneNumberZeroAndEqualNumbersHaveAPlaceToo() throws Exception {
        for (Plot plot : List.of(
                plot("one").series("a", new int[] {5}, new int[] {7}),
                plot("flat").series("a", new int[] {0, 0}, new int[] {0, 0}),
                plot("below").series("a", new int[] {-5, 5}, new int[] {-7, -9}),
                plot("log").log().series("a", new int[] {1}, new double[] {1}),
                plot("wide").logY().series("a", new int[] {1, 2}, new double[] {1e-9, 1e12}))) {
            String html = plot.html();
            svg(html);
            assertFalse(html.contains("NaN") || html.contains("Infinity"), html);
        }
        assertEquals("Nothing to plot; add a series.", plot("x").lines().get(0));
    }

    @Test
    void namesAreEscaped() throws Exception {
        String html = plot("<b>")
                .axes("<i>", "\u202e")
                .series("<script>", new int[] {1}, new int[] {1})
                .html();
        svg(html);
        assertFalse(html.contains("<script") || html.contains("<i>") || html.contains("\u202e"), html);
    }

    @Test
    void whatCannotBePlottedIsSaidInASentence() {
        says(
                "\"a\" has 1 positions and 2 values; give as many of both, one at least.",
                () -> plot("").series("a", SIZES_1, new int[2]));
        says("\"a\" needs an array or a list of numbers, not a String.", () -> plot("").series("a", "1", SIZES));
        says(
                "\"a\" holds NaN, which is no finite number; leave it out.",
                () -> plot("").series("a", SIZES_1, new double[] {Double.NaN}));
        says(
                "A logarithmic axis has no place for 0 and what is below, and \"a\" has such a number; leave it out, or the axis linear.",
                () -> plot("").series("a", SIZES_1, new int[] {0}).log());
    }

    private static final int[] SIZES_1 = {1};

    private static void says(String message, org.junit.jupiter.api.function.Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    private static Document svg(String html) throws Exception {
        String svg = html.substring(html.indexOf("<svg"), html.indexOf("</svg>") + 6);
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
