package dev.guestbook.toolchain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.guestbook.display.Diagnostic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What rustc wrote with {@code --error-format json}, a message a line, as places in the text that was compiled: each
 * message with its labels and notes, in the order of the text. A place in a macro of somebody else is told where the text
 * uses the macro.
 *
 * @param diagnostics in the order of the text
 * @param others the words about no place, such as a linker's
 */
record RustComplaints(List<Diagnostic> diagnostics, List<String> others) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String TEXT = "<anon>";
    private static final Pattern SUMMARY = Pattern.compile("aborting due to .*|\\d+ warnings? emitted|"
            + "Some errors have detailed explanations.*|For more information .*");

    /** Before it knows in which form to complain: of its own arguments. */
    private static final Pattern PLAIN = Pattern.compile("error(?:\\[\\w+])?: (?!aborting due to)(.*)");

    boolean hasError() {
        return diagnostics.stream().anyMatch(one -> one.kind() == Diagnostic.Kind.ERROR);
    }

    static RustComplaints of(String said, String text) {
        List<String> source = text.lines().toList();
        List<List<Diagnostic>> told = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (String line : said.lines().toList()) {
            Matcher plain = PLAIN.matcher(line);
            Optional<JsonNode> message = message(line);
            if (message.isPresent()) {
                List<Diagnostic> one = diagnostics(message.get(), source);
                if (!one.isEmpty()) {
                    told.add(one);
                } else if (message.get().path("level").asText().startsWith("error")) {
                    others.add(words(message.get()));
                }
            } else if (plain.matches()) {
                others.add(plain.group(1));
            }
        }
        told.sort(Comparator.comparingInt((List<Diagnostic> one) -> one.get(0).line())
                .thenComparingInt(one -> one.get(0).column()));
        return new RustComplaints(told.stream().flatMap(List::stream).toList(), List.copyOf(others));
    }

    /** Empty where a line is none, as of a program in between, or only counts the others. */
    private static Optional<JsonNode> message(String line) {
        if (!line.startsWith("{")) {
            return Optional.empty();
        }
        try {
            JsonNode message = JSON.readTree(line);
            return SUMMARY.matcher(message.path("message").asText()).matches()
                    ? Optional.empty()
                    : Optional.of(message);
        } catch (JsonProcessingException e) {
            return Optional.empty(); // nothing that rustc itself wrote
        }
    }

    /** The message at its own place, then what it says of others; empty where it is about no place of the text. */
    private static List<Diagnostic> diagnostics(JsonNode message, List<String> source) {
        Optional<JsonNode> primary = spans(message)
                .filter(span -> span.path("is_primary").asBoolean())
                .findFirst();
        Optional<JsonNode> place = primary.flatMap(RustComplaints::inText);
        if (place.isEmpty()) {
            return List.of();
        }
        List<Diagnostic> all = new ArrayList<>();
        StringBuilder words = new StringBuilder(message.path("message").asText());
        String label = primary.get().path("label").asText("");
        words.append(label.isEmpty() ? "" : ": " + label);
        List<Diagnostic> below = new ArrayList<>();
        spans(message)
                .filter(span -> !span.path("is_primary").asBoolean()
                        && !span.path("label").asText("").isEmpty())
                .forEach(span -> inText(span)
                        .ifPresent(at -> below.add(
                                at(at, Diagnostic.Kind.NOTE, span.path("label").asText(), source))));
        for (JsonNode child : message.path("children")) {
            Optional<JsonNode> there =
                    spans(child).findFirst().flatMap(RustComplaints::inText).filter(at -> !sameLine(at, place.get()));
            String said = said(child);
            if (there.isPresent()) {
                below.add(at(there.get(), Diagnostic.Kind.NOTE, said, source));
            } else {
                words.append('\n')
                        .append(child.path("level").asText())
                        .append(": ")
                        .append(said);
            }
        }
        Diagnostic.Kind kind =
                message.path("level").asText().startsWith("error") ? Diagnostic.Kind.ERROR : Diagnostic.Kind.WARNING;
        all.add(at(place.get(), kind, words.toString(), source));
        all.addAll(below);
        return all;
    }

    private static boolean sameLine(JsonNode one, JsonNode other) {
        return one.path("line_start").asInt() == other.path("line_start").asInt();
    }

    /** A note or a help, with what it would write. */
    private static String said(JsonNode child) {
        String written = spans(child)
                .map(span -> span.path("suggested_replacement").asText("").strip())
                .filter(each -> !each.isEmpty() && !each.contains("\n"))
                .findFirst()
                .map(each -> ": `" + each + "`")
                .orElse("");
        return child.path("message").asText() + written;
    }

    /** A message about no place: what a program that it ran said comes last. */
    private static String words(JsonNode message) {
        List<String> words = new ArrayList<>(List.of(message.path("message").asText()));
        for (JsonNode child : message.path("children")) {
            String said = child.path("message").asText().strip();
            if (!said.startsWith("\"")) { // the command line, which the user has not written
                words.add(said.lines().findFirst().orElse(""));
            }
        }
        return String.join("; ", words);
    }

    private static Stream<JsonNode> spans(JsonNode message) {
        return StreamSupport.stream(message.path("spans").spliterator(), false);
    }

    /** The span, or the use of a macro in the text that it comes from. */
    private static Optional<JsonNode> inText(JsonNode span) {
        JsonNode at = span;
        while (!at.path("file_name").asText().equals(TEXT)) {
            at = at.path("expansion").path("span");
            if (at.isMissingNode() || at.isNull()) {
                return Optional.empty();
            }
        }
        return Optional.of(at);
    }

    /** Columns count characters, ends are behind the last. */
    private static Diagnostic at(JsonNode span, Diagnostic.Kind kind, String words, List<String> source) {
        int line = span.path("line_start").asInt();
        String there = line >= 1 && line <= source.size() ? source.get(line - 1) : "";
        int start = offset(there, span.path("column_start").asInt());
        int end = span.path("line_end").asInt() == line
                ? offset(there, span.path("column_end").asInt())
                : there.length();
        return new Diagnostic(kind, line, start + 1, Math.max(1, end - start), words);
    }

    private static int offset(String line, int column) {
        return line.offsetByCodePoints(0, Math.max(0, Math.min(column - 1, line.codePointCount(0, line.length()))));
    }
}
