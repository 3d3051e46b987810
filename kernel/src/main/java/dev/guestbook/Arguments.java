package dev.guestbook;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
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
                throw new UsageException("\"guestbook " + command + "\" has no option " + name
                        + nearest(
                                name,
                                List.of(flags, options).stream()
                                        .flatMap(Set::stream)
                                        .sorted()
                                        .toList()) + ".");
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

    /** {@code "; did you mean X?"} with the closest of the names, or nothing where none is close. */
    static String nearest(String word, Collection<String> names) {
        String best = "";
        int least = 1 + word.length() / 2;
        for (String name : names) {
            int distance = distance(word, name);
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        return best.isEmpty() ? "; there are: " + String.join(", ", names) : "; did you mean " + best + "?";
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
