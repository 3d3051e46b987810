package dev.guestbook.wasm.code;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Defines one module's classes, each when it is first needed. */
final class GuestLoader extends ClassLoader {
    private final Map<String, byte[]> classes;
    private final Poll poll = new Poll();

    GuestLoader(Map<String, byte[]> classes) {
        super("guest", GuestLoader.class.getClassLoader());
        this.classes = new ConcurrentHashMap<>(classes);
    }

    Poll poll() {
        return poll;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.remove(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
