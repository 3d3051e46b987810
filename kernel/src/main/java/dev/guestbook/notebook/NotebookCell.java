package dev.guestbook.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;

/** One cell of a notebook: a view on its JSON. */
public final class NotebookCell {
    private final ObjectNode json;

    NotebookCell(ObjectNode json) {
        this.json = json;
    }

    /** Whether this cell is code. */
    public boolean isCode() {
        return json.path("cell_type").asText().equals("code");
    }

    /** Whether a run runs it: code that is not blank. */
    boolean isRunnable() {
        return isCode() && !source().isBlank();
    }

    /** Whether this cell is prose in Markdown. */
    public boolean isMarkdown() {
        return json.path("cell_type").asText().equals("markdown");
    }

    /** The cell's text; lines end in a newline except perhaps the last. */
    public String source() {
        return text(json.path("source"));
    }

    /** Whether the cell carries a tag, e.g. {@code raises-exception}. */
    public boolean hasTag(String tag) {
        for (JsonNode each : json.path("metadata").path("tags")) {
            if (each.asText().equals(tag)) {
                return true;
            }
        }
        return false;
    }

    /** Takes away what an earlier run left. */
    void clear() {
        outputs(0, List.of());
    }

    /** Sets what a run showed; a {@code count} of 0 means that the cell was not run. */
    void outputs(int count, List<ObjectNode> outputs) {
        if (count == 0) {
            json.putNull("execution_count");
        } else {
            json.put("execution_count", count);
        }
        json.set("outputs", new ArrayNode(JsonNodeFactory.instance, List.<JsonNode>copyOf(outputs)));
    }

    /** The outputs, in nbformat's shape. */
    Stream<JsonNode> outputs() {
        Stream.Builder<JsonNode> all = Stream.builder();
        json.path("outputs").forEach(all);
        return all.build();
    }

    /** The number the cell had in its last run, 0 where it was not run. */
    int count() {
        return json.path("execution_count").asInt(0);
    }

    /** A multi-line string of nbformat: one string, or a list of strings to join. */
    static String text(JsonNode node) {
        if (node.isTextual()) {
            return node.asText();
        }
        StringBuilder text = new StringBuilder();
        node.forEach(part -> text.append(part.asText()));
        return text.toString();
    }

    /** A text as nbformat keeps it: a list of lines, each but the last with its newline. */
    static ArrayNode lines(String text) {
        ArrayNode lines = JsonNodeFactory.instance.arrayNode();
        int start = 0;
        while (start < text.length()) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline + 1;
            lines.add(text.substring(start, end));
            start = end;
        }
        return lines;
    }
}
