package dev.guestbook.magic;

import dev.guestbook.contract.Extent;
import dev.guestbook.contract.Parameter;
import dev.guestbook.contract.Prototype;
import dev.guestbook.eval.Completion;
import dev.guestbook.eval.Evaluator;
import dev.guestbook.session.DataType;
import dev.guestbook.session.Guest;
import dev.guestbook.session.Layout;
import dev.guestbook.session.Region;
import dev.guestbook.session.Session;
import dev.guestbook.session.Snapshot;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Completes a magic's line: its name, its options and their choices, and each argument by what the usage calls it. */
record MagicCompleter(Magics magics, Session session, Path base, Evaluator evaluator) {
    /** Where a name stands that is nothing of Java's. */
    private static final Set<String> NO_JAVA = Set.of(
            "CLASS",
            "DIR",
            "EXPORT",
            "FILE",
            "G:A:V",
            "GUEST",
            "IMPORT_MODULE",
            "NAME",
            "PATH",
            "PATTERN",
            "SNAPSHOT",
            "SOURCE");

    Completion complete(String line, int cursor) {
        String before = line.substring(0, cursor);
        int percent = before.indexOf('%');
        if (percent < 0) {
            return Completion.none(cursor);
        }
        boolean body = before.startsWith("%%", percent);
        int nameStart = percent + (body ? 2 : 1);
        Optional<Usage> usage = usage(before.substring(nameStart), body);
        Completion names = names(before, nameStart, body);
        if (usage.isEmpty() || !names.matches().isEmpty()) {
            return names;
        }
        int start = wordStart(before);
        String prefix = before.substring(start);
        String typed =
                before.substring(nameStart + usage.get().word().length(), start).strip();
        List<String> words = typed.isEmpty() ? List.of() : List.of(typed.split("\\s+"));
        List<Completion.Match> matches =
                prefix.startsWith("-") ? options(usage.get(), prefix) : argument(usage.get(), words, prefix);
        if (matches.isEmpty() && !NO_JAVA.contains(kind(usage.get(), words))) {
            return java(line, start, cursor);
        }
        return new Completion(start, cursor, matches);
    }

