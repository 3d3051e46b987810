package dev.guestbook.session;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.Nearest;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.display.Table.Column;
import dev.guestbook.display.Untrusted;
import dev.guestbook.wasm.BadModule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The loaded guests by name, and which is current. For any thread. */
final class Guests {
    private final Map<String, Guest> byName = new LinkedHashMap<>();
    private String current = "";

    /** Lists it and makes it current. Refused, and the new guest ended, where a call runs on the one it would replace. */
    synchronized Guest add(Guest guest) {
        Guest old = byName.get(guest.name());
        if (old != null) {
            try {
                old.end("was replaced");
            } catch (Refused busy) {
                guest.endAtOnce();
                throw busy;
            }
        }
        byName.put(guest.name(), guest);
        current = guest.name();
        return guest;
    }

    synchronized Guest current() {
        if (byName.isEmpty()) {
            throw new Refused("No guest is loaded; load one with %wasm load SOURCE.");
        }
        Guest guest = byName.get(current);
        if (guest == null) {
            throw new Refused("The current guest `" + Untrusted.name(current)
                    + "` was unloaded; choose with %wasm use NAME. " + Nearest.hint(current, byName.keySet(), ""));
        }
        return guest;
    }

    synchronized Guest named(String name) {
        Guest guest = byName.get(name);
        if (guest == null) {
            throw new Refused("No guest `" + Untrusted.name(name) + "` is loaded. "
                    + Nearest.hint(name, byName.keySet(), "Load one with %wasm load SOURCE."));
        }
        return guest;
    }

    synchronized List<Guest> all() {
        return List.copyOf(byName.values());
    }

    synchronized Guest use(String name) {
        Guest guest = named(name);
        current = name;
        return guest;
    }

    Guest reload(Guest guest) {
        try {
            guest.reload();
            return guest;
        } catch (BadModule e) {
            throw new Refused(e.getMessage() + " The old instance stays.", e);
        }
    }

    synchronized void remove(String name) {
        named(name).end("was unloaded");
        byName.remove(name);
    }

    /** Ends all; refused, and none ended, where a call runs on one. */
    synchronized void removeAll() {
        List<LiveInstance> seized = new ArrayList<>();
        try {
            for (Guest guest : byName.values()) {
                LiveInstance home = guest.live();
                if (home.isThere()) {
                    home.seize();
                    seized.add(home);
                }
            }
        } catch (Refused busy) {
            seized.forEach(LiveInstance::release);
            throw busy;
        }
        seized.forEach(home -> home.end("was unloaded"));
        byName.clear();
        current = "";
    }

    /** Ends all, whatever runs on them. */
    synchronized void close() {
        byName.values().forEach(Guest::endAtOnce);
        byName.clear();
        current = "";
    }

    synchronized Displayable table() {
        if (byName.isEmpty()) {
            return Sheet.titled("no guest is loaded").next("%wasm load SOURCE");
        }
        Table table = Table.of(
                Column.left("guest"),
                Column.left(""),
                Column.left("engine"),
                Column.right("module"),
                Column.right("memory"),
                Column.right("regions"),
                Column.left("state"));
        for (Guest guest : byName.values()) {
            table = table.row(
                    Span.strong(guest.name()),
                    guest.name().equals(current) ? "current" : "",
                    guest.module().wasm().engine().toString(),
                    Span.code(Numbers.binary(guest.module().wasm().size())),
                    Span.code(Numbers.binary(guest.memorySize())),
                    guest.regions().size(),
                    guest.state());
        }
        return Sheet.untitled().with(table).next("%wasm use NAME").next("%wasm exports");
    }
}
