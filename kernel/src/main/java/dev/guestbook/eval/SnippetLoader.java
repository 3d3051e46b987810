package dev.guestbook.eval;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * Loads snippets and what the user put on the class path. Of our own classes it shows {@link
 * ApiPackages} alone, so that a library of the user's never meets one of ours.
 */
final class SnippetLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final BiFunction<String, byte[], byte[]> rewrite;
    private final PackageAccess access = new PackageAccess();
    private final Map<String, byte[]> pending = new ConcurrentHashMap<>();

    /** @param rewrite what to make of a snippet's class before it is defined: name and bytes to bytes */
    SnippetLoader(BiFunction<String, byte[], byte[]> rewrite) {
        super("snippets", new URL[0], new Api());
        this.rewrite = rewrite;
    }

    PackageAccess access() {
        return access;
    }

    byte[] rewritten(String name, byte[] classFile) {
        return rewrite.apply(name, classFile);
    }

    /** Takes a class; it is defined when it is first needed. */
    void declare(String name, byte[] classFile) {
        pending.put(name, classFile);
    }

    /** Defines what was declared and not needed so far. */
    void definePending() throws ClassNotFoundException {
        for (String name : List.copyOf(pending.keySet())) {
            loadClass(name);
        }
    }

    void add(Path path) {
        try {
            addURL(path.toUri().toURL());
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("No class path entry: " + path, e);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] classFile = pending.remove(name);
        if (classFile == null) {
            return super.findClass(name);
        }
        access.note(classFile);
        byte[] rewritten = rewritten(name, classFile);
        return defineClass(name, rewritten, 0, rewritten.length);
    }

    /** The platform's classes, our API, and the hooks that rewritten snippets call. */
    private static final class Api extends ClassLoader {
        private final ClassLoader ours = SnippetLoader.class.getClassLoader();

        Api() {
            super("api", getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (ApiPackages.holds(name) || name.equals(SnippetHooks.class.getName())) {
                return ours.loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
