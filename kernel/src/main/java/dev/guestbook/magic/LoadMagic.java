package dev.guestbook.magic;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** {@code %load}: runs a file of Java or of cells as part of this cell. */
record LoadMagic(Path base) implements Magic {
    private static final Usage USAGE = Usage.of("load", "FILE", 1, 1, "Runs a .jsh or .java file as if it stood here.")
            .example("%load helpers.jsh");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        String name = call.argument(0).text();
        Path file = base.resolve(name);
        if (!name.endsWith(".jsh") && !name.endsWith(".java")) {
            throw new MagicException("%load runs .jsh and .java files; " + name + " is neither.");
        }
        try {
            context.cells().run(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new MagicException("There is no file " + name + " in " + base + ".", e);
        }
    }
}
