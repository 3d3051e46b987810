package dev.guestbook.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A notebook as one HTML file: no script, no network, light and dark, fit for paper. Prose, sources and text are
 * escaped. HTML that cells showed is kept as it is, under a policy that lets a browser run no script, send nothing and
 * load nothing.
 */
final class HtmlPage {
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'";
    private static final List<String> PICTURES = List.of("image/png", "image/jpeg", "image/gif", "image/webp");

    private final StringBuilder html = new StringBuilder();

    private HtmlPage() {}

    /** The page; {@code name} is its title where the notebook has no heading. */
    static String of(String name, Notebook notebook) {
        return new HtmlPage().render(name, notebook);
    }

    private String render(String name, Notebook notebook) {
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.append("<meta http-equiv=\"Content-Security-Policy\" content=\"")
                .append(POLICY)
                .append("\">\n");
        html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.append("<meta name=\"color-scheme\" content=\"light dark\">\n");
        html.append("<title>").append(Ansi.escape(title(notebook).orElse(name))).append("</title>\n");
        html.append("<style>\n").append(style()).append("</style>\n</head>\n<body>\n<main>\n");
        notebook.cells().forEach(this::cell);
        html.append("</main>\n</body>\n</html>\n");
        return html.toString();
    }

    private static Optional<String> title(Notebook notebook) {
        return notebook.cells().stream()
                .filter(NotebookCell::isMarkdown)
                .flatMap(cell -> cell.source().lines())
                .filter(line -> line.startsWith("# "))
                .map(line -> line.substring(2).strip())
                .findFirst();
    }

    private void cell(NotebookCell cell) {
        if (cell.isMarkdown()) {
            html.append("<section class=\"prose\">\n")
                    .append(Prose.html(cell.source()))
                    .append("</section>\n");
        } else if (!cell.isCode()) {
            html.append("<pre class=\"raw\">")
                    .append(Ansi.escape(cell.source()))
                    .append("</pre>\n");
        } else if (!cell.source().isBlank()) {
            String count = cell.count() == 0 ? " " : Integer.toString(cell.count());
            html.append("<section class=\"cell\">\n<div class=\"source\"><span class=\"count\">[")
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
                pre("error", trace.isEmpty() ? summary : lines.toString());
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
                    .append(Prose.html(NotebookCell.text(data.path("text/markdown"))))
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
