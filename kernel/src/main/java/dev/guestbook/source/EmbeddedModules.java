package dev.guestbook.source;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds wasm modules in files: whole ones, and those JavaScript carries as byte arrays or base64. Nothing is run. */
final class EmbeddedModules {
    private static final byte[] HEADER = {0, 'a', 's', 'm', 1, 0, 0, 0};

    // Possessive, and matched where they must stand and nowhere after: linear on any text.
    private static final Pattern ARRAY =
            Pattern.compile("\\[\\s*+0(?:[xX]0++)?+\\s*+,\\s*+(?:97|0[xX]61)\\s*+,\\s*+(?:115|0[xX]73)\\s*+,");
    private static final Pattern NUMBER = Pattern.compile("\\s*+(?:0[xX][0-9a-fA-F]{1,2}|[0-9]{1,3})\\s*+");
    private static final Pattern BASE64 = Pattern.compile("AGFzbQ[A-Za-z0-9+/_-]*+");

    private EmbeddedModules() {}

    /** The modules in a file, in the order they stand. */
    static List<byte[]> in(String path, byte[] content) {
        if (isModule(content)) {
            return List.of(content);
        }
        if (!isCarrier(path)) {
            return List.of();
        }
        String text = new String(content, StandardCharsets.ISO_8859_1);
        List<byte[]> found = new ArrayList<>();
        Matcher array = ARRAY.matcher(text);
        while (array.find()) {
            add(found, numbers(text, array.start() + 1));
        }
        Matcher base64 = BASE64.matcher(text);
        while (base64.find()) {
            add(found, decoded(base64.group()));
        }
        return found;
    }

    /** Whether a file of this name may carry modules in its text. */
    static boolean isCarrier(String path) {
        return path.matches("(?i).*\\.(?:[cm]?js|ts|json|html)");
    }

    static boolean isModule(byte[] content) {
        return content.length >= HEADER.length
                && java.util.Arrays.equals(content, 0, HEADER.length, HEADER, 0, HEADER.length);
    }

    private static void add(List<byte[]> found, byte[] candidate) {
        if (isModule(candidate)) {
            found.add(candidate);
        }
    }

    /** The numbers from {@code start} to the closing bracket; nothing where one is not a byte. */
    private static byte[] numbers(String text, int start) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher number = NUMBER.matcher(text);
        int at = start;
        while (number.region(at, text.length()).lookingAt()) {
            int value = Integer.decode(decimal(number.group().strip()));
            if (value > 255) {
                return new byte[0];
            }
            bytes.write(value);
            at = number.end();
            if (at >= text.length() || text.charAt(at) != ',') {
                break;
            }
            at++;
        }
        String rest = text.substring(at, Math.min(text.length(), at + 200)).strip();
        return rest.startsWith("]") ? bytes.toByteArray() : new byte[0];
    }

    /** Without leading zeros, which {@link Integer#decode} takes for octal. */
    private static String decimal(String number) {
        return number.matches("0[0-9]+") ? number.replaceFirst("^0+(?=.)", "") : number;
    }

    private static byte[] decoded(String text) {
        String standard = text.replace('-', '+').replace('_', '/');
        int whole = standard.length() % 4 == 1 ? standard.length() - 1 : standard.length();
        return Base64.getDecoder().decode(standard.substring(0, whole));
    }
}
