package dev.guestbook.eval;

import dev.guestbook.display.MimeBundle;
import dev.guestbook.eval.Completion.Match;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/** Completion, documentation and completeness of Java, from JShell's analysis of the text. */
final class JavaAssistant {
    /** Each signature costs an analysis of the text. */
    private static final int SIGNATURES = 2;

    /** Packages whose types cells have imported. */
    private static final Pattern OURS = Pattern.compile("\\bdev\\.guestbook\\.(?:session|display|wasm)\\.(?=\\p{Lu})");

    private static final List<String> KEYWORDS = List.of(
            "abstract",
            "assert",
            "boolean",
            "break",
            "byte",
            "case",
            "catch",
            "char",
            "class",
            "continue",
            "default",
            "double",
            "else",
            "enum",
            "extends",
            "false",
            "final",
            "finally",
            "float",
            "for",
            "if",
            "implements",
            "import",
            "instanceof",
            "int",
            "interface",
            "long",
            "new",
            "null",
            "private",
            "protected",
            "public",
            "record",
            "return",
            "sealed",
            "short",
            "static",
            "super",
            "switch",
            "synchronized",
            "this",
            "throw",
            "throws",
            "transient",
            "true",
            "try",
            "var",
            "void",
            "volatile",
            "while",
            "yield");

    private final JShell shell;
    private final SourceCodeAnalysis analysis;
    private final ApiFileManager files;
    private final ApiSources sources = new ApiSources();
    private final PlatformClasses classes = new PlatformClasses();

    JavaAssistant(JShell shell, ApiFileManager files) {
        this.shell = shell;
        this.analysis = shell.sourceCodeAnalysis();
        this.files = files;
    }

    Completion complete(String source, int cursor) {
        files.allowIndexing();
        int start = snippetStart(source, cursor);
        String text = source.substring(start, cursor);
        if (!Trailing.inCode(text)) {
            return Completion.none(cursor);
        }
        boolean called = source.startsWith("(", cursor);
        boolean member = isMember(text);
        Map<String, Match> matches = new LinkedHashMap<>();
        if (!member) {
            Unrun.variables(source.substring(0, cursor), text.substring(nameStart(text)))
                    .forEach(declared -> matches.put(declared.text(), declared));
        }
        String before = "";
        int anchor = suggest(text, called, matches);
        if (matches.isEmpty() && member && start > 0) {
            before = Unrun.block(source.substring(0, start));
            anchor = suggest(before + text, called, matches) - before.length();
        }
        keywords(text).forEach(k -> matches.putIfAbsent(k, new Match(k, "keyword", "")));
        if (matches.isEmpty()) {
            return unimported(source, start, cursor);
        }
        return new Completion(start + anchor, cursor, withSignatures(matches, before + text.substring(0, anchor)));
    }

    /** Adds what JShell suggests at the end of {@code text}; where in it that would stand. */
    private int suggest(String text, boolean called, Map<String, Match> matches) {
        int[] anchor = {nameStart(text)};
        for (Suggestion suggestion : analysis.completionSuggestions(text, text.length(), anchor)) {
            String found = suggestion.continuation();
            if (found.startsWith(JShellEvaluator.VALUE)) {
                continue; // the class of a value is not the user's
            }
            String shown = called ? found.replaceAll("\\(\\)?$", "") : found;
            matches.putIfAbsent(shown, new Match(shown, typeOf(found, text, anchor[0]), ""));
        }
        return anchor[0];
    }

    private static boolean isMember(String text) {
        return text.substring(0, nameStart(text)).stripTrailing().endsWith(".");
    }

    /** Whether there are so few matches that their signatures should be known, and one of them is not. */
    boolean lacksSignatures(Completion completion) {
        List<Match> matches = completion.matches();
        return matches.size() <= SIGNATURES
                && matches.stream()
                        .anyMatch(match -> match.type().equals("method")
                                && match.signature().isEmpty());
    }

