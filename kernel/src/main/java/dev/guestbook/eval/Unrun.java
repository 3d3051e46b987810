package dev.guestbook.eval;

import dev.guestbook.eval.Completion.Match;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a text declares before the cursor and has not run yet, so that JShell does not know it. */
final class Unrun {
    private static final String TYPE =
            "(?:boolean|byte|char|short|int|long|float|double|var|(?:[a-z][\\w$]*\\.)*+[A-Z][\\w$]*+)(?:<[\\w$<>?,.\\[\\] ]*>)?(?:\\s*\\[\\s*\\])*";
    /** Followed by what follows a variable's name, and no method's. */
    private static final Pattern VARIABLE = Pattern.compile(
            "(?<![\\w$.])(?<type>" + TYPE + ")(?:\\.\\.\\.)?\\s+(?<name>[A-Za-z_$][\\w$]*+)\\s*(?=[=;:,)])");
    /** No block takes these; a declaration without them has the same members. */
    private static final Pattern MODIFIERS =
            Pattern.compile("(?m)(^|[;{}])(\\s*)(?:(?:public|private|protected|static)\\s+)+");

    private Unrun() {}

    /** The snippets before one, as the beginning of a block in which it then stands. */
    static String block(String snippets) {
        return snippets.isBlank() ? "" : "{ " + MODIFIERS.matcher(snippets).replaceAll("$1$2") + " ";
    }

    /** The variables that {@code text} declares, whose names begin so. */
    static List<Match> variables(String text, String prefix) {
        Map<String, Match> found = new LinkedHashMap<>();
        Matcher declared = VARIABLE.matcher(text);
        while (declared.find()) {
            String name = declared.group("name");
            if (name.startsWith(prefix) && Trailing.inCode(text.substring(0, declared.start()))) {
                found.put(name, new Match(name, "variable", declared.group("type")));
            }
        }
        return List.copyOf(found.values());
    }
}
