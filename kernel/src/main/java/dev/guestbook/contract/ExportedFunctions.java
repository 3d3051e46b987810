package dev.guestbook.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The functions that a text of C exports, as prototypes, out of what the preprocessor left of it.
 *
 * @param types the typedefs, enums and structs before them, as text
 * @param functions in their order
 */
public record ExportedFunctions(List<String> types, List<Function> functions) {
    private static final Pattern MARKER = Pattern.compile("# \\d+ \".*\"((?: \\d)*)");
    private static final Pattern EXPORT = Pattern.compile("\\bexport_name\\s*\\(\\s*\"([A-Za-z_]\\w*)\"\\s*\\)");
    private static final Pattern ATTRIBUTE = Pattern.compile("\\b__attribute__\\s*\\(\\(");
    private static final Pattern NAME = Pattern.compile("\\b([A-Za-z_]\\w*)\\s*\\(");
    private static final Pattern TYPE = Pattern.compile("\\s*(?:typedef|struct|enum)\\b.*", Pattern.DOTALL);

    public ExportedFunctions {
        types = List.copyOf(types);
        functions = List.copyOf(functions);
    }

    /**
     * An export.
     *
     * @param export its name for the host
     * @param prototype its declaration under that name, with a semicolon
     */
    public record Function(String export, String prototype) {}

    /** @param preprocessed C with the preprocessor's line markers; what comes from system headers is left out */
    public static ExportedFunctions of(String preprocessed) {
        List<String> types = new ArrayList<>();
        List<Function> functions = new ArrayList<>();
        for (String declaration : declarations(withoutSystemHeaders(preprocessed))) {
            Matcher export = EXPORT.matcher(declaration);
            if (export.find()) {
                prototype(declaration, export.group(1)).ifPresent(functions::add);
            } else if (TYPE.matcher(declaration).matches() && !declaration.contains("(")) {
                types.add(declaration);
            }
        }
        return new ExportedFunctions(types, functions);
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
                body |= depth == 0
                        && c == '{'
                        && text.substring(start, i).stripTrailing().endsWith(")");
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

    private static Optional<Function> prototype(String declaration, String export) {
        int brace = declaration.indexOf('{');
        String head =
                withoutAttributes(brace < 0 ? declaration.replaceFirst(";\\s*$", "") : declaration.substring(0, brace));
        Matcher name = NAME.matcher(head);
        if (!name.find()) {
            return Optional.empty();
        }
        String renamed = head.substring(0, name.start(1)) + export + head.substring(name.end(1));
        return Optional.of(new Function(
                export,
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
