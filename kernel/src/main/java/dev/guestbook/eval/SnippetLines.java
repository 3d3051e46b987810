package dev.guestbook.eval;

import dev.guestbook.eval.Evaluator.Origin;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.SnippetWrapper;

/**
 * Knows which lines of which cell a generated class was made from, so that stack traces can speak of
 * cells.
 *
 * <p>JShell names the class of a snippet after its key's number ({@code REPL.$JShell$12}, later {@code
 * $JShell$12B}; overloaded methods share one, {@code $JShell$5_7}), and tells that number to whoever
 * makes the snippet's id.
 */
final class SnippetLines {
    private static final Pattern CLASS_NAME = Pattern.compile("REPL\\.\\$JShell\\$(\\w+).*");
    private static final Pattern KEY = Pattern.compile("\\d+");

    private final Map<Integer, Place> places = new HashMap<>();
    private Origin next = new Origin(0, 1);

    private record Place(Snippet snippet, Origin origin) {}

    /** What a stack trace shows as the file of a cell's code. */
    static String source(int cell) {
        return new Origin(cell, 1).place();
    }

    /** What is evaluated from now on stands here. */
    void at(Origin origin) {
        next = origin;
    }

    /** JShell's id generator: remembers where the snippet stands. */
    synchronized String id(Snippet snippet, int key) {
        places.put(key, new Place(snippet, next));
        return Integer.toString(key);
    }

    /** The snippet of this key, as an unresolved reference names it. */
    synchronized Optional<Snippet> snippet(int key) {
        return Optional.ofNullable(places.get(key)).map(Place::snippet);
    }

    synchronized void forget(Snippet snippet) {
        places.remove(Integer.valueOf(snippet.id()));
    }

    /** The class with its cell as source and the cell's line numbers; for {@link SnippetLoader}. */
    byte[] rewrite(SourceCodeAnalysis analysis, String className, byte[] classFile) {
        Matcher name = CLASS_NAME.matcher(className);
        if (!name.matches()) {
            return SnippetRewriter.rewrite(classFile, "cell", line -> line);
        }
        String source = source(0);
        NavigableMap<Integer, Integer> lines = new TreeMap<>();
        Matcher key = KEY.matcher(name.group(1));
        while (key.find()) {
            Place place = place(Integer.parseInt(key.group()));
            if (place != null) {
                source = place.origin.place();
                map(analysis.wrapper(place.snippet), place.origin.firstLine(), lines);
            }
        }
        return SnippetRewriter.rewrite(classFile, source, nearest(lines));
    }

    private synchronized Place place(int key) {
        return places.get(key);
    }

    /** Adds the wrapper's line to the cell's for each line of the snippet. */
    private static void map(SnippetWrapper wrapper, int firstLine, Map<Integer, Integer> lines) {
        String source = wrapper.source();
        String wrapped = wrapper.wrapped();
        int line = firstLine;
        int start = 0;
        while (start < source.length()) {
            int end = source.indexOf('\n', start);
            end = end < 0 ? source.length() : end;
            int first = start;
            while (first < end && Character.isWhitespace(source.charAt(first))) {
                first++;
            }
            int position = first == end ? 0 : wrapper.sourceToWrappedPosition(first);
            if (position > 0 && position <= wrapped.length()) {
                lines.put(lineOf(wrapped, position), line);
            }
            line++;
            start = end + 1;
        }
    }

    private static int lineOf(String text, int position) {
        return 1
                + (int) text.substring(0, position)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    private static IntUnaryOperator nearest(NavigableMap<Integer, Integer> lines) {
        return line -> {
            Map.Entry<Integer, Integer> entry = lines.floorEntry(line);
            if (entry == null) {
                entry = lines.firstEntry();
            }
            return entry == null ? line : entry.getValue();
        };
    }
}
