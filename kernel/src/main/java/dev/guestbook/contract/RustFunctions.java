package dev.guestbook.contract;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The functions that a text of Rust exports ({@code extern "C"}), as the C prototypes that they are for their callers:
 * {@code *const T} is {@code const T *}, {@code &mut [u8; 16]} is {@code uint8_t x[16]}, a struct with {@code repr(C)} a
 * struct. One with a type that C has not is left out.
 */
public final class RustFunctions {
    private RustFunctions() {}

    private static final Pattern COMMENT = Pattern.compile("//[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern FUNCTION = Pattern.compile(
            "(?:#\\[\\s*(?:unsafe\\s*\\(\\s*)?export_name\\s*=\\s*\"([^\"]*)\"\\s*\\)?\\s*]\\s*)?"
                    + "(?:#\\[[^]]*]\\s*)*(?:pub(?:\\([^)]*\\))?\\s+)?(?:unsafe\\s+)?"
                    + "extern(?:\\s+\"C\")?\\s+fn\\s+(\\w+)\\s*(?:<[^>]*>)?\\s*\\(([^)]*)\\)\\s*(?:->\\s*([^{;]+?))?\\s*\\{");
    private static final Pattern STRUCT = Pattern.compile(
            "#\\[\\s*repr\\s*\\(\\s*C\\s*\\)\\s*]\\s*(?:#\\[[^]]*]\\s*)*(?:pub\\s+)?struct\\s+(\\w+)\\s*\\{([^}]*)}");
    private static final Pattern CONSTANT =
            Pattern.compile("\\bconst\\s+(\\w+)\\s*:\\s*usize\\s*=\\s*(\\d[\\d_]*)(?:usize)?\\s*;");
    private static final Pattern NAMED =
            Pattern.compile("\\s*(?:pub\\s+)?(?:mut\\s+)?(\\w+)\\s*:\\s*(.+?)\\s*", Pattern.DOTALL);
    private static final Pattern POINTER =
            Pattern.compile("(?:\\*\\s*(const|mut)\\s+|&\\s*(?:'\\w+\\s+)?(mut\\s+)?)(.+)", Pattern.DOTALL);
    private static final Pattern OPTION = Pattern.compile("(?:\\w+::)*Option\\s*<\\s*(&.+)>", Pattern.DOTALL);
    private static final Pattern ARRAY = Pattern.compile("\\[\\s*(.+?)\\s*;\\s*(\\w+)\\s*]", Pattern.DOTALL);

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("i8", "int8_t"),
            Map.entry("u8", "uint8_t"),
            Map.entry("i16", "int16_t"),
            Map.entry("u16", "uint16_t"),
            Map.entry("i32", "int32_t"),
            Map.entry("u32", "uint32_t"),
            Map.entry("i64", "int64_t"),
            Map.entry("u64", "uint64_t"),
            Map.entry("isize", "ssize_t"),
            Map.entry("usize", "size_t"),
            Map.entry("f32", "float"),
            Map.entry("f64", "double"),
            Map.entry("bool", "bool"),
            Map.entry("char", "uint32_t"),
            Map.entry("c_char", "char"),
            Map.entry("c_int", "int"),
            Map.entry("c_uint", "unsigned"),
            Map.entry("c_void", "void"));

    /** A text's names: its structs, and its constants that are sizes. */
    private record Names(List<String> structs, Map<String, String> constants) {
        /** A declaration of C; empty for a type that C has not. */
        Optional<String> declared(String type, String name) {
            Matcher option = OPTION.matcher(type);
            Matcher pointer = POINTER.matcher(option.matches() ? option.group(1).strip() : type);
            if (!pointer.matches()) {
                return value(type, name);
            }
            boolean writes = "mut".equals(pointer.group(1)) || pointer.group(2) != null;
            String target = pointer.group(3).strip();
            return (ARRAY.matcher(target).matches() ? value(target, name) : value(target, "*" + name))
                    .map(text -> writes ? text : "const " + text);
        }

        /** Of what stands in place: a number, a struct, an array of them, or a pointer in a struct. */
        private Optional<String> value(String type, String name) {
            Matcher array = ARRAY.matcher(type);
            if (array.matches()) {
                String size = array.group(2).replaceAll("_|usize$", "");
                String count = constants.getOrDefault(array.group(2), size);
                return count.matches("\\d+") ? value(array.group(1), name + "[" + count + "]") : Optional.empty();
            }
            if (type.matches("\\*\\s*(?:const|mut)\\s.*")) {
                return Optional.of("void *" + name);
            }
            String simple = type.replaceFirst("^.*::", "");
            return Optional.ofNullable(TYPES.get(simple))
                    .or(() -> structs.contains(simple) ? Optional.of("struct " + simple) : Optional.empty())
                    .map(c -> c + " " + name);
        }
    }

    /**
     * Reads them in the text's order.
     *
     * @param exports all functions that the module exports
     */
    public static ExportedFunctions of(String text, Collection<String> exports) {
        String bare = COMMENT.matcher(text).replaceAll(" ");
        Map<String, String> constants = new HashMap<>();
        CONSTANT.matcher(bare)
                .results()
                .forEach(found -> constants.put(found.group(1), found.group(2).replace("_", "")));
        List<String> structs =
                STRUCT.matcher(bare).results().map(found -> found.group(1)).toList();
        Names names = new Names(structs, constants);
        List<String> types = new ArrayList<>();
        STRUCT.matcher(bare).results().forEach(found -> struct(found, names).ifPresent(types::add));
        List<ExportedFunctions.Function> functions = new ArrayList<>();
        Map<String, String> unread = new LinkedHashMap<>();
        for (MatchResult found : FUNCTION.matcher(bare).results().toList()) {
            String name = found.group(1) == null ? found.group(2) : found.group(1);
            if (exports.contains(name)) {
                prototype(found, name, names)
                        .ifPresentOrElse(functions::add, () -> unread.put(name, foreign(found, names)));
            }
        }
        return new ExportedFunctions(types, functions, unread);
    }

    private static Optional<String> struct(MatchResult found, Names names) {
        StringBuilder fields = new StringBuilder("struct " + found.group(1) + " { ");
        for (String field : parts(found.group(2))) {
            Matcher named = NAMED.matcher(field.replaceAll("#\\[[^]]*]", " "));
            Optional<String> c = named.matches() ? names.value(named.group(2), named.group(1)) : Optional.empty();
            if (c.isEmpty()) {
                return Optional.empty();
            }
            fields.append(c.get()).append("; ");
        }
        return Optional.of(fields.append("};").toString());
    }

    private static Optional<ExportedFunctions.Function> prototype(MatchResult found, String name, Names names) {
        List<String> parameters = new ArrayList<>();
        for (String parameter : parts(found.group(3))) {
            Optional<String> c = declared(parameter, names);
            if (c.isEmpty()) {
                return Optional.empty();
            }
            parameters.add(c.get());
        }
        String returned = found.group(4) == null ? "()" : found.group(4).strip();
        ExportedFunctions.Function named = new ExportedFunctions.Function(name, "");
        String called = (named.isNamedInC() ? name : found.group(2)) + "("
                + (parameters.isEmpty() ? "void" : String.join(", ", parameters)) + ")";
        return (returned.equals("()") || returned.equals("!")
                        ? Optional.of("void " + called)
                        : names.declared(returned, called))
                .map(prototype -> new ExportedFunctions.Function(name, prototype + ";"));
    }

    /** Which of its types C has not. */
    private static String foreign(MatchResult found, Names names) {
        String wrong = parts(found.group(3)).stream()
                .filter(parameter -> declared(parameter, names).isEmpty())
                .findFirst()
                .orElseGet(() -> "-> " + found.group(4));
        return "has `" + wrong.strip().replaceAll("\\s+", " ") + "`, whose type no prototype of C has.";
    }

    private static Optional<String> declared(String parameter, Names names) {
        Matcher named = NAMED.matcher(parameter);
        return named.matches() ? names.declared(named.group(2), named.group(1)) : Optional.empty();
    }

    /** What stands between commas outside of brackets. */
    private static List<String> parts(String list) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= list.length(); i++) {
            char c = i < list.length() ? list.charAt(i) : ',';
            depth += c == '[' || c == '<' || c == '(' ? 1 : c == ']' || c == '>' || c == ')' ? -1 : 0;
            if (c == ',' && (depth == 0 || i == list.length())) {
                if (!list.substring(start, i).isBlank()) {
                    parts.add(list.substring(start, i).strip());
                }
                start = i + 1;
            }
        }
        return parts;
    }
}
