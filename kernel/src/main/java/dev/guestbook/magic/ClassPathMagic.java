package dev.guestbook.magic;

import dev.guestbook.display.Numbers;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import dev.guestbook.source.Coordinates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code %classpath}. */
record ClassPathMagic(Libraries libraries) implements Magic {
    private static final Usage USAGE =
            Usage.of("classpath", "", 0, 0, "Lists what cells see besides the JDK; add jar and add mvn add to it.");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        List<Path> paths = context.evaluator().classPath();
        if (paths.isEmpty()) {
            context.show(Sheet.titled("The class path is empty: cells see the JDK and wasm")
                    .next("%maven GROUP:ARTIFACT:VERSION")
                    .next("%classpath add jar PATH"));
            return;
        }
        Table table = Table.of(Table.Column.left("library"), Table.Column.right("size"), Table.Column.prose("file"));
        for (Path path : paths) {
            String name = libraries
                    .nameOf(path)
                    .map(Coordinates::toString)
                    .orElse(path.getFileName().toString());
            table = table.row(Span.code(name), size(path), Span.code(path.toString()));
        }
        context.show(Sheet.titled("Class path").with(table));
    }

    private static String size(Path path) throws IOException {
        return Files.isDirectory(path)
                ? "folder"
                : Files.exists(path) ? Numbers.bytes(Files.size(path)) : "no longer there";
    }
}
