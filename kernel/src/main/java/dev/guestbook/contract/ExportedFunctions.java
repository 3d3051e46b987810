package dev.guestbook.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The functions that a text exports, as prototypes of C.
 *
 * @param types the typedefs, enums and structs before them, as text
 * @param functions in their order
 * @param unread the exports whose declaration is none that C could have, each with the reason
 */
public record ExportedFunctions(List<String> types, List<Function> functions, Map<String, String> unread) {
    private static final Pattern MARKER = Pattern.compile("# \\d+ \".*\"((?: \\d)*)");
    private static final Pattern EXPORT = Pattern.compile("\\bexport_name\\s*\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*\\)");
    private static final Pattern INOUT =
            Pattern.compile("__attribute__\\s*\\(\\(\\s*annotate\\s*\\(\\s*\"inout\"\\s*\\)\\s*\\)\\)");
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_]\\w*");
    private static final Pattern ATTRIBUTE = Pattern.compile("\\b__attribute__\\s*\\(\\(");
    private static final Pattern NAME = Pattern.compile("\\b([A-Za-z_]\\w*)\\s*\\(");
    private static final Pattern TYPE = Pattern.compile("\\s*(?:typedef|struct|enum)\\b.*", Pattern.DOTALL);

    public ExportedFunctions {
        types = List.copyOf(types);
        functions = List.copyOf(functions);
        unread = Collections.unmodifiableMap(new LinkedHashMap<>(unread));
    }

    /**
     * An export.
     *
     * @param export its name for the host
     * @param prototype its declaration under that name where C can have it, with a semicolon
     */
    public record Function(String export, String prototype) {
        /** Whether its export's name can stand in a prototype. */
        public boolean isNamedInC() {
            return IDENTIFIER.matcher(export).matches();
        }
    }

    /**
     * Reads those of C in the text's order: what an attribute exports, and what has the name of another export, as where the
     * linker was told of it.
     *
     * @param preprocessed what the preprocessor left, with its line markers; what comes from system headers is left out
     * @param exports all functions that the module exports
     */
    public static ExportedFunctions of(String preprocessed, Collection<String> exports) {
        List<String> types = new ArrayList<>();
        List<Function> functions = new ArrayList<>();
        List<String> declarations = declarations(withoutSystemHeaders(preprocessed));
        Set<String> left = new HashSet<>(exports);
        declarations.forEach(each -> EXPORT.matcher(each).results().forEach(found -> left.remove(found.group(1))));
        Map<String, String> attributed = new HashMap<>();
        for (String declaration : declarations) {
            Matcher export = EXPORT.matcher(declaration);
            if (export.find()) {
                prototype(declaration, Optional.of(export.group(1))).ifPresent(functions::add);
                prototype(declaration, Optional.empty())
                        .ifPresent(own -> attributed.put(own.export(), export.group(1)));
            } else if (TYPE.matcher(declaration).matches() && !declaration.contains("(")) {
                types.add(declaration);
            } else {
                prototype(declaration, Optional.empty())
                        .map(own ->
                                attributed.getOrDefault(own.export(), left.contains(own.export()) ? own.export() : ""))
                        .filter(name -> !name.isEmpty())
                        .flatMap(name -> prototype(declaration, Optional.of(name)))
                        .ifPresent(function -> {
                            functions.removeIf(each -> each.export().equals(function.export())); // it is the definition
                            functions.add(function);
                        });
            }
        }
        return new ExportedFunctions(types, functions, Map.of());
    }

    private static String withoutSystemHeaders(String preprocessed) {
        StringBuilder kept = new StringBuilder();
        boolean system = false;
        for (String line : preprocessed.lines().toList()) {
            Matcher marker = MARKER.matcher(line);
            if (marker.matches()) {
                system = marker.group(1).contains("3");
            } else if (!system) {
                kept.append(line).append('\n');
            }
        }
        return kept.toString();
    }

    /** What stands between semicolons outside of brackets; a body ends a function. */
    private static List<String> declarations(String text) {
        List<String> found = new ArrayList<>();
        int depth = 0;
        int start = 0;
        boolean body = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\'') {
                i = literalEnd(text, i);
            } else if (c == '{' || c == '(' || c == '[') {
                body |= depth == 0 && opensBody(text, start, i);
                depth++;
            } else if (c == '}' || c == ')' || c == ']') {
                depth--;
            }
            boolean ends = depth == 0 && i < text.length() && (c == ';' || (c == '}' && body));
            if (ends) {
                found.add(text.substring(start, i + 1));
                start = i + 1;
                body = false;
            }
        }
        return found;
    }

    private static int literalEnd(String text, int open) {
        int at = open + 1;
        while (at < text.length() && text.charAt(at) != text.charAt(open)) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, text.length() - 1);
    }

    private static boolean opensBody(String text, int start, int at) {
        return text.charAt(at) == '{'
                && text.substring(start, at).stripTrailing().endsWith(")");
    }

    /** A function's declaration up to its body or its semicolon. */
    private static String head(String declaration) {
        int depth = 0;
        for (int i = 0; i < declaration.length(); i++) {
            char c = declaration.charAt(i);
            if (c == '"' || c == '\'') {
                i = literalEnd(declaration, i);
            } else if (depth == 0 && opensBody(declaration, 0, i)) {
                return declaration.substring(0, i);
            } else if (c == '{' || c == '(' || c == '[') {
                depth++;
            } else if (c == '}' || c == ')' || c == ']') {
                depth--;
            }
        }
        return declaration.replaceFirst(";\\s*$", "");
    }

    /** @param export under which name; empty for its own */
    private static Optional<Function> prototype(String declaration, Optional<String> export) {
        String head = withoutAttributes(INOUT.matcher(head(declaration)).replaceAll("inout"));
        Matcher name = NAME.matcher(head);
        if (!name.find()) {
            return Optional.empty();
        }
        String called = export.orElse(name.group(1));
        String inC = IDENTIFIER.matcher(called).matches() ? called : name.group(1);
        String renamed = head.substring(0, name.start(1)) + inC + head.substring(name.end(1));
        return Optional.of(new Function(
                called,
                renamed.replaceAll("\\b(?:static|extern|inline)\\b", " ")
                                .strip()
                                .replaceAll("\\s+", " ") + ";"));
    }

    private static String withoutAttributes(String text) {
        StringBuilder rest = new StringBuilder();
        int at = 0;
        for (Matcher attribute = ATTRIBUTE.matcher(text); attribute.find(at); ) {
            rest.append(text, at, attribute.start());
            int depth = 0;
            int i = attribute.end() - 2;
            do {
                depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
                i++;
            } while (depth > 0 && i < text.length());
            at = i;
        }
        return rest.append(text.substring(at)).toString();
    }
}
