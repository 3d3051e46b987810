package dev.guestbook.harden;

import dev.guestbook.contract.Parameter;
import dev.guestbook.contract.Prototype;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a class is to be written of.
 *
 * @param packageName empty for none
 * @param className a Java identifier; the module stands beside the class as {@code CLASS.wasm}
 * @param guest the guest's name, for the documentation
 * @param sha256 of the module, hexadecimal
 * @param instantiation how the module becomes an instance
 * @param maxPages what an instance's memory may grow to, in pages of 64 KiB
 * @param prototypes each becomes a method
 */
public record Hardening(
        String packageName,
        String className,
        String guest,
        String sha256,
        Instantiation instantiation,
        Allocation allocation,
        int maxPages,
        List<Prototype> prototypes) {

    /** A class and its test, as Java source. */
    public record Sources(String type, String test) {}

    public Hardening {
        prototypes = List.copyOf(prototypes);
    }

    /** Refuses two types of one name: structs, records of outputs, the class. */
    private void checkTypes(List<Method> methods) throws CannotHarden {
        Set<String> structs = new LinkedHashSet<>();
        methods.forEach(method -> structs.addAll(method.structs()));
        List<String> all =
                new ArrayList<>(structs.stream().map(JavaNames::upper).toList());
        methods.stream().filter(Method::givesRecord).map(Method::returned).forEach(all::add);
        all.add(className);
        Set<String> seen = new HashSet<>();
        for (String name : all) {
            if (!seen.add(name)) {
                throw new CannotHarden(
                        "Two types would be `" + name + "` in Java, of structs, of functions with several"
                                + " outputs, and the class; give one another name.");
            }
        }
    }

    /**
     * Writes both.
     *
     * @throws CannotHarden where a prototype has what no such class can hold
     */
    public Sources write() throws CannotHarden {
        Set<String> fields = new HashSet<>(Set.of("memory", "closed", "calling", "allocate", "release", "heap"));
        for (Prototype prototype : prototypes) {
            if (!fields.add(JavaNames.lower(prototype.name()))) {
                throw new CannotHarden(
                        "`" + prototype.name() + "` and another name of the contract or of the class are `"
                                + JavaNames.lower(prototype.name()) + "` in Java; leave one prototype out.");
            }
        }
        List<Method> methods = new ArrayList<>();
        for (Prototype prototype : prototypes) {
            checkMemory(prototype);
            methods.add(new Method(prototype, fields));
        }
        checkTypes(methods);
        HostMethods host = new HostMethods(instantiation);
        Sources sources =
                new Sources(new ClassSource(this, methods, host).write(), new TestSource(this, methods, host).write());
        checkOwnName(sources);
        return sources;
    }

    private void checkMemory(Prototype prototype) throws CannotHarden {
        Optional<Parameter> buffer = Stream.concat(prototype.parameters().stream(), prototype.result().stream())
                .filter(parameter -> parameter.kind() instanceof Parameter.Buffer)
                .findFirst();
        if (buffer.isPresent() && !instantiation.hasMemory()) {
            throw new CannotHarden("`" + buffer.get().name() + "` of `" + prototype.name()
                    + "` is a pointer, and the guest has no memory; leave the prototype out of the contract.");
        }
    }

    /** Refuses a class that would hide a type which it, or its test, uses. */
    private void checkOwnName(Sources sources) throws CannotHarden {
        boolean imported = Stream.of(sources.type(), sources.test())
                .flatMap(String::lines)
                .anyMatch(line -> line.startsWith("import ") && line.endsWith("." + className + ";"));
        if (imported
                || JavaNames.isOfTheLanguage(className)
                || sources.type()
                        .matches("(?s).*(class|record|interface) " + className + "\\b.*\\b(class|record|interface) "
                                + className + "\\b.*")) {
            throw new CannotHarden("A class `" + className + "` would hide the type of that name which it uses itself;"
                    + " take another name, such as " + className + "Guest.");
        }
    }
}
