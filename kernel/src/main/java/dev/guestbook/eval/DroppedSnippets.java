package dev.guestbook.eval;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.Set;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;

/**
 * Lets go of snippets that were dropped. JShell keeps every snippet it has seen, with the text of all imports, and goes
 * through them all at each compilation; it offers no way to let one go, so its own set of them is reached into, which
 * the jar's manifest opens. Where that does not work they stay, and nothing else is different.
 */
final class DroppedSnippets {
    private final Set<?> seen;

    DroppedSnippets(JShell shell) {
        seen = seen(shell);
    }

    private static Set<?> seen(JShell shell) {
        try {
            Object maps = read(JShell.class, "maps", shell);
            return read(maps.getClass(), "snippets", maps) instanceof Set<?> set ? set : Set.of();
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return Set.of(); // another JShell than those of today, or one that is not opened
        }
    }

    private static Object read(Class<?> type, String name, Object owner) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    /** Lets go of a snippet that JShell has dropped; on JShell's thread. */
    void forget(Snippet snippet) {
        if (!seen.isEmpty()) {
            seen.remove(snippet);
        }
    }
}
