package dev.guestbook.harden;

import dev.guestbook.contract.Element;
import dev.guestbook.contract.Scalar;
import dev.guestbook.contract.Struct;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A field of a struct as a component of a Java record. An array is a list, as records compare what they hold; one of
 * characters is text.
 */
record Component(String name, Struct.Field field) {
    static List<Component> of(Struct struct) {
        List<Component> components = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Struct.Field field : struct.fields()) {
            String name = JavaNames.component(field.name());
            while (!taken.add(name)) {
                name += "Value";
            }
            components.add(new Component(name, field));
        }
        return components;
    }

    boolean isText() {
        return isArray() && element() == Scalar.CHAR;
    }

    boolean isList() {
        return isArray() && !isText();
    }

    private boolean isArray() {
        return field.count().isPresent();
    }

    Element element() {
        return field.type();
    }

    /** How many elements the array has. */
    int count() {
        return field.count().orElseThrow();
    }

    int offset() {
        return field.offset();
    }

    /** How far from the array's start an element is, as Java. */
    String steps(String index) {
        return element().size() == 1 ? index : element().size() + " * " + index;
    }

    /** The Java type. */
    String type() {
        if (isText()) {
            return "String";
        }
        return isList() ? "List<" + boxed() + ">" : one();
    }

    private String one() {
        return element() instanceof Struct inner
                ? JavaNames.upper(inner.name())
                : Shape.alone((Scalar) element(), false);
    }

    private String boxed() {
        return element() instanceof Struct ? one() : Shape.boxed(one());
    }

    /** How one element of the list is taken out of it: a number as itself. */
    String elementOf(String list, String index) {
        return list + ".get(" + index + ")" + (one().equals("int") ? ".intValue()" : "");
    }
}
