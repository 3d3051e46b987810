package dev.guestbook.eval;

import dev.guestbook.display.MimeBundle;
import dev.guestbook.eval.Completion.Match;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/** Completion, documentation and completeness of Java, from JShell's analysis of the text. */
final class JavaAssistant {
    private final SourceCodeAnalysis analysis;
    private final ApiFileManager files;

    JavaAssistant(SourceCodeAnalysis analysis, ApiFileManager files) {
        this.analysis = analysis;
        this.files = files;
    }

    Completion complete(String source, int cursor) {
        files.allowIndexing();
        int start = snippetStart(source, cursor);
        String text = source.substring(start);
        int[] anchor = {-1};
        List<Suggestion> suggestions = analysis.completionSuggestions(text, cursor - start, anchor);
        Map<String, Match> matches = new LinkedHashMap<>();
        for (Suggestion suggestion : suggestions) {
            matches.putIfAbsent(suggestion.continuation(), new Match(suggestion.continuation(), "", ""));
        }
        if (matches.isEmpty()) {
            return Completion.none(cursor);
        }
        return new Completion(start + anchor[0], cursor, List.copyOf(matches.values()));
    }

    /** Where the snippet that holds the cursor starts; the ones before it are whole. */
    private int snippetStart(String source, int cursor) {
        int start = 0;
        while (true) {
            String rest = source.substring(start, cursor);
            CompletionInfo info = analysis.analyzeCompletion(rest);
            if (info.source() == null || info.remaining().isBlank()) {
                return start;
            }
            int taken = rest.length() - info.remaining().length();
            if (taken <= 0) {
                return start;
            }
            start += taken;
        }
    }

    Optional<MimeBundle> inspect(String source, int cursor) {
        return Optional.empty();
    }

    Completeness completeness(String source) {
        String rest = source;
        while (!rest.isBlank()) {
            CompletionInfo info = analysis.analyzeCompletion(rest);
            switch (info.completeness()) {
                case EMPTY:
                    return new Completeness(Completeness.Status.COMPLETE, "");
                case DEFINITELY_INCOMPLETE:
                case CONSIDERED_INCOMPLETE:
                    return new Completeness(Completeness.Status.INCOMPLETE, indent(source));
                case UNKNOWN:
                    return new Completeness(Completeness.Status.INVALID, "");
                default:
                    rest = info.remaining();
            }
        }
        return new Completeness(Completeness.Status.COMPLETE, "");
    }

    /** The last line's indentation, one step more where it leaves something open. */
    private static String indent(String source) {
        String last = source.stripTrailing();
        last = last.substring(last.lastIndexOf('\n') + 1);
        String indent = last.substring(0, last.length() - last.stripLeading().length());
        return last.endsWith(";") || last.endsWith("}") ? indent : indent + "    ";
    }
}
