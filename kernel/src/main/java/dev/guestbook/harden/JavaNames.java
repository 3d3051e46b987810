package dev.guestbook.harden;

import java.util.Set;
import javax.lang.model.SourceVersion;

/** C names as Java has them: {@code crypto_lock_aead} is {@code cryptoLockAead} and {@code CryptoLockAead}. */
final class JavaNames {
    /** Names that a method of the class uses itself. */
    private static final Set<String> LOCALS = Set.of("block", "result", "guest", "other");

    /** Methods that every object has, or the class itself. */
    private static final Set<String> METHODS = Set.of(
            "close",
            "clone",
            "equals",
            "finalize",
            "getClass",
            "hashCode",
            "notify",
            "notifyAll",
            "toString",
            "wait",
            "checkOpen",
            "call",
            "check",
            "room",
            "at",
            "checkRange",
            "elements",
            "given",
            "join",
            "rows",
            "text");

    /** What no component of a record may be called. */
    private static final Set<String> NO_COMPONENTS =
            Set.of("clone", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait");

    /** Types that the class itself uses. */
    private static final Set<String> TYPES = Set.of(
            "Arrays",
            "Block",
            "ByteBuffer",
            "ByteOrder",
            "Compiled",
            "ExportFunction",
            "Function",
            "FunctionType",
            "HexFormat",
            "HostFunction",
            "ImportMemory",
            "ImportValues",
            "Imports",
            "IntStream",
            "Instance",
            "List",
            "Machine",
            "Math",
            "Memory",
            "MemoryLimits",
            "Optional",
            "Parser",
            "String",
            "ValType",
            "WasmModule");

    /** Letters of a name that a guest made up; wherever it differs later, a number tells it from others. */
    private static final int LONGEST = 60;

    private JavaNames() {}

    /** Whether every source file knows a type by this name without an import. */
    static boolean isOfTheLanguage(String type) {
        try {
            Class.forName("java.lang." + type, false, null);
            return true;
        } catch (ClassNotFoundException | LinkageError none) { // a name that differs in case alone fails to link
            return false;
        }
    }

    static String lower(String c) {
        StringBuilder name = new StringBuilder();
        boolean up = false;
        for (int i = 0; i < c.length(); i++) {
            char one = c.charAt(i);
            if (one == '_' || one == '$') {
                up = name.length() > 0;
            } else {
                name.append(up ? Character.toUpperCase(one) : name.length() == 0 ? Character.toLowerCase(one) : one);
                up = false;
            }
        }
        if (name.length() == 0 || !Character.isJavaIdentifierStart(name.charAt(0))) {
            name.insert(0, 'x');
        }
        return SourceVersion.isKeyword(name) ? name.append("Value").toString() : name.toString();
    }

    static String upper(String c) {
        String lower = lower(c);
        String name = Character.toUpperCase(lower.charAt(0)) + lower.substring(1);
        return TYPES.contains(name) || isOfTheLanguage(name) ? name + "Value" : name;
    }

    static String method(String c) {
        String name = lower(c);
        return METHODS.contains(name) ? name + "Function" : name;
    }

    static String parameter(String c, Set<String> fields) {
        String name = component(c);
        return LOCALS.contains(name) || fields.contains(name) ? name + "Value" : name;
    }

    /** Of a name that any text can be: what is no letter or digit of ASCII stands between words. */
    static String imported(String name) {
        String words = name.replaceAll("[^A-Za-z0-9]+", "_");
        String lower = lower(words.substring(0, Math.min(words.length(), LONGEST)));
        return NO_COMPONENTS.contains(lower) || lower.equals("equals") ? lower + "Value" : lower;
    }

    /** Any text as a Java string literal. */
    static String literal(String text) {
        StringBuilder literal = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                literal.append('\\').append((char) c);
            } else if (c < 0x20) {
                literal.append(String.format("\\%03o", c)); // Java reads \\u000a as the line's end
            } else if (c > 0x7e) {
                literal.append(String.format("\\u%04x", c));
            } else {
                literal.append((char) c);
            }
        });
        return literal.append('"').toString();
    }

    /** Any text as a part of a Javadoc comment, which it cannot end. */
    static String comment(String text) {
        return text.replaceAll("[^A-Za-z0-9_.$:/# -]", "?").replace("*/", "* /");
    }

    static String component(String c) {
        String name = lower(c);
        return NO_COMPONENTS.contains(name) ? name + "Value" : name;
    }
}
