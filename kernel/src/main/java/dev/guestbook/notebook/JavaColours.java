package dev.guestbook.notebook;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Colours a cell's source for a page: comments, strings, numbers, keywords and magics; everything is escaped. */
final class JavaColours {
    private static final Pattern TOKEN = Pattern.compile("""
            (?<comment>//[^\\n]*|/\\*(?s:.*?)(?:\\*/|$))\
            |(?<string>\"""(?s:.*?)\"""|"(?:\\\\.|[^"\\\\\\n])*"|'(?:\\\\.|[^'\\\\\\n])*')\
            |(?<magic>(?m:^)[ \\t]*%%?[A-Za-z]\\w*)\
            |(?<number>\\b0[xX][0-9a-fA-F_]+[lL]?\\b|\\b[0-9][0-9_]*(?:\\.[0-9_]+)?(?:[eE][+-]?[0-9]+)?[lLfFdD]?\\b)\
            |(?<keyword>\\b(?:abstract|assert|boolean|break|byte|case|catch|char|class|continue|default|do|double|else\
            |enum|extends|final|finally|float|for|if|implements|import|instanceof|int|interface|long|new|null|package\
            |permits|private|protected|public|record|return|sealed|short|static|super|switch|synchronized|this|throw\
            |throws|transient|true|false|try|var|void|volatile|while|yield)\\b)""");

    private static final String[] KINDS = {"comment", "string", "magic", "number", "keyword"};

    private JavaColours() {}

    /** The source as HTML, a {@code span} a token. */
    static String html(String source) {
        StringBuilder html = new StringBuilder();
        Matcher token = TOKEN.matcher(source);
        int from = 0;
        while (token.find()) {
            html.append(Ansi.escape(source.substring(from, token.start())));
            html.append("<span class=\"j-").append(kind(token)).append("\">");
            html.append(Ansi.escape(token.group())).append("</span>");
            from = token.end();
        }
        return html.append(Ansi.escape(source.substring(from))).toString();
    }

    private static String kind(Matcher token) {
        for (String kind : KINDS) {
            if (token.group(kind) != null) {
                return kind;
            }
        }
        throw new IllegalStateException("A token of no kind: " + token.group());
    }
}
