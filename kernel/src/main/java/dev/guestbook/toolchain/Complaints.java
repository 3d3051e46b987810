package dev.guestbook.toolchain;

import dev.guestbook.display.Diagnostic;
import dev.guestbook.display.Untrusted;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What clang and wasm-ld wrote, as places in the text that was compiled. A place in a file that the text includes is told at
 * the line that includes it.
 *
 * @param diagnostics in the order they were written
 * @param others the lines about no place, such as an unknown argument
 */
record Complaints(List<Diagnostic> diagnostics, List<String> others) {
    private static final Pattern AT = Pattern.compile(
            "(.*?):(\\d{1,9}):(\\d{1,9}):(?:((?:\\{[^}]*})+):)? (fatal error|error|warning|note|remark): (.*)");
    private static final Pattern INCLUDED = Pattern.compile("(?:In file included from| +from) (.*?):(\\d{1,9})[:,]?.*");
    private static final Pattern RANGE = Pattern.compile("\\{(\\d+):(\\d+)-(\\d+):(\\d+)}");
    private static final Pattern UNDEFINED =
            Pattern.compile("(?:.*[/\\\\])?wasm-ld[^:]*: error: .*: undefined symbol: (.*)");
    private static final Pattern OTHER =
            Pattern.compile("(?:.*[/\\\\])?(?:clang|wasm-ld)[^: ]*: (?:warning|error): (.*)");
    private static final Pattern UNDECLARED =
            Pattern.compile("(?:call to undeclared function|implicit declaration of function) '(\\w+)'.*");
    private static final Pattern NO_HEADER = Pattern.compile("'([\\w./]+)' file not found");
    private static final String STOPPED = "fatal error: too many errors emitted, stopping now";

    /** What clang calls to reckon with numbers of 128 bits: {@code __multi3}, {@code __addtf3}, {@code __trunctfdf2}. */
    private static final Pattern WIDE = Pattern.compile("__[a-z]+t[if](?:[sdtx]?[if])?[23]?");

    /** What clang makes of a macro before a function, where nothing has defined the macro. */
    private static final Pattern UNKNOWN_MACRO = Pattern.compile("expected ';' at end of declaration.*"
            + "|expected function body after function declarator.*|type specifier missing.*"
            + "|expected parameter declarator.*|a parameter list without types is only allowed.*");

    private static final Pattern MACRO = Pattern.compile("\\b(EXPORT|IMPORT)\\s*\\(");
    private static final String TEXT = "<stdin>";

    boolean hasError() {
        return diagnostics.stream().anyMatch(one -> one.kind() == Diagnostic.Kind.ERROR);
    }

    /** The lines about no place in a text: what clang says of itself and of its surroundings. */
    static String withoutPlaces(String said) {
        return said.lines().filter(line -> !AT.matcher(line).matches()).collect(Collectors.joining("\n"));
    }

    static Complaints of(String said, CCell cell) {
        List<String> source = cell.text().lines().toList();
        List<Diagnostic> diagnostics = new ArrayList<>();
        List<String> others = new ArrayList<>();
        Set<String> undefined = new LinkedHashSet<>();
        int includedAt = 1;
        for (String line : said.lines().toList()) {
            Matcher at = AT.matcher(line);
            Matcher included = INCLUDED.matcher(line);
            Matcher missing = UNDEFINED.matcher(line);
            Matcher other = OTHER.matcher(line);
            if (included.matches()) {
                includedAt = included.group(1).equals(TEXT) ? number(included.group(2)) : includedAt;
            } else if (missing.matches()) {
                undefined.add(missing.group(1));
            } else if (at.matches()) {
                diagnostics.add(at.group(1).equals(TEXT) ? here(at, source, cell) : elsewhere(at, includedAt, source));
            } else if (line.startsWith(STOPPED)) {
                diagnostics.add(new Diagnostic(
                        Diagnostic.Kind.NOTE,
                        0,
                        1,
                        1,
                        "clang stopped here and there is more; mend these first, or give -ferror-limit=0"));
            } else if (other.matches() && !other.group(1).startsWith("linker command failed")) {
                others.add(other.group(1));
            }
        }
        undefined.forEach(name -> diagnostics.add(undefined(name, source)));
        return new Complaints(List.copyOf(diagnostics), List.copyOf(others));
    }

    private static Diagnostic here(Matcher at, List<String> source, CCell cell) {
        int line = number(at.group(2));
        int column = column(source, line, number(at.group(3)));
        return new Diagnostic(
                kind(at.group(5)),
                line,
                column,
                length(at, source, line, column),
                advised(
                        kind(at.group(5)),
                        at.group(6),
                        line >= 1 && line <= source.size() ? source.get(line - 1) : "",
                        cell));
    }

    /** Clang counts bytes of UTF-8. */
    private static int column(List<String> source, int line, int byteColumn) {
        if (line < 1 || line > source.size()) {
            return 1;
        }
        byte[] bytes = source.get(line - 1).getBytes(StandardCharsets.UTF_8);
        int before = Math.max(0, Math.min(byteColumn - 1, bytes.length));
        return new String(bytes, 0, before, StandardCharsets.UTF_8).length() + 1;
    }

