package dev.guestbook.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Kind;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;

/**
 * The imports that every cell sees, evaluated as one snippet: one compilation instead of one each.
 *
 * <p>JShell takes the text of an import as it is and names it after its first one, so that the first
 * here is one that nobody writes. A declaration of the user's that has an imported name takes it over;
 * JShell alone would reject every snippet from then on, the name being ambiguous.
 */
final class Prelude {
    private static final String FIRST = "import java.lang.annotation.Native;";
    private static final List<String> PLATFORM = List.of(
            "java.io",
            "java.math",
            "java.net",
            "java.nio.file",
            "java.util",
            "java.util.concurrent",
            "java.util.function",
            "java.util.prefs",
            "java.util.regex",
            "java.util.stream");
    private static final Pattern IMPORT = Pattern.compile("import\\s+(static\\s+)?[\\w.]*?(\\w+|\\*)\\s*;");
    private static final Pattern SHOWN_SHORT =
            Pattern.compile("\\b(?:java\\.lang|" + String.join("|", PLATFORM).replace(".", "\\.") + ")\\.(?=\\p{Lu})");

    private final JShell shell;

    /** Single imports still in force: what they import to the declaration. */
    private final Map<String, String> singles = new LinkedHashMap<>();

    private final List<String> others = new ArrayList<>();

    /**
     * Evaluates the imports.
     *
     * @throws IllegalArgumentException where one does not compile
     */
    Prelude(JShell shell, List<String> imports) {
        this.shell = shell;
        others.add(FIRST);
        PLATFORM.forEach(p -> others.add("import " + p + ".*;"));
        for (String line : imports) {
            Matcher matcher = IMPORT.matcher(line.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException("Not an import: " + line);
            }
            if (matcher.group(2).equals("*")) {
                others.add(line);
            } else {
                singles.put(key(matcher.group(1) != null, matcher.group(2)), line);
            }
        }
        evaluate();
    }

    private static String key(boolean isStatic, String name) {
        return (isStatic ? "static " : "") + name;
    }

    private void evaluate() {
        List<String> all = new ArrayList<>(others);
        all.addAll(singles.values());
        for (SnippetEvent event : shell.eval(String.join(" ", all))) {
            if (event.causeSnippet() == null && event.status() != Status.VALID) {
                String why = shell.diagnostics(event.snippet())
                        .map(d -> d.getMessage(null))
                        .findFirst()
                        .orElse("");
                throw new IllegalArgumentException("Not imports that compile: " + why);
            }
        }
    }

    /** A type's name as it is written where these imports are in force. */
    static String shorten(String type) {
        return SHOWN_SHORT.matcher(type).replaceAll("");
    }

    /** The user has declared or imported something: what was imported under its name gives way. */
    void giveWay(Snippet declared) {
        String name = importedName(declared);
        if (name == null) {
            return;
        }
        boolean isStatic = declared.kind() == Kind.METHOD || declared.subKind() == SubKind.SINGLE_STATIC_IMPORT_SUBKIND;
        if (singles.remove(key(isStatic, name)) != null) {
            evaluate();
        }
        if (!isStatic) {
            shell.snippets()
                    .filter(s -> !s.equals(declared) && shell.status(s).isActive() && isType(s))
                    .filter(s -> name.equals(importedName(s)))
                    .toList()
                    .forEach(shell::drop);
        }
    }

    private static boolean isType(Snippet snippet) {
        return snippet.kind() == Kind.TYPE_DECL || snippet.subKind() == SubKind.SINGLE_TYPE_IMPORT_SUBKIND;
    }

    private static String importedName(Snippet snippet) {
        return switch (snippet.subKind()) {
            case SINGLE_TYPE_IMPORT_SUBKIND, SINGLE_STATIC_IMPORT_SUBKIND -> ((ImportSnippet) snippet).name();
            case METHOD_SUBKIND -> ((jdk.jshell.MethodSnippet) snippet).name();
            default -> snippet instanceof jdk.jshell.TypeDeclSnippet type ? type.name() : null;
        };
    }
}
