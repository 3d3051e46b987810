package dev.guestbook.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A notebook as one HTML file: no script, no network, light and dark, fit for paper. Prose, sources and text are
 * escaped. HTML that cells showed is kept as it is, under a policy that lets a browser run no script, send nothing and
 * load nothing.
 */
final class HtmlPage {
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'";
    private static final List<String> PICTURES = List.of("image/png", "image/jpeg", "image/gif", "image/webp");

    /** From so many headings below the title on a page has a table of contents. */
    private static final int CONTENTS_FROM = 4;

    /** A line, and one of carets below it in colours of its own. */
    private static final Pattern EXCERPT =
            Pattern.compile("(?m)^.*\n(?:\u001b\\[[0-9;]*m| )*\\^+(?:\u001b\\[[0-9;]*m)*\n?");

    private final Prose prose = new Prose();
    private final StringBuilder html = new StringBuilder();

    private HtmlPage() {}

    /** The page; {@code name} is its title where the notebook has no heading. */
    static String of(String name, Notebook notebook) {
        return new HtmlPage().render(name, notebook);
    }

    private String render(String name, Notebook notebook) {
        notebook.cells().forEach(this::cell);
        List<Prose.Title> titles = prose.titles();
        String contents = contents(titles);
        String title = titles.stream().findFirst().map(Prose.Title::text).orElse(name);
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<meta name=\"color-scheme\" content=\"light dark\">\n"
                + "<title>" + Ansi.escape(title) + "</title>\n"
                + "<style>\n" + style() + "</style>\n</head>\n<body" + (contents.isEmpty() ? "" : " class=\"long\"")
                + ">\n" + contents + "<main>\n" + html + "</main>\n</body>\n</html>\n";
    }

    private static String contents(List<Prose.Title> titles) {
        List<Prose.Title> below = titles.stream()
                .filter(title -> title.level() == 2 || title.level() == 3)
                .toList();
        if (below.size() < CONTENTS_FROM) {
            return "";
        }
        StringBuilder list =
                new StringBuilder("<nav aria-label=\"Contents\"><details open><summary>Contents</summary>\n<ol>\n");
        for (Prose.Title title : below) {
            list.append("<li class=\"level-")
                    .append(title.level())
                    .append("\"><a href=\"#")
                    .append(Ansi.escape(title.anchor()))
                    .append("\">")
                    .append(Ansi.escape(title.text()))
                    .append("</a></li>\n");
        }
        return list.append("</ol></details></nav>\n").toString();
    }

    private void cell(NotebookCell cell) {
        if (cell.isMarkdown()) {
            html.append("<section class=\"prose\">\n")
                    .append(prose.html(cell.source()))
                    .append("</section>\n");
        } else if (!cell.isCode()) {
            html.append("<pre class=\"raw\">")
                    .append(Ansi.escape(cell.source()))
                    .append("</pre>\n");
        } else if (!cell.source().isBlank()) {
            String count = cell.count() == 0 ? " " : Integer.toString(cell.count());
            String anchor = cell.count() == 0 ? "" : " id=\"cell-" + count + "\"";
            html.append("<section class=\"cell\"")
                    .append(anchor)
                    .append(">\n<div class=\"source\"><span class=\"count\">[")
                    .append(count)
                    .append("]</span><pre><code>")
                    .append(JavaColours.html(cell.source().stripTrailing()))
                    .append("</code></pre></div>\n");
            cell.outputs().forEach(this::output);
            html.append("</section>\n");
        }
    }

    private void output(JsonNode output) {
        switch (output.path("output_type").asText()) {
            case "stream" -> {
                boolean err = output.path("name").asText().equals("stderr");
                pre(err ? "stream stderr" : "stream", overwritten(NotebookCell.text(output.path("text"))));
            }
            case "error" -> {
                String trace = NotebookCell.text(output.path("traceback"));
                StringBuilder lines = new StringBuilder();
                output.path("traceback")
                        .forEach(line -> lines.append(line.asText()).append('\n'));
                String summary = output.path("ename").asText() + ": "
                        + output.path("evalue").asText();
                error(trace.isEmpty() ? summary : lines.toString());
            }
            default -> data(output.path("data"));
        }
    }

    private void data(JsonNode data) {
        if (data.has("text/html")) {
            html.append("<div class=\"shown\">")
                    .append(NotebookCell.text(data.path("text/html")))
                    .append("</div>\n");
            return;
        }
        if (data.has("image/svg+xml")) {
            byte[] svg = NotebookCell.text(data.path("image/svg+xml")).getBytes(StandardCharsets.UTF_8);
            picture("image/svg+xml", Base64.getEncoder().encodeToString(svg));
            return;
        }
        for (String type : PICTURES) {
            if (data.has(type)) {
                picture(type, NotebookCell.text(data.path(type)));
                return;
            }
        }
        if (data.has("text/markdown")) {
            html.append("<div class=\"shown prose\">")
                    .append(prose.html(NotebookCell.text(data.path("text/markdown"))))
                    .append("</div>\n");
            return;
        }
        pre("shown", NotebookCell.text(data.path("text/plain")));
    }

    private void picture(String type, String base64) {
        html.append("<div class=\"shown\"><img alt=\"\" src=\"data:")
                .append(type)
                .append(";base64,")
                .append(base64.replaceAll("[^A-Za-z0-9+/=]", ""))
                .append("\"></div>\n");
    }

    /** An error's sentences wrap; a source line and the carets below it stay one above the other and scroll. */
    private void error(String text) {
        html.append("<div class=\"error\">");
        Matcher excerpt = EXCERPT.matcher(text);
        int from = 0;
        while (excerpt.find()) {
            sentences(text.substring(from, excerpt.start()));
            pre("excerpt", excerpt.group());
            from = excerpt.end();
        }
        sentences(text.substring(from));
        html.append("</div>\n");
    }

    private void sentences(String text) {
        if (!text.isEmpty()) {
            pre("sentences", text);
        }
    }

    private void pre(String kind, String text) {
        html.append("<pre class=\"").append(kind).append("\">");
        html.append(Ansi.html(text)).append("</pre>\n");
    }

    /** What is left on a line after carriage returns have gone back over it. */
    private static String overwritten(String text) {
        return text.replace("\r\n", "\n").replaceAll("[^\n]*\r(?!\n|$)", "").replace("\r", "");
    }

    private static String style() {
        try (InputStream css = HtmlPage.class.getResourceAsStream("page.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
