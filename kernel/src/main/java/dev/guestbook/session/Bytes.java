package dev.guestbook.session;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Bytes a cell writes into a guest; these methods are imported into every cell. */
public final class Bytes {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Bytes() {}

    /**
     * The bytes of hexadecimal digits; blanks between bytes are skipped: {@code hex("0a ff")}.
     *
     * @throws Refused for anything else
     */
    public static byte[] hex(String digits) {
        try {
            return HexFormat.of().parseHex(digits.replaceAll("\\s+", ""));
        } catch (IllegalArgumentException e) {
            throw new Refused("Hexadecimal bytes are pairs of digits, such as \"0a ff\": " + e.getMessage() + ".", e);
        }
    }

    /** A text as UTF-8, without an end mark. */
    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** {@code count} bytes from the host's cryptographically strong generator; a guest has none of its own. */
    public static byte[] random(int count) {
        if (count < 0) {
            throw new Refused("A number of random bytes is 0 or more; " + count + " is not.");
        }
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
