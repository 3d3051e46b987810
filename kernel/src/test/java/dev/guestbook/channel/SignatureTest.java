package dev.guestbook.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SignatureTest {
    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** RFC 4231, test case 2. */
    @Test
    void publishedVectors() {
        assertArrayEquals(
                ascii("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
                Signature.under("Jefe").sign(List.of(ascii("what do ya want "), ascii("for nothing?"))));
    }

    /** The JDK's own HMAC is the oracle. */
    @Test
    void equalsTheJdksHmac() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            String key = "k".repeat(1 + random.nextInt(200)) + i;
            byte[] data = new byte[random.nextInt(500)];
            random.nextBytes(data);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] expected = ascii(HexFormat.of().formatHex(mac.doFinal(data)));
            Signature signature = Signature.under(key);
            assertArrayEquals(expected, signature.sign(List.of(data)));
            assertTrue(signature.verify(expected, List.of(data)));
            expected[random.nextInt(expected.length)] ^= 1;
            assertFalse(signature.verify(expected, List.of(data)));
        }
    }

    @Test
    void anEmptyKeySignsNothing() {
        Signature none = Signature.under("");
        assertTrue(none.isEmpty());
        assertEquals(0, none.sign(List.of(ascii("a"))).length);
        assertTrue(none.verify(ascii("anything"), List.of()));
        assertFalse(Signature.under("x").verify(new byte[0], List.of()));
    }

    @Test
    void neverShowsTheKey() {
        assertFalse(Signature.under("s3cret").toString().contains("s3cret"));
    }
}
