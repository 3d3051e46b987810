package dev.guestbook.notebook;

import dev.guestbook.display.Html;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ANSI escape sequences in what cells show: taken away for files, turned into spans for a page. */
final class Ansi {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x80-\\x9f&&[^\t\n]]");

    static final String RESET = "\u001b[0m";
    static final String BOLD = "\u001b[1m";
    static final String DIM = "\u001b[2m";
    static final String RED = "\u001b[31m";
    static final String GREEN = "\u001b[32m";

    /** Control sequences (ECMA-48 5.4), operating system commands, and other two-character escapes. */
    private static final Pattern ESCAPE = Pattern.compile(
            "\u001b(?:\\[([0-9;?:]*)[ -/]*([@-~])|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?|[ -/]*[0-~]|$)");

    private static final List<String> COLOURS =
            List.of("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white");

    private Ansi() {}

    /** The text without its escape sequences. */
    static String strip(String text) {
        return text.indexOf('\u001b') < 0 ? text : ESCAPE.matcher(text).replaceAll("");
    }

    /** The text as HTML: escaped, with a {@code span} of classes for each run of one look. */
    static String html(String text) {
        StringBuilder html = new StringBuilder();
        List<String> look = new ArrayList<>();
        Matcher escape = ESCAPE.matcher(text);
        int from = 0;
        while (escape.find()) {
            run(html, look, text.substring(from, escape.start()));
            from = escape.end();
            if ("m".equals(escape.group(2))) {
                select(look, escape.group(1));
            }
        }
        run(html, look, text.substring(from));
        return html.toString();
    }

    private static void run(StringBuilder html, List<String> look, String text) {
        if (text.isEmpty()) {
            return;
        }
        if (look.isEmpty()) {
            html.append(escape(text));
        } else {
            html.append("<span class=\"").append(String.join(" ", look)).append("\">");
            html.append(escape(text)).append("</span>");
        }
    }

    /** Selects a graphic rendition: the codes terminals agree on, the rest is left aside. */
    private static void select(List<String> look, String codes) {
        for (String each : codes.split("[;:]")) {
            int code = each.isEmpty() ? 0 : each.length() > 3 || each.startsWith("?") ? -1 : Integer.parseInt(each);
            switch (code) {
                case 0 -> look.clear();
                case 1 -> look.add("a-bold");
                case 2 -> look.add("a-dim");
                case 3 -> look.add("a-italic");
                case 4 -> look.add("a-underline");
                case 7 -> look.add("a-inverse");
                case 22 -> look.removeIf(name -> name.equals("a-bold") || name.equals("a-dim"));
                case 23 -> look.remove("a-italic");
                case 24 -> look.remove("a-underline");
                case 27 -> look.remove("a-inverse");
                case 38, 48 -> {
                    return; // a colour outside the palette, in the codes that follow
                }
                case 39 -> look.removeIf(name -> name.startsWith("a-fg-"));
                case 49 -> look.removeIf(name -> name.startsWith("a-bg-"));
                default -> colour(look, code);
            }
        }
    }

    private static void colour(List<String> look, int code) {
        int bright = code >= 90 ? 60 : 0;
        int index = (code - bright) % 10;
        int layer = (code - bright) / 10;
        if (code > 0 && index < 8 && (layer == 3 || layer == 4)) {
            String prefix = layer == 3 ? "a-fg-" : "a-bg-";
            look.removeIf(name -> name.startsWith(prefix));
            look.add(prefix + COLOURS.get(index));
        }
    }

    /** Escapes text for HTML content and quoted attributes; control characters other than tab and newline are shown. */
    static String escape(String text) {
        return Html.escape(CONTROL.matcher(text)
                .replaceAll(
                        match -> String.format("\\\\u{%x}", (int) match.group().charAt(0))));
    }
}
