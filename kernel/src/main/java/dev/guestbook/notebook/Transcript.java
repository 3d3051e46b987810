package dev.guestbook.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.guestbook.display.CellOutput;
import dev.guestbook.display.Failure;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Numbers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the cells of one run have shown, in nbformat's shape: text of one stream is joined, a display with an id is
 * replaced wherever it stands, a cleared cell begins again. Text beyond what a notebook can hold is counted. Any thread
 * may add, also after its cell has ended.
 */
final class Transcript {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper VALUES = new ObjectMapper();

    /** Characters of text that a cell keeps. */
    static final int MOST_TEXT = 4 << 20;

    /** What a further piece of text costs beyond its characters, about. */
    private static final int PIECE = 100;

    /** Displays by id, over all cells; also the lock of everything here. */
    private final Map<String, List<Data>> displays = new HashMap<>();

    /** Where the outputs of one more cell go. */
    Page page() {
        return new Page();
    }

    private interface Entry {
        ObjectNode json();
    }

    private record Text(String stream, StringBuilder text) implements Entry {
        @Override
        public ObjectNode json() {
            ObjectNode json = NODES.objectNode();
            json.put("name", stream);
            json.put("output_type", "stream");
            json.set("text", NotebookCell.lines(text.toString()));
            return json;
        }
    }

    private record Failed(Failure failure) implements Entry {
        @Override
        public ObjectNode json() {
            ObjectNode json = NODES.objectNode();
            json.put("ename", failure.name());
            json.put("evalue", failure.message());
            json.put("output_type", "error");
            failure.traceback().forEach(json.putArray("traceback")::add);
            return json;
        }
    }

    private static final class Data implements Entry {
        private MimeBundle bundle;
        private final int count;

        Data(MimeBundle bundle, int count) {
            this.bundle = bundle;
            this.count = count;
        }

        @Override
        public ObjectNode json() {
            ObjectNode json = NODES.objectNode();
            ObjectNode data = json.putObject("data");
            bundle.data().forEach((type, content) -> data.set(type, content(content)));
            if (count > 0) {
                json.put("execution_count", count);
            }
            json.set("metadata", VALUES.valueToTree(bundle.metadata()));
            json.put("output_type", count > 0 ? "execute_result" : "display_data");
            return json;
        }

        private static JsonNode content(Object content) {
            return content instanceof String text ? NotebookCell.lines(text) : VALUES.valueToTree(content);
        }
    }

    /** The outputs of one cell. */
    final class Page {
        private final List<Entry> entries = new ArrayList<>();
        private boolean clearNext;
        private long taken;
        private long left;

        /** Adds one output. */
        void add(CellOutput output) {
            synchronized (displays) {
                if (output instanceof CellOutput.Clear clear) {
                    clearNext = clear.untilNextOutput();
                    if (!clearNext) {
                        clear();
                    }
                } else if (output instanceof CellOutput.Update update) {
                    displays.getOrDefault(update.displayId(), List.of()).forEach(data -> data.bundle = update.bundle());
                } else if (output instanceof CellOutput.Text text) {
                    text(text.stream().protocolName(), text.text());
                } else if (output instanceof CellOutput.Shown shown) {
                    Data data = new Data(shown.bundle(), 0);
                    append(data);
                    shown.displayId()
                            .ifPresent(id -> displays.computeIfAbsent(id, key -> new ArrayList<>())
                                    .add(data));
                }
            }
        }

        void result(MimeBundle bundle, int count) {
            synchronized (displays) {
                append(new Data(bundle, count));
            }
        }

        void failure(Failure failure) {
            synchronized (displays) {
                append(new Failed(failure));
            }
        }

        /** The outputs as they stand now. */
        List<ObjectNode> json() {
            synchronized (displays) {
                Stream<Entry> kept = entries.stream();
                return (left == 0 ? kept : Stream.concat(kept, Stream.of(leftOut())))
                        .map(Entry::json)
                        .toList();
            }
        }

        private Text leftOut() {
            return new Text(
                    "stderr",
                    new StringBuilder("\n… " + Numbers.grouped(left)
                            + " more characters of text are left out; write so much to a file.\n"));
        }

        private void text(String stream, String whole) {
            int length = (int) Math.min(whole.length(), Math.max(0, MOST_TEXT - taken));
            left += whole.length() - length;
            if (length == 0) {
                return;
            }
            String text = whole.substring(0, length);
            taken += length;
            if (!clearNext && !entries.isEmpty() && entries.get(entries.size() - 1) instanceof Text last) {
                if (last.stream().equals(stream)) {
                    last.text().append(text);
                    return;
                }
            }
            taken += PIECE;
            append(new Text(stream, new StringBuilder(text)));
        }

        private void append(Entry entry) {
            if (clearNext) {
                clear();
                clearNext = false;
            }
            entries.add(entry);
        }

        private void clear() {
            entries.clear();
            taken = 0;
            left = 0;
        }
    }
}
