package dev.guestbook.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static JsonObject read(String text) throws Malformed {
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String write(JsonObject object) {
        return new String(Json.write(object), StandardCharsets.UTF_8);
    }

    @Test
    void whatIsReadIsWrittenAgain() throws Malformed {
        String text =
                "{\"a\":[1,-2.5,true,false,null,\"\\u00e9\\n\"],\"b\":{\"c\":{}},\"n\":123456789012345678901234567890}";
        JsonObject object = read(text);
        assertEquals(
                new BigInteger("123456789012345678901234567890"),
                object.members().get("n"));
        assertEquals(object, Json.read(Json.write(object)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "1",
                "null",
                "\"a\"",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,}",
                "{a:1}",
                "{\"a\":1}{}",
                "{\"a\":1} x",
                "{\"a\":[1,2",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{'a':1}",
                "\ufeff[",
                "{\"a\":\"\n\"}"
            })
    void whatIsNoObjectIsRefused(String text) {
        assertThrows(Malformed.class, () -> read(text));
    }

    /** Long text is written by the stretch: a character must not be torn where one ends. */
    @Test
    void everyCharacterIsWrittenWhereverItStands() throws Malformed {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c <= 0xffff; c += c < 0x3000 ? 1 : 7) {
            if (!Character.isSurrogate((char) c)) {
                all.append((char) c);
            }
        }
        all.append("\ud83d\ude00".repeat(9_000));
        for (int shift = 0; shift < 4; shift++) {
            String text = "x".repeat(shift) + all;
            JsonObject object = JsonObject.of("text", text);
            assertEquals(object, Json.read(Json.write(object)));
        }
        String halves = "a".repeat(4095) + '\ud83d' + "b".repeat(4095) + '\ude00' + '\ud83d';
        String read = Json.read(Json.write(JsonObject.of("a", halves))).text("a");
        assertEquals(halves.replace('\ud83d', '\ufffd').replace('\ude00', '\ufffd'), read);
    }

    @Test
    void nestingIsBoundedBothWays() throws Malformed {
        read("{\"a\":" + "[".repeat(190) + "]".repeat(190) + "}");
        assertThrows(Malformed.class, () -> read("{\"a\":" + "[".repeat(100_000)));
        assertThrows(Malformed.class, () -> read("{\"a\":".repeat(100_000)));
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        assertThrows(IllegalArgumentException.class, () -> Json.write(JsonObject.of("a", cycle)));
    }

    @Test
    void badUtf8IsRefusedAndNotQuoted() {
        byte[] secret = "{\"key\": s3cret".getBytes(StandardCharsets.UTF_8);
        assertFalse(assertThrows(Malformed.class, () -> Json.read(secret))
                .getMessage()
                .contains("s3cret"));
        byte[] bad = {'{', '"', (byte) 0xc3, '"', ':', '1', '}'};
        assertThrows(Malformed.class, () -> Json.read(bad));
    }

    @Test
    void whatJsonCannotSayIsReplaced() {
        assertEquals("{\"a\":\"x\ufffdy\"}", write(JsonObject.of("a", "x\ud800y")));
        assertEquals("{\"a\":\"\ud83d\ude00\"}", write(JsonObject.of("a", "\ud83d\ude00")));
        assertEquals(
                "{\"a\":[null,null,1.5]}",
                write(JsonObject.of("a", Arrays.asList(Double.NaN, Float.POSITIVE_INFINITY, 1.5))));
    }

    @Test
    void membersSayWhatTheyAreNot() throws Malformed {
        JsonObject object = read("{\"a\":1,\"b\":\"x\",\"c\":null,\"d\":4294967296}");
        assertEquals(
                "its \"a\" is not a string",
                assertThrows(Malformed.class, () -> object.text("a")).getMessage());
        assertEquals(
                "its \"z\" is not a string",
                assertThrows(Malformed.class, () -> object.text("z")).getMessage());
        assertEquals("other", object.text("c", "other"));
        assertThrows(Malformed.class, () -> object.flag("b", true));
        assertThrows(Malformed.class, () -> object.integer("d"));
        assertThrows(Malformed.class, () -> object.object("a"));
    }

    @Test
    void aPeersNamesAreSafeToLog() {
        assertEquals("\"a\\u{1b}[31m\\u{a}\\u{202e}\"", Malformed.quoted("a\u001b[31m\n\u202e"));
        assertEquals("\"" + "x".repeat(80) + "...\"", Malformed.quoted("x".repeat(1_000_000)));
        assertArrayEquals(new byte[] {'{', '}'}, Json.write(JsonObject.EMPTY));
    }
}
