package dev.guestbook.session;

import dev.guestbook.display.Numbers;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The Java objects that one instance was given as externref. It can keep such a reference and hand it back, and do
 * nothing else with it. What it keeps cannot be seen, so that each object stays here as long as the instance does. For
 * any thread.
 */
final class HostObjects {
    /** A guest that asks for new objects in a loop must not fill the heap. */
    private static final int MOST = 200_000;

    /** The engine's null reference. */
    private static final int NULL = -1;

    private final List<Object> objects = new ArrayList<>();
    private final IdentityHashMap<Object, Integer> references = new IdentityHashMap<>();

    /** The reference that stands for {@code object}, the same at each call. */
    synchronized long reference(Object object) {
        if (object == null) {
            return NULL;
        }
        Integer known = references.get(object);
        if (known != null) {
            return known;
        }
        if (objects.size() == MOST) {
            throw new Refused(
                    "The guest was given " + Numbers.grouped(MOST)
                            + " Java objects as externref, which is all that an instance can hold; %wasm reload lets go of them.");
        }
        int next = objects.size();
        objects.add(object);
        references.put(object, next);
        return next;
    }

    /** The object that a reference of the engine's stands for; null for a null reference. */
    synchronized Object object(long reference) {
        int index = (int) reference;
        return index == NULL ? null : objects.get(index);
    }
}
