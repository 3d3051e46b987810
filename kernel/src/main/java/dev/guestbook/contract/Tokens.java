package dev.guestbook.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text of C as tokens, comments and directives gone, and a place in it. */
final class Tokens {
    private static final int LONGEST_TEXT = 1 << 20;
    private static final int LONGEST_NAME = 200;
    /** A name that stands for others, as types have: {@code #define u8 unsigned char}. */
    private static final Pattern ALIAS =
            Pattern.compile("#\\s*define\\s+([A-Za-z_]\\w*)\\s+([A-Za-z_]\\w*(?:\\s+[A-Za-z_]\\w*){0,7})");

    private static final int MOST_WORDS = 8;

    private static final Pattern UNDEFINED = Pattern.compile("#\\s*undef\\s+(\\w+)");
    private static final Pattern CONSTANT = Pattern.compile("#\\s*define\\s+(\\w+)\\s+\\(?\\s*(\\w+)\\s*\\)?\\s*");
    private static final Pattern NUMBER = Pattern.compile("(0[xX][0-9a-fA-F]+|[0-9]+)[uUlL]*");

    private static final Pattern NEVER =
            Pattern.compile("#\\s*(?:ifdef\\s+__cplusplus|if\\s+(?:0|defined\\s*\\(?\\s*__cplusplus\\s*\\)?))\\b?\\s*");
    private static final Pattern BRANCH = Pattern.compile("\\s*#\\s*(if|ifdef|ifndef|else|elif|endif)\\b.*");

    /** What a token is. */
    enum Kind {
        NAME,
        NUMBER,
        STRING,
        SIGN,
        END
    }

    /** A token and the line it stands in. */
    record Token(Kind kind, String text, int line) {
        boolean is(String other) {
            return kind != Kind.STRING && text.equals(other);
        }

        boolean isName() {
            return kind == Kind.NAME;
        }
    }

    private final String text;
    private final List<Token> all = new ArrayList<>();
    private final Map<String, Long> constants = new HashMap<>();
    private final Map<String, List<String>> aliases = new HashMap<>();
    private int line;
    private int at;
    private int next;

    private Tokens(String text, int firstLine) {
        this.text = text;
        this.line = firstLine;
    }

    static Tokens of(String text, int firstLine) throws BadHeader {
        Tokens tokens = new Tokens(text, firstLine);
        if (text.length() > LONGEST_TEXT) {
            throw new BadHeader(
                    firstLine,
                    "a contract of more than a million characters is too long; give the"
                            + " prototypes that are used.");
        }
        tokens.scan();
        return tokens;
    }

    // Scanning.

