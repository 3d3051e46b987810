package dev.guestbook.magic;

import dev.guestbook.display.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A magic's line, taken apart after its usage and before anything runs.
 *
 * @param options by name with dashes, as often as each was given; a switch stands for itself
 * @param rest the raw text after the magic's name, for magics that take Java or prose
 * @param body the cell below a cell magic, else empty
 */
record MagicCall(
        Usage usage,
        List<Word> arguments,
        Map<String, List<Word>> options,
        Optional<Binding> binding,
        String rest,
        String body,
        int line) {

    /**
     * Parses what stands after a magic's name.
     *
     * @throws MagicException for an unknown option, one without its value, or a number of arguments that does
     *     not fit; the message ends with the usage line
     */
    static MagicCall parse(Usage usage, String rest, String body, int line) throws MagicException {
        List<Word> words = new ArrayList<>(Word.split(rest));
        Optional<Binding> binding = usage.binds() ? takeBinding(words, usage) : Optional.empty();
        List<Word> arguments = new ArrayList<>();
        Map<String, List<Word>> options = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i++) {
            Word word = words.get(i);
            if (word.quoted() || !word.text().startsWith("--")) {
                arguments.add(word);
                continue;
            }
            Usage.Option option = option(usage, word.text());
            if (option.isSwitch()) {
                add(options, option, word);
            } else if (i + 1 == words.size()) {
                throw wrong(usage, option.name() + " needs a value: " + option.value());
            } else {
                add(options, option, words.get(++i));
            }
        }
        checkCount(usage, arguments.size());
        return new MagicCall(usage, List.copyOf(arguments), options, binding, rest.strip(), body, line);
    }

    private static void add(Map<String, List<Word>> options, Usage.Option option, Word value) {
        options.computeIfAbsent(option.name(), name -> new ArrayList<>()).add(value);
    }

    /** A call of a magic that reads its line itself. */
    static MagicCall raw(Usage usage, String rest, String body, int line) {
        return new MagicCall(usage, List.of(), Map.of(), Optional.empty(), rest.strip(), body, line);
    }

    private static Usage.Option option(Usage usage, String name) throws MagicException {
        Optional<Usage.Option> option = usage.option(name);
        if (option.isPresent()) {
            return option.get();
        }
        List<String> names = usage.options().stream().map(Usage.Option::name).toList();
        String advice = Nearest.hint(name, names, "%" + usage.name() + " has no options.");
        throw new MagicException(name + " is not an option here. " + advice + " Usage: " + usage.synopsis());
    }

    private static Optional<Binding> takeBinding(List<Word> words, Usage usage) throws MagicException {
        int arrow = -1;
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).text().equals("->") && !words.get(i).quoted()) {
                arrow = i;
            }
        }
        if (arrow < 0) {
            return Optional.empty();
        }
        List<Word> target = List.copyOf(words.subList(arrow + 1, words.size()));
        if (target.isEmpty() || target.size() > 2) {
            throw wrong(usage, "-> needs a variable's name, or a type and a name, and nothing after them");
        }
        words.subList(arrow, words.size()).clear();
        String name = target.get(target.size() - 1).text();
        if (!javax.lang.model.SourceVersion.isName(name) || name.indexOf('.') >= 0) {
            throw wrong(usage, "\"" + name + "\" cannot name a Java variable; choose another name after ->");
        }
        return Optional.of(
                new Binding(target.size() == 2 ? Optional.of(target.get(0).text()) : Optional.empty(), name));
    }

    private static void checkCount(Usage usage, int count) throws MagicException {
        if (count < usage.minimum()) {
            throw wrong(usage, count == 0 ? "Arguments are missing" : "An argument is missing");
        }
        if (count > usage.maximum()) {
            throw wrong(
                    usage,
                    usage.maximum() == 0
                            ? "It takes no argument"
                            : count + " arguments are too many; quote one that has blanks in it");
        }
    }

    private static MagicException wrong(Usage usage, String what) {
        return new MagicException(what + ". Usage: " + usage.synopsis());
    }

    Word argument(int index) {
        return arguments.get(index);
    }

    Optional<Word> optional(int index) {
        return index < arguments.size() ? Optional.of(arguments.get(index)) : Optional.empty();
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    Optional<Word> option(String name) {
        List<Word> given = all(name);
        return given.isEmpty() ? Optional.empty() : Optional.of(given.get(given.size() - 1));
    }

    /** Every value of an option that may be given more than once, in order. */
    List<Word> all(String name) {
        return options.getOrDefault(name, List.of());
    }
}