    private static int nameStart(String text) {
        int start = text.length();
        while (start > 0 && Character.isJavaIdentifierPart(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    /** JShell suggests none. */
    private static List<String> keywords(String text) {
        String prefix = text.substring(nameStart(text));
        return prefix.isEmpty() || isMember(text)
                ? List.of()
                : KEYWORDS.stream().filter(k -> k.startsWith(prefix)).toList();
    }

    /** A simple class name that no import covers: its full names. */
    private Completion unimported(String source, int start, int cursor) {
        String text = source.substring(start, cursor);
        SourceCodeAnalysis.QualifiedNames names = analysis.listQualifiedNames(text, text.length());
        List<Match> matches = new ArrayList<>();
        for (String name : names.getNames()) {
            matches.add(new Match(name, "class", "not imported"));
        }
        int simple = nameStart(text);
        if (matches.isEmpty() && !isMember(text)) {
            List<Match> platform = classes.startingWith(text.substring(simple)).stream()
                    .map(name -> new Match(name, "class", "not imported"))
                    .toList();
            return platform.isEmpty() ? Completion.none(cursor) : new Completion(start + simple, cursor, platform);
        }
        return matches.isEmpty()
                ? Completion.none(cursor)
                : new Completion(cursor - names.getSimpleNameLength(), cursor, matches);
    }

    private List<Match> withSignatures(Map<String, Match> matches, String before) {
        List<Match> all = new ArrayList<>(matches.values());
        if (all.size() <= SIGNATURES) {
            all.replaceAll(match -> match.type().equals("method") ? withSignature(match, before) : match);
        }
        return all;
    }

    private Match withSignature(Match match, String before) {
        String call = before + match.text().replaceAll("\\(\\)?$", "") + "(";
        List<Documentation> found = analysis.documentation(call, call.length(), false);
        if (found.isEmpty()) {
            return match;
        }
        String more = found.size() > 1 ? " and " + (found.size() - 1) + " more" : "";
        return new Match(match.text(), match.type(), shorten(found.get(0).signature()) + more);
    }

    private static String shorten(String signature) {
        return OURS.matcher(Prelude.shorten(ErrorText.clean(ApiSources.withoutComponents(signature))))
                .replaceAll("");
    }

    /** What kind of thing a suggestion is, as far as its text and place tell. */
    private String typeOf(String found, String text, int anchor) {
        if (found.endsWith("(") || found.endsWith("()")) {
            return "method";
        }
        if (found.endsWith(".")) {
            return "package";
        }
        if (KEYWORDS.contains(found)) {
            return "keyword";
        }
        boolean member = anchor > 0 && text.charAt(anchor - 1) == '.';
        if (!member && shell.variables().anyMatch(v -> v.name().equals(found))) {
            return "variable";
        }
        if (Character.isUpperCase(found.charAt(0))) {
            boolean constant = member && found.length() > 1 && found.equals(found.toUpperCase(Locale.ROOT));
            return constant ? "field" : "class";
        }
        if (isPackage(text, anchor, found)) {
            return "package";
        }
        return member ? "field" : "variable";
    }

    private boolean isPackage(String text, int anchor, String found) {
        int start = anchor;
        while (start > 0 && (Character.isJavaIdentifierPart(text.charAt(start - 1)) || text.charAt(start - 1) == '.')) {
            start--;
        }
        String prefix = text.substring(start, anchor) + found;
        return ModuleLayer.boot().modules().stream()
                .flatMap(module -> module.getPackages().stream())
                .anyMatch(name -> name.equals(prefix) || name.startsWith(prefix + "."));
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

    Optional<MimeBundle> inspect(String source, int cursor, int detail) {
        int end = cursor;
        while (end < source.length() && Character.isJavaIdentifierPart(source.charAt(end))) {
            end++;
        }
        int start = snippetStart(source, end);
        String text = source.substring(start, end);
        boolean called = source.startsWith("(", end);
        List<Documentation> found = documented(text, called);
        if (found.isEmpty() && start > 0) {
            found = documented(Unrun.block(source.substring(0, start)) + text, called);
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(page(found, detail));
    }

    /** What ends {@code text}: a name, or a call of it. */
    private List<Documentation> documented(String text, boolean called) {
        boolean atName = !text.isEmpty() && Character.isJavaIdentifierPart(text.charAt(text.length() - 1));
        List<Documentation> found = analysis.documentation(text, text.length(), true);
        if (atName && (found.isEmpty() || called)) {
            String call = text + "(";
            List<Documentation> methods = analysis.documentation(call, call.length(), true);
            return methods.isEmpty() ? found : methods;
        }
        return found;
    }

    /** All signatures; the documentation of the first that has any, or with more detail of each. */
    private MimeBundle page(List<Documentation> found, int detail) {
        StringBuilder text = new StringBuilder();
        StringBuilder html = new StringBuilder();
        boolean documented = false;
        for (Documentation entry : found) {
            String signature = shorten(entry.signature());
            text.append(signature).append('\n');
            html.append("<pre>").append(escape(signature)).append("</pre>");
            String comment = entry.javadoc() == null
                    ? sources.comment(ErrorText.clean(entry.signature())).orElse(null)
                    : entry.javadoc();
            if (comment != null && (detail > 0 || !documented)) {
                documented = true;
                Javadoc javadoc = new Javadoc(comment);
                text.append(javadoc.text().indent(4)).append('\n');
                html.append(javadoc.html());
            }
        }
        return MimeBundle.of(text.toString().stripTrailing(), html.toString());
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
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
