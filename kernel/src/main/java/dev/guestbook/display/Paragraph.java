package dev.guestbook.display;

import java.util.List;
import java.util.stream.Collectors;

/** A sentence or some; in a terminal on as many lines as it takes. */
record Paragraph(List<Span> spans) implements Block {
    Paragraph {
        spans = List.copyOf(spans);
    }

    @Override
    public List<String> lines() {
        return Wrapped.sentence(spans);
    }

    @Override
    public String html(String heading) {
        return (heading.isEmpty() ? "" : Html.heading(heading))
                + spans.stream().map(Span::html).collect(Collectors.joining("", "<p>", "</p>"));
    }
}
