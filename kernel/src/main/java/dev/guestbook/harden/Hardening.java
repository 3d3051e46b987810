package dev.guestbook.harden;

import dev.guestbook.contract.Prototype;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a class is to be written of.
 *
 * @param packageName empty for none
 * @param className a Java identifier; the module stands beside the class as {@code CLASS.wasm}
 * @param guest the guest's name, for the documentation
 * @param sha256 of the module, hexadecimal
 * @param maxPages what an instance's memory may grow to, in pages of 64 KiB
 * @param prototypes each becomes a method
 */
public record Hardening(
        String packageName,
        String className,
        String guest,
        String sha256,
        Allocation allocation,
        int maxPages,
        List<Prototype> prototypes) {

    /** A class and its test, as Java source. */
    public record Sources(String type, String test) {}

    public Hardening {
        prototypes = List.copyOf(prototypes);
    }

    /**
     * Writes both.
     *
     * @throws CannotHarden where a prototype has what no such class can hold
     */
    public Sources write() throws CannotHarden {
        Set<String> fields = new HashSet<>(Set.of("memory", "closed", "allocate", "release", "heap"));
        for (Prototype prototype : prototypes) {
            if (!fields.add(JavaNames.lower(prototype.name()))) {
                throw new CannotHarden(
                        "`" + prototype.name() + "` and another name of the contract or of the class are `"
                                + JavaNames.lower(prototype.name()) + "` in Java; leave one prototype out.");
            }
        }
        List<Method> methods = new java.util.ArrayList<>();
        for (Prototype prototype : prototypes) {
            methods.add(new Method(prototype, fields));
        }
        return new Sources(new ClassSource(this, methods).write(), new TestSource(this, methods).write());
    }
}