    /** The range that begins at the place, else the word that stands there. */
    private static int length(Matcher at, List<String> source, int line, int column) {
        Matcher range = RANGE.matcher(at.group(4) == null ? "" : at.group(4));
        while (range.find()) {
            int from = column(source, line, number(range.group(2)));
            int to = column(source, line, number(range.group(4)));
            if (number(range.group(1)) == line && number(range.group(3)) == line && from == column && to > from) {
                return to - from;
            }
        }
        String rest = line >= 1 && line <= source.size() ? source.get(line - 1).substring(column - 1) : "";
        Matcher word = Pattern.compile("\\w+").matcher(rest);
        return word.lookingAt() ? word.end() : 1;
    }

    private static Diagnostic elsewhere(Matcher at, int includedAt, List<String> source) {
        String file = at.group(1).replace('\\', '/');
        String name = file.substring(file.lastIndexOf('/') + 1);
        int length = includedAt <= source.size() ? source.get(includedAt - 1).length() : 1;
        return new Diagnostic(
                kind(at.group(5)),
                includedAt,
                1,
                Math.max(1, length),
                "in " + name + ", line " + at.group(2) + ": " + at.group(6));
    }

    private static Diagnostic undefined(String symbol, List<String> source) {
        String name = symbol.replaceFirst("\\(.*", "");
        List<int[]> mentions = new ArrayList<>();
        Pattern word = Pattern.compile("\\b" + Pattern.quote(name) + "\\b");
        for (int i = 0; i < source.size() && mentions.size() < 2; i++) {
            for (Matcher mention = word.matcher(source.get(i)); mention.find(); ) {
                mentions.add(new int[] {i + 1, mention.start() + 1});
            }
        }
        if (mentions.isEmpty()) {
            return new Diagnostic(
                    Diagnostic.Kind.ERROR,
                    0,
                    1,
                    1,
                    WIDE.matcher(name).matches() ? wideAdvice(name) : undefinedAdvice(name));
        }
        // the first of several is where it is declared
        int[] at = mentions.get(Math.min(1, mentions.size() - 1));
        return new Diagnostic(Diagnostic.Kind.ERROR, at[0], at[1], name.length(), undefinedAdvice(name));
    }

    private static String wideAdvice(String name) {
        return "`" + name
                + "` is used and defined nowhere.\nIt is clang's own helper for numbers of 128 bits (__int128,"
                + " long double), and there is no runtime library here that has it; reckon with 64 bits, or use --wasi,"
                + "\nwhich links one.";
    }

    private static String undefinedAdvice(String name) {
        if (name.equals("main")) {
            return "a program for WASI begins in `main`, which is defined nowhere";
        }
        return "`" + name + "` is used and defined nowhere.\nDefine it; or import it from the host: write IMPORT(env, "
                + name
                + ") before its declaration (guestbook.h has that), and in a cell before this one\nwasm.imports().func(\"env\", \""
                + name + "\", ...). -Wl,--allow-undefined makes an import of env out of everything that is undefined.";
    }

    private static String advised(Diagnostic.Kind kind, String message, String line, CCell cell) {
        Matcher macro = MACRO.matcher(line);
        if (kind == Diagnostic.Kind.ERROR
                && UNKNOWN_MACRO.matcher(message).matches()
                && !knowsGuestbook(cell)
                && macro.find()) {
            return message + "\n" + macro.group(1) + " is a macro of guestbook.h; write #include <guestbook.h> above.";
        }
        Matcher undeclared = UNDECLARED.matcher(message);
        if (undeclared.matches() && !MACRO.matcher(undeclared.group(1) + "(").matches()) {
            return message + "\nDeclare it; to import it from the host: IMPORT(env, " + undeclared.group(1) + ") int "
                    + undeclared.group(1) + "(...); with its real types (guestbook.h has IMPORT).";
        }
        Matcher header = NO_HEADER.matcher(message);
        if (header.matches() && line.contains("\"" + header.group(1) + "\"")) {
            return message + "\nIt was looked for in " + cell.folder().toAbsolutePath()
                    + ", where the cell is compiled;" + " -I FOLDER names another folder.";
        }
        if (header.matches() && !cell.wasi()) {
            return message + "\nThere is no C library here, only clang's own headers (stdint.h, stddef.h, ...) and"
                    + " guestbook.h, which has memcpy, memset, strlen and an arena. --wasi gives a C library where one"
                    + " is installed.";
        }
        return message;
    }

    private static boolean knowsGuestbook(CCell cell) {
        return cell.text().contains("guestbook.h")
                || String.join(" ", cell.arguments()).contains("guestbook.h");
    }

    private static Diagnostic.Kind kind(String word) {
        return switch (word) {
            case "warning" -> Diagnostic.Kind.WARNING;
            case "note", "remark" -> Diagnostic.Kind.NOTE;
            default -> Diagnostic.Kind.ERROR;
        };
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }

    /** The lines about no place in one, safe to show. */
    String otherWords() {
        return Untrusted.name(String.join("; ", others));
    }
}
