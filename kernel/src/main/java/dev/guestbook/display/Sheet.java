package dev.guestbook.display;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** An output made of blocks under a title, with a hint at the next useful step. Immutable. */
public final class Sheet implements Displayable {
    private final List<Span> title;
    private final List<Block> blocks;
    private final List<String> hints;

    private Sheet(List<Span> title, List<Block> blocks, List<String> hints) {
        this.title = title;
        this.blocks = blocks;
        this.hints = hints;
    }

    /** A sheet with a title of these pieces: spans, or values shown as {@link Table} shows them. */
    public static Sheet titled(Object... title) {
        return new Sheet(List.of(title).stream().map(Span::of).toList(), List.of(), List.of());
    }

    public static Sheet untitled() {
        return new Sheet(List.of(), List.of(), List.of());
    }

    /** This sheet with a further block. */
    public Sheet with(Block block) {
        List<Block> more = new ArrayList<>(blocks);
        more.add(block);
        return new Sheet(title, List.copyOf(more), hints);
    }

    /** This sheet with a further line of these pieces. */
    public Sheet line(Object... pieces) {
        return with(new Paragraph(List.of(pieces).stream().map(Span::of).toList()));
    }

    /** This sheet with the next useful step, e.g. {@code %wasm exports}. */
    public Sheet next(String hint) {
        List<String> more = new ArrayList<>(hints);
        more.add(hint);
        return new Sheet(title, blocks, List.copyOf(more));
    }

    @Override
    public MimeBundle bundle() {
        List<String> lines = new ArrayList<>();
        StringBuilder html = new StringBuilder();
        if (!title.isEmpty()) {
            lines.addAll(new Paragraph(title).lines());
            if (blocks.isEmpty()) {
                html.append(Html.heading(heading()));
            }
        }
        for (Block block : blocks) {
            lines.addAll(block.lines());
            html.append(block == blocks.get(0) ? block.html(heading()) : block.html());
        }
        MimeBundle whole = bundle(lines, html);
        if (!hints.isEmpty()) {
            List<Span> spans = new ArrayList<>();
            spans.add(Span.dim("next: "));
            for (int i = 0; i < hints.size(); i++) {
                if (i > 0) {
                    spans.add(Span.dim(", or "));
                }
                spans.add(Span.code(hints.get(i)));
            }
            Paragraph next = new Paragraph(spans);
            lines.addAll(next.lines());
            html.append(next.html());
            return bundle(lines, html).amidst(whole);
        }
        return whole;
    }

    private static MimeBundle bundle(List<String> lines, StringBuilder html) {
        return MimeBundle.of(String.join("\n", lines), Html.wrap(html.toString()));
    }

    private String heading() {
        return title.stream().map(Span::html).collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return bundle().plain();
    }
}
