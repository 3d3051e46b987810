package dev.guestbook.eval;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;

/**
 * The variables whose values were lost by the way, since a cell declared a type anew that they use: JShell
 * compiles each again, empty. What the cell itself sets afterwards is none of them.
 */
final class LostVariables {
    /** What was declared, by the name of the variable that it took the value from. */
    private final Map<String, String> causes = new LinkedHashMap<>();

    void clear() {
        causes.clear();
    }

    /** Takes notice of what the evaluation of another snippet did. */
    void caused(SnippetEvent event) {
        boolean lost =
                event.isSignatureChange() && event.previousStatus().isDefined() && event.status() != Status.OVERWRITTEN;
        if (lost
                && event.snippet() instanceof VarSnippet variable
                && event.causeSnippet() instanceof DeclarationSnippet cause) {
            causes.put(variable.name(), cause.name());
        }
    }

    void declared(VarSnippet variable) {
        causes.remove(variable.name());
    }

    /** What the user should know. */
    Optional<String> note() {
        if (causes.isEmpty()) {
            return Optional.empty();
        }
        String declared = causes.values().stream().distinct().collect(Collectors.joining(", "));
        boolean one = causes.size() == 1;
        return Optional.of(declared + " was declared anew, so " + String.join(", ", causes.keySet())
                + (one ? " has lost its value" : " have lost their values") + "; set " + (one ? "it" : "them")
                + " again.\n");
    }
}
