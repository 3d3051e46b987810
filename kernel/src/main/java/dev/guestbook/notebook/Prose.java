package dev.guestbook.notebook;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Markdown as HTML for a page that others will open. Tags in it are escaped, except the few that notebooks hide an
 * answer with, and only where they carry no attribute.
 */
final class Prose {
    private static final Pattern KEPT =
            Pattern.compile("</?(?:details|summary|b|i|em|strong|code|sub|sup|kbd)>|<br ?/?>");
    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
    private static final Parser MARKDOWN =
            Parser.builder().extensions(EXTENSIONS).build();
    private static final HtmlRenderer HTML = HtmlRenderer.builder()
            .extensions(EXTENSIONS)
            .nodeRendererFactory(Tags::new)
            .sanitizeUrls(true)
            .build();

    private Prose() {}

    static String html(String markdown) {
        return HTML.render(MARKDOWN.parse(markdown));
    }

    /** What Markdown takes for HTML. */
    private record Tags(HtmlNodeRendererContext context) implements NodeRenderer {
        @Override
        public Set<Class<? extends Node>> getNodeTypes() {
            return Set.of(HtmlBlock.class, HtmlInline.class);
        }

        @Override
        public void render(Node node) {
            if (node instanceof HtmlBlock block) {
                context.getWriter().line();
                write(block.getLiteral());
                context.getWriter().line();
            } else if (node instanceof HtmlInline inline) {
                write(inline.getLiteral());
            }
        }

        private void write(String html) {
            if (KEPT.matcher(html).replaceAll("").indexOf('<') < 0) {
                context.getWriter().raw(html);
            } else {
                context.getWriter().text(html);
            }
        }
    }
}
