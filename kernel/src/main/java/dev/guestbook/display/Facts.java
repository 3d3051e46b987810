package dev.guestbook.display;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Named facts about one thing, one a line: the body of a card. Immutable. */
public final class Facts implements Block {
    private final List<Fact> facts;

    private record Fact(String name, List<Span> value) {}

    private Facts(List<Fact> facts) {
        this.facts = facts;
    }

    public static Facts none() {
        return new Facts(List.of());
    }

    /**
     * These facts and one more.
     *
     * @param value its pieces: spans, or values shown as {@link Table} shows them
     */
    public Facts and(String name, Object... value) {
        List<Fact> more = new ArrayList<>(facts);
        more.add(new Fact(name, List.of(value).stream().map(Span::of).toList()));
        return new Facts(List.copyOf(more));
    }

    @Override
    public List<String> lines() {
        int width = facts.stream().mapToInt(f -> Columns.width(f.name())).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (Fact fact : facts) {
            String value = fact.value().stream().map(Span::text).collect(Collectors.joining());
            String name = fact.name();
            for (String line : Wrapped.lines(value, Math.max(20, Wrapped.WIDTH - width - 2))) {
                lines.add(Columns.left(name, width) + "  " + line);
                name = "";
            }
        }
        return lines;
    }

    @Override
    public String html(String heading) {
        StringBuilder html = new StringBuilder("<table>" + Html.caption(heading) + "<tbody>");
        for (Fact fact : facts) {
            html.append("<tr><th scope=\"row\" style=\"text-align:left\">")
                    .append(Html.escape(fact.name()))
                    .append("</th><td class=\"gb-f\" style=\"text-align:left\">");
            fact.value().forEach(span -> html.append(span.html()));
            html.append("</td></tr>");
        }
        return html.append("</tbody></table>").toString();
    }
}
