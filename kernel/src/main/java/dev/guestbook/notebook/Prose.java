package dev.guestbook.notebook;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * Markdown as HTML for a page that others will open. Tags in it are escaped, except the few that notebooks hide an
 * answer with, and only where they carry no attribute. Headings get anchors and are remembered in order. Not thread-safe.
 */
final class Prose {
    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();

    private static final Pattern KEPT =
            Pattern.compile("</?(?:details|summary|b|i|em|strong|code|sub|sup|kbd)>|<br ?/?>");

    /** A heading as text, its level from 1 on, and its anchor in the page. */
    record Title(int level, String text, String anchor) {}

    private final List<Title> titles = new ArrayList<>();
    private final IdentityHashMap<Node, String> anchors = new IdentityHashMap<>();
    private final Map<String, Integer> used = new HashMap<>();
    private final HtmlRenderer renderer = HtmlRenderer.builder()
            .extensions(EXTENSIONS)
            .sanitizeUrls(true)
            .nodeRendererFactory(Markup::new)
            .attributeProviderFactory(context -> (node, tag, attributes) -> {
                if (node instanceof Heading) {
                    attributes.put("id", anchors.get(node));
                }
            })
            .build();

    /** The prose as HTML. */
    String html(String markdown) {
        Node document = PARSER.parse(markdown);
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(Heading heading) {
                String text = text(heading);
                String anchor = anchor(text);
                anchors.put(heading, anchor);
                titles.add(new Title(heading.getLevel(), text, anchor));
            }
        });
        return renderer.render(document);
    }

    /** The headings of all that was rendered so far. */
    List<Title> titles() {
        return List.copyOf(titles);
    }

    private static String text(Heading heading) {
        StringBuilder text = new StringBuilder();
        heading.accept(new AbstractVisitor() {
            @Override
            public void visit(Text node) {
                text.append(node.getLiteral());
            }

            @Override
            public void visit(Code node) {
                text.append(node.getLiteral());
            }

            @Override
            public void visit(HtmlInline node) {
                text.append(KEPT.matcher(node.getLiteral()).replaceAll(""));
            }
        });
        return text.toString().strip();
    }

    private String anchor(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", "-")
                .replaceAll("^-|-$", "");
        int before = used.merge(plain, 1, Integer::sum);
        return before == 1 ? "h-" + plain : "h-" + plain + "-" + before;
    }

    /** Writes HTML of the author's. */
    private record Markup(HtmlNodeRendererContext context) implements NodeRenderer {
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
