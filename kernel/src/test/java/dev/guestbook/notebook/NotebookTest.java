package dev.guestbook.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.display.Diagnostic;
import dev.guestbook.display.Failure;
import dev.guestbook.display.SourceRejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotebookTest {
    /** As Jupyter writes it: sorted keys, one blank a level, empty containers closed at once. */
    private static final String JUPYTERS = """
            {
             "cells": [
              {
               "attachments": {},
               "cell_type": "markdown",
               "id": "one",
               "metadata": {
                "tags": []
               },
               "source": [
                "# Grüße 🌍 </script>\\n",
                "\\tand \\"more\\" \\u001b"
               ]
              },
              {
               "cell_type": "code",
               "execution_count": 7,
               "id": "two",
               "metadata": {
                "ours?": [
                 1.50,
                 12345678901234567890,
                 true,
                 null
                ]
               },
               "outputs": [],
               "source": "1 + 1"
              }
             ],
             "metadata": {
              "kernelspec": {
               "display_name": "Guestbook",
               "language": "java",
               "name": "guestbook"
              },
              "unknown": {}
             },
             "nbformat": 4,
             "nbformat_minor": 5
            }
            """;

    private static Notebook parse(String json) throws IOException {
        return Notebook.parse("test.ipynb", json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsReadIsWrittenByteForByte() throws IOException {
        assertEquals(JUPYTERS, parse(JUPYTERS).json());
    }

    @Test
    void sourcesAreOneStringOrMany() throws IOException {
        List<NotebookCell> cells = parse(JUPYTERS).cells();
        assertEquals("# Grüße 🌍 </script>\n\tand \"more\" \u001b", cells.get(0).source());
        assertEquals("1 + 1", cells.get(1).source());
    }

    @Test
    void aCellWithoutIdGetsOneOnlyWhereTheFormatHasThem() throws IOException {
        String cell = "{\"cells\":[{\"cell_type\":\"code\"}],\"nbformat\":4,\"nbformat_minor\":%d}";
        assertTrue(parse(cell.formatted(5)).json().contains("\"id\": \"cell-0\""));
        assertFalse(parse(cell.formatted(4)).json().contains("\"id\""));
    }

    @Test
    void thePageEscapesWhatAFileNames() throws IOException {
        Notebook notebook = parse("""
                {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [
                  {"cell_type": "markdown", "source": "# T<script>1</script>\\n<img src=x onerror=2> [go](javascript:3)\\n\\n|a|b|\\n|-|-|\\n|1|2|"},
                  {"cell_type": "raw", "source": "<script>4</script>"},
                  {"cell_type": "code", "source": "var s = \\"<script>5</script>\\"; // <b>"}]}""");
        notebook.cells().get(2).outputs(1, List.of());
        Transcript.Page page = new Transcript().page();
        page.failure(new Failure("E<i>", "m", List.of("\u001b[1;31mred <script>6</script>\u001b[0m\u0007 plain")));
        notebook.cells().get(2).outputs(1, page.json());
        String html = HtmlPage.of("name", notebook);
        assertFalse(html.contains("<script"), html);
        assertFalse(html.contains("<img src=x"), html);
        assertFalse(html.contains("javascript:"), html);
        assertTrue(html.contains("<title>T&lt;script&gt;1&lt;/script&gt;</title>"), html);
        assertTrue(html.contains("<td>1</td>"), html);
        assertTrue(html.contains("<span class=\"j-string\">&quot;&lt;script&gt;5&lt;/script&gt;&quot;</span>"), html);
        assertTrue(html.contains("<span class=\"a-bold a-fg-red\">red &lt;script&gt;6&lt;/script&gt;</span>"), html);
        assertTrue(html.contains("\\u{7} plain"), html);
        assertTrue(html.contains("default-src 'none'"), html);
        assertFalse(html.contains("http://") || html.contains("https://"), "a page loads nothing");
    }

    @Test
    void onAPageAnErrorsSentencesWrapAndItsCaretsStayBelowTheirLine() throws IOException {
        Notebook notebook = parse("""
                {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [{"cell_type": "code", "source": "x"}]}""");
        Diagnostic mistake = new Diagnostic(Diagnostic.Kind.ERROR, 1, 9, 2, "no <such> name");
        Transcript.Page page = new Transcript().page();
        page.failure(new SourceRejected(List.of(mistake), "int x = yz;").failure("cell [1]", 1));
        notebook.cells().get(0).outputs(1, page.json());
        String html = HtmlPage.of("name", notebook);
        assertTrue(html.contains("""
                <div class="error"><pre class="sentences"><span class="a-dim">cell [1], line 1, column 9</span>
                </pre>
                <pre class="excerpt">    int x = yz;
                            <span class="a-fg-red">^^</span>
                </pre>
                <pre class="sentences"><span class="a-bold">no &lt;such&gt; name</span>
                </pre>
                </div>"""), html);
    }

    @Test
    void thePageHidesAnswersAsNotebooksDoAndKeepsNoOtherTag() {
        assertEquals("""
                <details><summary><b>Why</b> <code>a &amp; b</code>?</summary>
                <p>Because <em>of</em> 2<sup>32</sup>.</p>
                </details>
                """, new Prose().html("""
                <details><summary><b>Why</b> <code>a &amp; b</code>?</summary>

                Because *of* 2<sup>32</sup>.

                </details>
                """));
        for (String hostile : List.of(
                "<details open onclick=x()><summary>a</summary>",
                "<details><script>x()</script></details>",
                "<details\nonclick=x()>",
                "a <b onclick=x()>b</b>",
                "a <b><script>x()</script></b>",
                "<details><!-- <script> --></details>")) {
            String html = new Prose().html(hostile);
            assertFalse(html.matches("(?s).*<[^>]*x\\(.*|.*<script.*|.*<!--.*"), html);
        }
    }

    @Test
    void escapeSequencesOfAllKindsAreTakenAway() {
        String text =
                "a\u001b[1;31mb\u001b[0m\u001b]0;title\u0007c\u001b]8;;x\u001b\\d\u001b(Be\u001b[2Kf\u001b7g\u001b";
        assertEquals("abcdefg", Ansi.strip(text));
        assertEquals("a<span class=\"a-bold a-fg-red\">b</span>cdefg", Ansi.html(text));
    }

    @Test
    void aLongPageBeginsWithItsContentsAndEveryCellHasAnAnchor() throws NotebookException {
        StringBuilder cells = new StringBuilder();
        for (String heading :
                new String[] {"# The `%wasm` *page*", "## One & two", "## <b>Three</b>", "### One & two", "## Ünï"}) {
            cells.append("{\"cell_type\": \"markdown\", \"metadata\": {}, \"source\": \"")
                    .append(heading)
                    .append("\"},");
        }
        String json = "{\"cells\": [" + cells
                + "{\"cell_type\": \"code\", \"execution_count\": 7, \"metadata\": {}, \"outputs\": [], \"source\": \"1\"}],"
                + "\"metadata\": {}, \"nbformat\": 4, \"nbformat_minor\": 4}";
        String html = HtmlPage.of("name", Notebook.parse("n", json.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertTrue(html.contains("<title>The %wasm page</title>"), html);
        assertTrue(html.contains("<a href=\"#h-one-two\">One &amp; two</a>"), html);
        assertTrue(html.contains("<h3 id=\"h-one-two-2\">One &amp; two</h3>"), html);
        assertTrue(html.contains("<a href=\"#h-ünï\">Ünï</a>"), html);
        assertTrue(html.contains("<section class=\"cell\" id=\"cell-7\">"), html);
        assertTrue(html.indexOf("<nav") < html.indexOf("<main"), html);
    }
}