    private static int wordStart(String before) {
        int start = before.length();
        while (start > 0 && !Character.isWhitespace(before.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    /** The usage of the magic whose whole name, and a blank, stands before the cursor. */
    private Optional<Usage> usage(String typed, boolean body) {
        return usages(body)
                .filter(usage -> typed.startsWith(usage.word() + " "))
                .max(Comparator.comparingInt(usage -> usage.name().length()));
    }

    private Stream<Usage> usages(boolean body) {
        return (body ? magics.cellMagics() : magics.lineMagics()).stream().map(Magic::usage);
    }

    private Completion names(String before, int nameStart, boolean body) {
        String typed = before.substring(nameStart);
        List<Completion.Match> matches = usages(body)
                .filter(usage -> usage.word().startsWith(typed))
                .map(usage -> new Completion.Match(
                        before.substring(before.indexOf('%'), nameStart) + usage.word(), "magic", usage.summary()))
                .toList();
        return new Completion(before.indexOf('%'), before.length(), matches);
    }

    private static List<Completion.Match> options(Usage usage, String prefix) {
        return usage.options().stream()
                .filter(option -> option.name().startsWith(prefix))
                .map(option -> new Completion.Match(option.name(), "option", option.summary()))
                .toList();
    }

    private List<Completion.Match> argument(Usage usage, List<String> words, String prefix) {
        List<String> choices = option(usage, words).map(Usage.Option::choices).orElse(List.of());
        if (!choices.isEmpty()) {
            return matching(choices, prefix, "option");
        }
        String kind = kind(usage, words);
        return kind.equals("ARGS") ? parameter(words, prefix) : named(kind, prefix);
    }

    /** The option whose value comes next. */
    private static Optional<Usage.Option> option(Usage usage, List<String> words) {
        return words.isEmpty()
                ? Optional.empty()
                : usage.option(words.get(words.size() - 1)).filter(option -> !option.isSwitch());
    }

    /** What comes after these words, as the usage calls it. */
    private static String kind(Usage usage, List<String> words) {
        String[] kinds = usage.arguments().replaceAll("[\\[\\].]", "").split("[ |]");
        return option(usage, words)
                .map(Usage.Option::value)
                .orElseGet(() -> kinds[Math.min(words.size(), kinds.length - 1)]);
    }

    /** What may come next in a call: with a contract it is known for which parameter. */
    private List<Completion.Match> parameter(List<String> words, String prefix) {
        Optional<Prototype> prototype =
                session.guests().isEmpty() ? Optional.empty() : session.guest().prototype(words.get(0));
        int index = words.size() - 1;
        if (prototype.isEmpty() || index >= prototype.get().parameters().size()) {
            return guestNames(prefix, "region");
        }
        Parameter next = prototype.get().parameters().get(index);
        List<String> choices = next.kind() instanceof Parameter.Buffer
                ? guestNames(prefix, "region").stream()
                        .map(Completion.Match::text)
                        .toList()
                : numbers(prototype.get(), next, words);
        return choices.stream()
                .filter(choice -> choice.startsWith(prefix))
                .map(choice -> new Completion.Match(choice, "parameter", next.declaration()))
                .toList();
    }

    /** The length that fits the region given for what this parameter counts, and whole-number variables. */
    private List<String> numbers(Prototype prototype, Parameter counter, List<String> words) {
        Stream<String> lengths = prototype.countedBy(counter.name()).stream()
                .filter(buffer -> prototype.indexOf(buffer.name()) + 1 < words.size())
                .flatMap(buffer -> session.regions().stream()
                        .filter(region -> region.name().equals(words.get(prototype.indexOf(buffer.name()) + 1)))
                        .map(region -> Long.toString(region.size() / unit(buffer))));
        Stream<String> variables = evaluator.variables().stream()
                .filter(variable -> Set.of("int", "long", "short", "byte").contains(variable.type()))
                .map(Evaluator.Variable::name);
        return Stream.concat(lengths, variables).distinct().toList();
    }

    private static long unit(Parameter counted) {
        Parameter.Buffer buffer = (Parameter.Buffer) counted.kind();
        return ((Extent.Count) buffer.extent()).factor() * buffer.element().size();
    }

    private List<Completion.Match> named(String kind, String prefix) {
        return switch (kind) {
            case "FILE", "PATH", "SOURCE", "DIR" -> files(prefix);
            case "EXPORT" -> guestNames(prefix, "export");
            case "REGION", "ADDRESS" -> guestNames(prefix, "region");
            case "TYPE" -> matching(types(), prefix, "type");
            case "LAYOUT" ->
                matching(session.layouts().stream().map(Layout::name).toList(), prefix, "layout");
            case "SNAPSHOT" ->
                session.guests().isEmpty()
                        ? List.of()
                        : matching(
                                session.snapshots().stream().map(Snapshot::name).toList(), prefix, "snapshot");
            case "GUEST" -> matching(session.guests().stream().map(Guest::name).toList(), prefix, "guest");
            default -> List.of();
        };
    }

    private List<String> types() {
        return Stream.concat(
                        Stream.of(DataType.values()).map(DataType::toString),
                        session.layouts().stream().map(Layout::name))
                .toList();
    }

    private List<Completion.Match> guestNames(String prefix, String type) {
        if (session.guests().isEmpty()) {
            return List.of();
        }
        List<String> names = type.equals("export")
                ? session.guest().functionNames()
                : session.regions().stream()
                        .filter(Region::isLive)
                        .map(Region::name)
                        .toList();
        return matching(names, prefix, type);
    }

    private static List<Completion.Match> matching(List<String> choices, String prefix, String type) {
        return choices.stream()
                .filter(choice -> choice.startsWith(prefix))
                .map(choice -> new Completion.Match(choice, type, ""))
                .toList();
    }

    private List<Completion.Match> files(String prefix) {
        int slash = prefix.lastIndexOf('/') + 1;
        List<Completion.Match> matches = new ArrayList<>();
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(base.resolve(prefix.substring(0, slash)))) {
            for (Path file : folder) {
                String name = file.getFileName().toString();
                if (name.startsWith(prefix.substring(slash)) && !(name.startsWith(".") && prefix.length() == slash)) {
                    String text = prefix.substring(0, slash) + name + (Files.isDirectory(file) ? "/" : "");
                    matches.add(new Completion.Match(text, "path", ""));
                }
            }
        } catch (IOException | DirectoryIteratorException | InvalidPathException e) {
            return List.of(); // what is no folder has no completions
        }
        matches.sort(Comparator.comparing(Completion.Match::text));
        return matches;
    }

    /** Elsewhere on the line an argument may be Java. */
    private Completion java(String line, int start, int cursor) {
        Completion found = evaluator.complete(line.substring(start), cursor - start);
        return new Completion(found.start() + start, found.end() + start, found.matches());
    }
}
