package dev.guestbook.session;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.Nearest;
import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.display.Table.Column;
import dev.guestbook.display.Untrusted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The snapshots of one instance by name. For any thread. */
final class Snapshots {
    private final LiveInstance home;
    private final Map<String, Snapshot> byName = new LinkedHashMap<>();

    Snapshots(LiveInstance home) {
        this.home = home;
    }

    /** Takes one; an older one of that name is dropped. */
    Snapshot take(String name) {
        home.checkThere();
        if (!Arena.isIdentifier(Required.notNull(name, "A snapshot's name"))) {
            throw new Refused(
                    "`" + Untrusted.name(name) + "` is no name for a snapshot; it must be a Java identifier.");
        }
        Snapshot snapshot = home.exclusively(Optional.empty(), () -> Snapshot.of(name, home));
        synchronized (this) {
            Snapshot older = byName.remove(name);
            if (older != null) {
                older.wipe();
            }
            byName.put(name, snapshot);
        }
        home.shown().startFrom(snapshot);
        return snapshot;
    }

    Restored restore(String name) {
        home.checkThere();
        Snapshot snapshot = named(name);
        return home.exclusively(Optional.empty(), snapshot::restore);
    }

    synchronized Snapshot named(String name) {
        Snapshot snapshot = byName.get(name);
        if (snapshot == null) {
            throw new Refused("Guest " + home.guest().quoted() + " has no snapshot `" + Untrusted.name(name) + "`. "
                    + Nearest.hint(
                            name,
                            byName.keySet(),
                            (home.number() > 1 ? "A reload ends those of the instance before. " : "")
                                    + "Take one with %wasm snapshot NAME."));
        }
        return snapshot;
    }

    synchronized List<Snapshot> all() {
        return List.copyOf(byName.values());
    }

    synchronized void drop(String name) {
        Snapshot snapshot = named(name);
        byName.remove(name);
        home.shown().forget(snapshot);
        snapshot.wipe();
    }

    /** Overwrites them all and forgets them. */
    synchronized void wipe() {
        byName.values().forEach(Snapshot::wipe);
        byName.clear();
    }

    Displayable table() {
        List<Snapshot> all = all();
        if (all.isEmpty()) {
            return Sheet.titled("no snapshot of ", Span.strong(home.guest().name()), " is kept")
                    .next("%wasm snapshot NAME");
        }
        Table table = Table.of(
                Column.left("snapshot"),
                Column.right("memory"),
                Column.right("held"),
                Column.right("regions"),
                Column.right("cell"));
        for (Snapshot one : all) {
            table = table.row(
                    Span.strong(one.name()),
                    Span.code(Numbers.binary(one.size())),
                    Span.code(Numbers.binary(one.held())),
                    one.arena().regions().size(),
                    one.cell() == 0 ? "-" : Integer.toString(one.cell()));
        }
        return Sheet.titled("snapshots of ", Span.strong(home.guest().name()))
                .with(table)
                .next("%wasm diff NAME")
                .next("%wasm restore NAME")
                .next("%wasm snapshot --drop NAME");
    }
}