    private void scan() throws BadHeader {
        boolean lineStart = true;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                line++;
                at++;
                lineStart = true;
            } else if (Character.isWhitespace(c) || c == '\\') {
                at++;
            } else if (text.startsWith("//", at)) {
                at = end("\n", text.length());
            } else if (text.startsWith("/*", at)) {
                comment();
            } else if (c == '#' && lineStart) {
                directive();
            } else {
                lineStart = false;
                token(c);
            }
        }
        all.add(new Token(Kind.END, "the end", line));
    }

    private int end(String mark, int otherwise) {
        int found = text.indexOf(mark, at);
        return found < 0 ? otherwise : found;
    }

    private void comment() throws BadHeader {
        int close = text.indexOf("*/", at + 2);
        if (close < 0) {
            throw new BadHeader(line, "a comment is not closed; add */.");
        }
        advance(close + 2);
    }

    private void advance(int to) {
        line += (int) text.substring(at, to).chars().filter(c -> c == '\n').count();
        at = to;
    }

    /** Passes over a directive, its continued lines too; a constant it defines is kept. */
    private void directive() throws BadHeader {
        int end = end("\n", text.length());
        while (end < text.length() && text.substring(at, end).stripTrailing().endsWith("\\")) {
            int further = text.indexOf('\n', end + 1);
            end = further < 0 ? text.length() : further;
        }
        String directive = text.substring(at, end).replaceAll("//.*|/\\*.*?\\*/", " ");
        if (directive.strip().matches("#\\s*pragma\\s+pack\\b.*")) {
            throw new BadHeader(
                    line,
                    "#pragma pack places fields in a way that is not read here; leave it out, and define packed structs"
                            + " with %layout NAME { ... } --packed.");
        }
        if (NEVER.matcher(directive.strip()).matches()) {
            advance(end);
            skipBranch();
            return;
        }
        Matcher constant = CONSTANT.matcher(directive.strip());
        if (constant.matches()) {
            number(constant.group(2)).ifPresent(value -> constants.put(constant.group(1), value));
        }
        alias(directive.strip());
        advance(end);
    }

    private void alias(String directive) {
        Matcher undefined = UNDEFINED.matcher(directive);
        if (undefined.matches()) {
            aliases.remove(undefined.group(1));
        }
        Matcher alias = ALIAS.matcher(directive);
        if (!alias.matches() || constants.containsKey(alias.group(1))) {
            return;
        }
        List<String> words = Arrays.stream(alias.group(2).split("\\s+"))
                .flatMap(word -> aliases.getOrDefault(word, List.of(word)).stream())
                .limit(MOST_WORDS + 1)
                .toList();
        if (words.size() <= MOST_WORDS && !words.contains(alias.group(1))) {
            aliases.put(alias.group(1), words);
        }
    }

    /** Passes over the lines that only C++ would see, or nobody, up to their {@code #else} or {@code #endif}. */
    private void skipBranch() {
        int depth = 0;
        while (at < text.length()) {
            advance(Math.min(text.length(), end("\n", text.length()) + 1));
            Matcher directive = BRANCH.matcher(text.substring(at, end("\n", text.length())));
            if (directive.matches()) {
                boolean opens = directive.group(1).startsWith("if");
                if (!opens && depth == 0) {
                    advance(end("\n", text.length()));
                    return;
                }
                depth += opens ? 1 : directive.group(1).equals("endif") ? -1 : 0;
            }
        }
    }

    private void token(char c) throws BadHeader {
        int start = at;
        if (Character.isJavaIdentifierStart(c)) {
            at = endOfWord();
            if (at - start > LONGEST_NAME) {
                throw new BadHeader(line, "a name of more than " + LONGEST_NAME + " characters is too long.");
            }
            String name = text.substring(start, at);
            aliases.getOrDefault(name, List.of(name)).forEach(word -> all.add(new Token(Kind.NAME, word, line)));
        } else if (Character.isDigit(c)) {
            at = endOfWord();
            all.add(new Token(Kind.NUMBER, text.substring(start, at), line));
        } else if (c == '"' || c == '\'') {
            literal(c);
        } else if (text.startsWith("...", at)) {
            sign(3);
        } else if (text.startsWith("<<", at) || text.startsWith(">>", at)) {
            sign(2);
        } else if (c > ' ' && c < 127) {
            sign(1);
        } else {
            throw new BadHeader(line, String.format("the character U+%04X has no meaning in C; remove it.", (int) c));
        }
    }

    private int endOfWord() {
        int end = at;
        while (end < text.length()
                && Character.isJavaIdentifierPart(text.charAt(end))
                && !Character.isIdentifierIgnorable(text.charAt(end))) {
            end++;
        }
        return Math.max(end, at + 1);
    }

    private void literal(char quote) throws BadHeader {
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != quote && text.charAt(end) != '\n') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= text.length() || text.charAt(end) != quote) {
            throw new BadHeader(line, "a quote is not closed; add " + quote + ".");
        }
        all.add(new Token(Kind.STRING, text.substring(at, end + 1), line));
        at = end + 1;
    }

    private void sign(int length) {
        all.add(new Token(Kind.SIGN, text.substring(at, at + length), line));
        at += length;
    }

    /** A whole number as C writes it. */
    static Optional<Long> number(String digits) {
        Matcher matcher = NUMBER.matcher(digits);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.decode(matcher.group(1)));
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }

    // Reading.

    Token peek() {
        return peek(0);
    }

    Token peek(int ahead) {
        return all.get(Math.min(next + ahead, all.size() - 1));
    }

    Token take() {
        Token token = peek();
        next = Math.min(next + 1, all.size() - 1);
        return token;
    }

    boolean atEnd() {
        return peek().kind() == Kind.END;
    }

    boolean is(String wanted) {
        return peek().is(wanted);
    }

    /** Takes the token if it is this one. */
    boolean accept(String wanted) {
        boolean there = is(wanted);
        if (there) {
            take();
        }
        return there;
    }

    void expect(String wanted, String where) throws BadHeader {
        if (!accept(wanted)) {
            throw new BadHeader(
                    peek().line(),
                    "a `" + wanted + "` is missing " + where + ", where `" + peek().text() + "` stands.");
        }
    }

    /** Passes over brackets and all in them; an opening one stands here. */
    void skipBrackets() throws BadHeader {
        Token open = peek();
        int depth = 0;
        do {
            Token token = take();
            if (token.kind() == Kind.END) {
                throw new BadHeader(open.line(), "a `" + open.text() + "` is not closed.");
            }
            if (token.kind() == Kind.SIGN) {
                depth += "([{".contains(token.text()) ? 1 : ")]}".contains(token.text()) ? -1 : 0;
            }
        } while (depth > 0);
    }

    /** Goes back to where reading was. */
    void backTo(int position) {
        next = position;
    }

    /**
     * Passes over a declaration, whatever stands in it: to its {@code ;}, which no round bracket holds back, or the end of
     * a function's body. Returns the name before that, if one is there; of a pointer to a function the one in its brackets.
     */
    Optional<Token> skipDeclaration() {
        if (isClosing(peek())) {
            while (isClosing(peek())) {
                take();
            }
            return Optional.empty();
        }
        Optional<Token> name = Optional.empty();
        boolean pointer = false;
        boolean function = false;
        int brackets = 0;
        while (!atEnd() && !is(";")) {
            if (is("{")) {
                skipBody();
                if (function) {
                    return Optional.empty();
                }
                continue;
            }
            Token token = take();
            if (token.is("(") && is("*") && peek(1).isName() && !pointer) {
                name = Optional.of(peek(1));
                pointer = true;
            } else if (token.isName() && brackets == 0 && !pointer) {
                name = Optional.of(token);
            }
            brackets += token.is("(") || token.is("[") ? 1 : isClosing(token) ? -1 : 0;
            function = token.is(")") || (function && token.isName()); // an attribute may stand before the body
        }
        take();
        return name;
    }

    private static boolean isClosing(Token token) {
        return token.is(")") || token.is("]") || token.is("}");
    }

    private void skipBody() {
        try {
            skipBrackets();
        } catch (BadHeader open) {
            next = all.size() - 1; // what follows cannot be told from it
        }
    }

    /** Where reading is now, for {@link #since}. */
    int position() {
        return next;
    }

    /** What was read since a position, in one line with C's usual blanks. */
    String since(int start) {
        StringBuilder line = new StringBuilder();
        for (int i = start; i < next; i++) {
            String token = all.get(i).text();
            boolean tight = line.length() == 0
                    || "),[];".contains(token)
                    || "([".indexOf(line.charAt(line.length() - 1)) >= 0
                    || (line.charAt(line.length() - 1) == '*' && all.get(i).kind() != Kind.NUMBER)
                    || (token.equals("(") && all.get(i - 1).isName());
            line.append(tight ? "" : " ").append(token);
        }
        return line.toString();
    }

    /** A constant that a directive or an enum defined. */
    Optional<Long> constant(String name) {
        return Optional.ofNullable(constants.get(name));
    }

    void define(String name, long value) {
        constants.put(name, value);
    }
}
