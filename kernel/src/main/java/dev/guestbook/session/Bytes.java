package dev.guestbook.session;

import dev.guestbook.display.Untrusted;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Short ways to bytes; every cell has them imported. */
public final class Bytes {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Bytes() {}

    /** Bytes from hexadecimal digits; blanks, line ends, colons, commas and {@code 0x} may stand between pairs. */
    public static byte[] hex(String digits) {
        String pairs = digits.replaceAll("(?i)0x|[\\s:,_]", "");
        try {
            return HexFormat.of().parseHex(pairs);
        } catch (IllegalArgumentException e) {
            throw new Refused(
                    "`" + Untrusted.name(digits) + "` is not hexadecimal: give pairs of digits, such as 0a ff.", e);
        }
    }

    /** The UTF-8 bytes of a text, without an end mark. */
    public static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new Refused("The text holds half of a surrogate pair, which has no UTF-8.", e);
        }
    }

    /** {@code count} bytes from the host's cryptographic random number generator. */
    public static byte[] random(int count) {
        if (count < 0) {
            throw new Refused("There are no " + count + " random bytes.");
        }
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
