package dev.guestbook.harden;

import java.util.List;

/** Java source as it grows: indented, and lists wrapped where a line would be too long. */
final class Lines {
    private static final int WIDTH = 120;

    private final StringBuilder text = new StringBuilder();

    /** Text of any number of lines, indented by so many steps. */
    Lines add(int steps, String lines) {
        lines.lines()
                .forEach(line -> text.append(line.isBlank() ? "" : "    ".repeat(steps) + line)
                        .append('\n'));
        return this;
    }

    Lines blank() {
        text.append('\n');
        return this;
    }

    /** {@code start a, b, c end} in one line, or with every item in a line of its own. */
    Lines list(int steps, String start, List<String> items, String end) {
        String line = "    ".repeat(steps) + start + String.join(", ", items) + end;
        if (line.length() <= WIDTH) {
            text.append(line).append('\n');
            return this;
        }
        text.append("    ".repeat(steps)).append(start).append('\n');
        String indent = "    ".repeat(steps + 2);
        text.append(indent)
                .append(String.join(",\n" + indent, items))
                .append(end)
                .append('\n');
        return this;
    }

    /** A comment, its prose wrapped. */
    Lines comment(int steps, List<String> paragraphs) {
        add(steps, "/**");
        for (String paragraph : paragraphs) {
            StringBuilder line = new StringBuilder(" *");
            for (String word : paragraph.split(" ")) {
                if (line.length() + 1 + word.length() > WIDTH - 4 * steps) {
                    add(steps, line.toString());
                    line.setLength(0);
                    line.append(paragraph.startsWith("@") ? " *    " : " *");
                }
                line.append(word.isEmpty() ? "" : " " + word);
            }
            add(steps, line.toString());
        }
        return add(steps, " */");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
