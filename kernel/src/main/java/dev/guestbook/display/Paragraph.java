package dev.guestbook.display;

import java.util.List;
import java.util.stream.Collectors;

/** A line of text. */
record Paragraph(List<Span> spans) implements Block {
    Paragraph {
        spans = List.copyOf(spans);
    }

    @Override
    public List<String> lines() {
        return List.of(spans.stream().map(Span::text).collect(Collectors.joining()));
    }

    @Override
    public String html(String heading) {
        return (heading.isEmpty() ? "" : Html.heading(heading))
                + spans.stream().map(Span::html).collect(Collectors.joining("", "<p>", "</p>"));
    }
}
