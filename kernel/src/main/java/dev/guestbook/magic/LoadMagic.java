package dev.guestbook.magic;

import dev.guestbook.display.Failure;
import dev.guestbook.display.Nearest;
import dev.guestbook.display.Untrusted;
import dev.guestbook.eval.CellThread;
import dev.guestbook.eval.Evaluator;
import dev.guestbook.magic.Surroundings.Notebooks;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code %load}: runs a file of Java or the code cells of a notebook as part of this cell. */
record LoadMagic(Path base, Notebooks notebooks) implements Magic {
    private static final Pattern PACKAGE = Pattern.compile("(?m)^[ \\t]*package[ \\t]+([\\w.]+)[ \\t]*;");
    private static final Usage USAGE = Usage.of(
                    "load",
                    "FILE",
                    1,
                    1,
                    "Runs a .jsh or .java file, or the code cells of an .ipynb, as if they stood here.")
            .example("%load helpers.jsh");

    @Override
    public Usage usage() {
        return USAGE;
    }

    @Override
    public void run(MagicCall call, MagicContext context) throws Exception {
        String name = call.argument(0).text();
        if (!name.matches(".*\\.(jsh|java|ipynb)")) {
            throw new MagicException("%load runs .jsh, .java and .ipynb files; " + name + " is none.");
        }
        Path file = file(name);
        if (!name.endsWith(".ipynb")) {
            context.cells().run(java(file), from(Untrusted.name(name), context));
            return;
        }
        int number = 0;
        for (String code : cells(file)) {
            number++;
            String place = "code cell " + number + " of " + Untrusted.name(name);
            try {
                context.cells().run(code, from(place, context));
            } catch (CellThread.InterruptedCell e) {
                throw e;
            } catch (CodeFailed e) {
                throw new CodeFailed(at(place, e.failure()), e.isCompileError());
            } catch (Exception | Error e) { // user code may throw any Error
                throw new MagicException(e.getMessage() + " (in " + place + ")", e);
            }
        }
    }

    private static Evaluator.Origin from(String file, MagicContext context) {
        return new Evaluator.Origin(context.at().cell(), file, 1);
    }

    private static String java(Path file) throws MagicException, IOException {
        String text = text(file);
        Matcher packaged = PACKAGE.matcher(text);
        if (packaged.find()) {
            throw new MagicException(Untrusted.name(file.getFileName().toString()) + " is of the package "
                    + packaged.group(1)
                    + ", and a cell is of none; take that line out, or compile the file and name its"
                    + " folder to %classpath add jar.");
        }
        return text;
    }

    private Path file(String name) throws MagicException {
        try {
            Path file = base.resolve(name);
            if (Files.isRegularFile(file)) {
                return file;
            }
            throw new MagicException("There is no file " + name + " in " + base + ". " + nearest(file));
        } catch (InvalidPathException e) {
            throw new MagicException("\"" + name + "\" is no file name here: " + e.getReason() + ".", e);
        }
    }

    private static String nearest(Path file) {
        List<String> there = new ArrayList<>();
        try (Stream<Path> files = Files.list(file.toAbsolutePath().getParent())) {
            files.map(each -> each.getFileName().toString())
                    .filter(each -> each.matches(".*\\.(jsh|java|ipynb)"))
                    .sorted()
                    .forEach(there::add);
        } catch (IOException e) {
            return "Its folder cannot be read.";
        }
        return Nearest.hint(file.getFileName().toString(), there, "No such file is in its folder.");
    }

    private static String text(Path file) throws MagicException, IOException {
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new MagicException(file + " is no text in UTF-8; save it as UTF-8.", e);
        }
    }

    private List<String> cells(Path file) throws MagicException {
        try {
            return notebooks.codeCells(file);
        } catch (IOException e) {
            throw new MagicException(e.getMessage(), e);
        }
    }

    private static Failure at(String place, Failure failure) {
        List<String> traceback = new ArrayList<>(failure.traceback());
        traceback.add("    in " + place);
        return new Failure(failure.name(), failure.message() + " (in " + place + ")", traceback);
    }
}
