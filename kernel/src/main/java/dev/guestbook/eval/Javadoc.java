package dev.guestbook.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A documentation comment as plain text and as HTML that needs no style sheet. Comments come from the
 * JDK's sources and from ours, so that their HTML is taken as it is.
 */
record Javadoc(String comment) {
    private static final Pattern INLINE = Pattern.compile("\\{@(\\w+)\\s*((?:[^{}]|\\{[^{}]*\\})*)\\}");
    private static final Pattern BLOCK = Pattern.compile("(?m)^\\s*@(\\w+)\\s+");
    private static final Pattern TAG = Pattern.compile("<[^>]*>");

    private record Block(String tag, String text) {}

    String html() {
        StringBuilder html =
                new StringBuilder("<div>").append(inline(description())).append("</div>");
        List<Block> blocks = blocks();
        if (!blocks.isEmpty()) {
            html.append("<ul>");
            for (Block block : blocks) {
                html.append("<li>").append(inline(sentence(block, true))).append("</li>");
            }
            html.append("</ul>");
        }
        return html.toString();
    }

    String text() {
        StringBuilder text = new StringBuilder(strip(description()));
        for (Block block : blocks()) {
            text.append('\n').append(strip(sentence(block, false)));
        }
        return text.toString().strip();
    }

    private String description() {
        Matcher matcher = BLOCK.matcher(comment);
        return (matcher.find() ? comment.substring(0, matcher.start()) : comment).strip();
    }

    private List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(comment);
        boolean found = matcher.find();
        while (found) {
            String tag = matcher.group(1);
            int start = matcher.end();
            found = matcher.find();
            String text = comment.substring(start, found ? matcher.start() : comment.length());
            blocks.add(new Block(tag, text.strip()));
        }
        blocks.removeIf(block -> block.tag.matches("author|since|hidden|serial\\w*|jls|jvms|spec|version"));
        return blocks;
    }

    private static String sentence(Block block, boolean html) {
        String[] words = block.text.split("\\s+", 2);
        String name = html ? "<code>" + words[0] + "</code>" : words[0];
        String rest = words.length > 1 ? words[1] : "";
        return switch (block.tag) {
            case "param" -> name + ": " + rest;
            case "throws", "exception" -> "throws " + name + ": " + rest;
            case "return" -> "returns " + block.text;
            case "see" -> "see " + block.text;
            default -> block.tag + ": " + block.text;
        };
    }

    /** Inline tags as HTML; inner ones first. */
    private static String inline(String text) {
        String before;
        String after = text;
        do {
            before = after;
            after = INLINE.matcher(before)
                    .replaceAll(m -> Matcher.quoteReplacement(
                            replacement(m.group(1), m.group(2).strip())));
        } while (!after.equals(before));
        return after;
    }

    private static String replacement(String tag, String body) {
        return switch (tag) {
            case "code", "snippet" -> "<code>" + escape(body) + "</code>";
            case "literal" -> escape(body);
            case "link", "linkplain" -> "<code>" + escape(label(body)) + "</code>";
            case "return" -> "Returns " + body + ".";
            case "inheritDoc", "docRoot" -> "";
            default -> escape(body);
        };
    }

    /** The label of a link, or what it refers to, without the leading hash. */
    private static String label(String body) {
        Matcher matcher = Pattern.compile("([^\\s(]+(?:\\([^)]*\\))?)\\s*(.*)", Pattern.DOTALL)
                .matcher(body);
        if (!matcher.matches()) {
            return body;
        }
        String label = matcher.group(2).isEmpty() ? matcher.group(1) : matcher.group(2);
        return label.startsWith("#") ? label.substring(1) : label.replace('#', '.');
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String strip(String text) {
        String html =
                inline(text).replaceAll("\\s+", " ").replaceAll("(?i)<(p|/p|br|/?ul|/?ol|/?pre|/?dl|h\\d)[^>]*>", "\n");
        String plain =
                TAG.matcher(html.replaceAll("(?i)<(li|dt|dd)[^>]*>", "\n  - ")).replaceAll("");
        return plain.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&nbsp;", " ")
                .replace("&amp;", "&")
                .replaceAll(" +\n", "\n")
                .replaceAll("\n +(?!- | )", "\n")
                .replaceAll("\n{2,}", "\n")
                .strip();
    }
}
