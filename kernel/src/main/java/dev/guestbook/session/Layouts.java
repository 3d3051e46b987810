package dev.guestbook.session;

import dev.guestbook.display.Nearest;
import dev.guestbook.display.Untrusted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The layouts of a session by name. One that is defined again keeps its old meaning where it is in use. For any thread. */
final class Layouts {
    private final Map<String, Layout> byName = new LinkedHashMap<>();

    synchronized Layout define(String name, String fields, boolean packed) {
        Layout layout = LayoutText.parse(
                Required.notNull(name, "A layout's name"), Required.notNull(fields, "A layout's text"), packed, all());
        byName.put(name, layout);
        return layout;
    }

    synchronized List<Layout> all() {
        return List.copyOf(byName.values());
    }

    synchronized Layout named(String name) {
        Layout layout = byName.get(name);
        if (layout == null) {
            throw new Refused("There is no layout `" + Untrusted.name(name) + "`. "
                    + Nearest.hint(name, byName.keySet(), "Define one with %layout NAME { i32 i; u8 tag[4]; }."));
        }
        return layout;
    }

    MemoryType type(String spelling) {
        return DataType.of(spelling)
                .<MemoryType>map(type -> type)
                .or(() -> Layout.named(spelling, all()))
                .orElseThrow(() -> {
                    List<String> names = new ArrayList<>(Stream.concat(
                                    Arrays.stream(DataType.values()).map(DataType::toString),
                                    all().stream().map(Layout::name))
                            .toList());
                    String near = Nearest.of(spelling, names)
                            .map(name -> "Did you mean `" + name + "`?")
                            .orElse("There is " + String.join(", ", names) + ".");
                    return new Refused("There is no type " + Untrusted.name(spelling) + ". " + near);
                });
    }
}
