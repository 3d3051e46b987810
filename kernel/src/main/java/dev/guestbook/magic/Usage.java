package dev.guestbook.magic;

import dev.guestbook.display.Displayable;
import dev.guestbook.display.Listing;
import dev.guestbook.display.MimeBundle;
import dev.guestbook.display.Sheet;
import dev.guestbook.display.Span;
import dev.guestbook.display.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a magic accepts and how it is explained; parsing, help, completion and the cheat sheet read the
 * same record, so that none of them can lie.
 *
 * @param name what follows the first {@code %}, e.g. {@code wasm load}, or {@code %sh} for a cell magic
 * @param arguments how the arguments are written, e.g. {@code REGION [COUNT]}
 * @param minimum the least number of arguments
 * @param maximum the greatest; {@link Integer#MAX_VALUE} where there is none
 * @param summary one sentence
 * @param java the equivalent Java
 */
record Usage(
        String name,
        String arguments,
        int minimum,
        int maximum,
        boolean binds,
        String summary,
        String java,
        List<Option> options,
        List<String> examples)
        implements Displayable {

    /**
     * An option.
     *
     * @param name with its dashes, e.g. {@code --engine}
     * @param value what follows it, e.g. {@code compiled|interpreted}; empty for a switch
     */
    record Option(String name, String value, String summary) {
        boolean isSwitch() {
            return value.isEmpty();
        }

        /** The values to choose from, where they are few. */
        List<String> choices() {
            return value.contains("|") ? List.of(value.split("\\|")) : List.of();
        }
    }

    Usage {
        options = List.copyOf(options);
        examples = List.copyOf(examples);
    }

    static Usage of(String name, String arguments, int minimum, int maximum, String summary) {
        return new Usage(name, arguments, minimum, maximum, false, summary, "", List.of(), List.of());
    }

    Usage option(String option, String value, String what) {
        List<Option> more = new ArrayList<>(options);
        more.add(new Option(option, value, what));
        return new Usage(name, arguments, minimum, maximum, binds, summary, java, more, examples);
    }

    Usage example(String example) {
        List<String> more = new ArrayList<>(examples);
        more.add(example);
        return new Usage(name, arguments, minimum, maximum, binds, summary, java, options, more);
    }

    Usage java(String equivalent) {
        return new Usage(name, arguments, minimum, maximum, binds, summary, equivalent, options, examples);
    }

    Usage binding() {
        return new Usage(name, arguments, minimum, maximum, true, summary, java, options, examples);
    }

    /** The name without percent signs. */
    String word() {
        return name.startsWith("%") ? name.substring(1) : name;
    }

    Optional<Option> option(String optionName) {
        return options.stream().filter(o -> o.name().equals(optionName)).findFirst();
    }

    /** The line that shows how it is written: {@code %read REGION [COUNT] [--as TYPE]}. */
    String synopsis() {
        StringBuilder line = new StringBuilder("%").append(name);
        if (!arguments.isEmpty()) {
            line.append(' ').append(arguments);
        }
        for (Option option : options) {
            line.append(" [").append(option.name());
            if (!option.isSwitch()) {
                line.append(' ').append(option.value());
            }
            line.append(']');
        }
        return line.append(binds ? " [-> [TYPE] NAME]" : "").toString();
    }

    @Override
    public MimeBundle bundle() {
        Sheet sheet = Sheet.titled(Span.code(synopsis())).line(summary);
        if (!options.isEmpty()) {
            Table table = Table.of(Table.Column.left("option"), Table.Column.prose("what it does"));
            for (Option option : options) {
                table = table.row(Span.code((option.name() + " " + option.value()).strip()), option.summary());
            }
            sheet = sheet.with(table);
        }
        for (String example : examples) {
            sheet = example.contains("\n")
                    ? sheet.line("example:").with(Listing.of(example))
                    : sheet.line("example: ", Span.code(example));
        }
        if (!java.isEmpty()) {
            sheet = sheet.line("in Java: ", Span.code(java));
        }
        return sheet.bundle();
    }
}
