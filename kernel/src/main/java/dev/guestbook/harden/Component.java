package dev.guestbook.harden;

import dev.guestbook.contract.Struct;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A field of a struct as a component of a Java record. */
record Component(String name, Content content, int offset) {
    static List<Component> of(Struct struct) {
        List<Component> components = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Struct.Field field : struct.fields()) {
            String name = JavaNames.component(field.name());
            while (!taken.add(name)) {
                name += "Value";
            }
            components.add(new Component(name, new Content(field.type(), field.dimensions()), field.offset()));
        }
        return components;
    }

    String type() {
        return content.type();
    }

    /** How many bytes a struct takes whose last field is open, as a Java long. */
    static String bytes(Struct open, String value) {
        List<Component> all = of(open);
        Component last = all.get(all.size() - 1);
        return "Math.max(" + open.size() + "L, " + last.offset() + " + "
                + last.content().openBytes(value + "." + last.name() + "()") + ")";
    }
}
