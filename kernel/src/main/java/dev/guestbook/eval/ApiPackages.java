package dev.guestbook.eval;

import java.util.Set;

/** The packages of ours that snippets see; everything else of ours, and every library we use, is hidden from them. */
final class ApiPackages {
    private static final Set<String> NAMES =
            Set.of("dev.guestbook.contract", "dev.guestbook.display", "dev.guestbook.session", "dev.guestbook.wasm");

    private ApiPackages() {}

    static Set<String> names() {
        return NAMES;
    }

    static boolean contains(String packageName) {
        return NAMES.contains(packageName);
    }

    /** Whether the class with this binary name is in one of the packages. */
    static boolean holds(String className) {
        int dot = className.lastIndexOf('.');
        return dot > 0 && contains(className.substring(0, dot));
    }
}
