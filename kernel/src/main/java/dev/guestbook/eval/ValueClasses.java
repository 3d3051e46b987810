package dev.guestbook.eval;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The class of a cell's last expression. Nothing refers to it later, so that it gets a loader of its
 * own and is collected with it, and JShell may give each the same name: it then keeps one where it
 * would keep thousands, and list them in each compilation.
 */
final class ValueClasses {
    private final SnippetLoader parent;

    /** The latest bytes of each name; JShell does not hand over again what has not changed. */
    private final Map<String, byte[]> latest = new HashMap<>();

    private boolean refused;

    ValueClasses(SnippetLoader parent) {
        this.parent = parent;
    }

    /** A value is compiled from here on. */
    void begin() {
        refused = false;
    }

    /** Takes classes that are new to JShell. False where they must share the snippets' own loader. */
    boolean load(Map<String, byte[]> classes) {
        refused |= needSnippetsLoader(classes);
        latest.putAll(classes);
        return !refused;
    }

    /** Takes new versions of classes. False where they must share the snippets' own loader. */
    boolean redefine(Map<String, byte[]> classes) {
        refused |= needSnippetsLoader(classes);
        if (!refused) {
            latest.putAll(classes);
        }
        return !refused;
    }

    private boolean needSnippetsLoader(Map<String, byte[]> classes) {
        Set<String> own = new HashSet<>(latest.keySet());
        own.addAll(classes.keySet());
        return parent.access().neededBy(classes.values(), own);
    }

    /** Where to find the class that was compiled last. */
    ClassLoader loader() {
        return refused ? parent : new Loader(parent, Map.copyOf(latest));
    }

    private static final class Loader extends ClassLoader {
        private final SnippetLoader snippets;
        private final Map<String, byte[]> classes;

        Loader(SnippetLoader snippets, Map<String, byte[]> classes) {
            super("value", snippets);
            this.snippets = snippets;
            this.classes = classes;
        }

        /** Its own classes first: the parent may have others of these names. */
        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                return classes.containsKey(name) ? findClass(name) : super.loadClass(name, resolve);
            }
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] classFile = classes.get(name);
            if (classFile == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] rewritten = snippets.rewritten(name, classFile);
            return defineClass(name, rewritten, 0, rewritten.length);
        }
    }
}
