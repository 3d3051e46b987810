package dev.guestbook.magic;

import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.source.Coordinates;
import dev.guestbook.source.MavenLibraries;
import dev.guestbook.source.MavenLibraries.Library;
import dev.guestbook.source.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the user put on the class path, and what Maven calls it. A class that a cell has used cannot be exchanged, so a
 * library's first version stays. For the cell's owner thread.
 */
final class Libraries {
    private final MavenLibraries maven;

    /** The libraries on the class path by all but their version. */
    private final Map<String, Library> present = new LinkedHashMap<>();

    Libraries(MavenLibraries maven) {
        this.maven = maven;
    }

    /**
     * Puts libraries and what they need on the class path.
     *
     * @throws MagicException where one is there already in another version, or cannot be had; nothing has changed
     */
    void add(List<Coordinates> wanted, MagicContext context) throws Exception {
        for (Coordinates each : wanted) {
            Library there = present.get(each.key());
            if (there != null
                    && !each.version().isEmpty()
                    && !there.coordinates().version().equals(each.version())) {
                throw new MagicException(each.key() + " is on the class path in version "
                        + there.coordinates().version() + "; restart the kernel to use " + each.version() + ".");
            }
        }
        String names =
                String.join(", ", wanted.stream().map(Coordinates::toString).toList());
        LiveOutput output = LiveOutput.begin(context.scope(), "resolving " + names);
        List<Library> found;
        try {
            found = context.work(() -> maven.resolve(wanted, output::line));
        } catch (SourceException e) {
            output.line("nothing was added for " + names);
            throw new MagicException(e.getMessage(), e);
        } catch (Exception e) {
            output.line("nothing was added for " + names);
            throw e;
        }
        List<Library> added = new ArrayList<>();
        List<List<Object>> rows = new ArrayList<>();
        for (Library library : found) {
            if (isOnClassPath(library)) {
                Library there = present.putIfAbsent(library.coordinates().key(), library);
                if (there == null) {
                    added.add(library);
                }
                rows.add(row(library, Optional.ofNullable(there)));
            }
        }
        context.evaluator().addToClassPath(added.stream().map(Library::file).toList());
        output.replace(Sheet.titled(title(added.size()))
                .with(Table.of(Table.Column.left("library"), Table.Column.left("version"), Table.Column.right("size"))
                        .rows(rows))
                .next("%classpath"));
    }

    private static String title(int added) {
        return switch (added) {
            case 0 -> "Nothing new: all of it is on the class path";
            case 1 -> "1 library is new on the class path";
            default -> added + " libraries are new on the class path";
        };
    }

    /** Other kinds, such as a POM, only bring what they need. */
    private static boolean isOnClassPath(Library library) {
        return library.coordinates().extension().equals("jar");
    }

    private static List<Object> row(Library library, Optional<Library> there) throws IOException {
        String version = library.coordinates().version();
        String present = there.map(it -> it.coordinates().version()).orElse(version);
        return List.of(
                Span.code(library.coordinates().key()),
                Span.code(present.equals(version) ? version : present + " stays, not " + version),
                there.isPresent() ? Span.dim("there already") : Span.plain(Numbers.bytes(Files.size(library.file()))));
    }

    /** What Maven calls a file of the class path. */
    Optional<Coordinates> nameOf(Path file) {
        return present.values().stream()
                .filter(library -> library.file().equals(file))
                .map(Library::coordinates)
                .findFirst();
    }
}
