package dev.guestbook;

import dev.guestbook.display.Nearest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The arguments of a subcommand, told apart: {@code --flag}, {@code --option VALUE} or {@code --option=VALUE}, and the
 * rest. After {@code --} everything is the rest. The last of several equal options counts.
 */
final class Arguments {
    private final Set<String> flags = new HashSet<>();
    private final Map<String, String> options = new HashMap<>();
    private final List<String> rest = new ArrayList<>();

    private Arguments() {}

    /**
     * Tells the arguments apart.
     *
     * @param flags the options without a value that the subcommand knows
     * @param options those with one
     */
    static Arguments parse(String command, List<String> args, Set<String> flags, Set<String> options)
            throws UsageException {
        Arguments parsed = new Arguments();
        Deque<String> todo = new ArrayDeque<>(args);
        while (!todo.isEmpty()) {
            String arg = todo.remove();
            if (arg.equals("--")) {
                parsed.rest.addAll(todo);
                break;
            }
            if (!arg.startsWith("-") || arg.equals("-")) {
                parsed.rest.add(arg);
                continue;
            }
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg : arg.substring(0, equals);
            if (flags.contains(name)) {
                if (equals >= 0) {
                    throw new UsageException("The option " + name + " takes no value.");
                }
                parsed.flags.add(name);
            } else if (options.contains(name)) {
                if (equals < 0 && todo.isEmpty()) {
                    throw new UsageException("The option " + name + " needs a value.");
                }
                parsed.options.put(name, equals < 0 ? todo.remove() : arg.substring(equals + 1));
            } else {
                throw new UsageException("\"guestbook " + command + "\" has no option " + name + ". "
                        + Nearest.hint(
                                name,
                                List.of(flags, options).stream()
                                        .flatMap(Set::stream)
                                        .sorted()
                                        .toList(),
                                "It has none."));
            }
        }
        return parsed;
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    Optional<String> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    List<String> rest() {
        return List.copyOf(rest);
    }
}
