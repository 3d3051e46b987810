package dev.guestbook.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.guestbook.protocol.Header;
import dev.guestbook.protocol.JsonObject;
import dev.guestbook.protocol.Malformed;
import dev.guestbook.protocol.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WireTest {
    private final Signature signature = Signature.under("key");
    private final Wire wire = new Wire(signature);

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A signed message of these four parts, as another implementation would write it. */
    private List<byte[]> signed(String header, String parent, String metadata, String content) {
        List<byte[]> parts = List.of(utf8(header), utf8(parent), utf8(metadata), utf8(content));
        List<byte[]> frames = new ArrayList<>(List.of(utf8("peer"), utf8("<IDS|MSG>"), signature.sign(parts)));
        frames.addAll(parts);
        return frames;
    }

    private String refusal(List<byte[]> frames) {
        return assertThrows(Malformed.class, () -> wire.decode(frames)).getMessage();
    }

    @Test
    void aMessageComesBackWhole() throws Malformed {
        JsonObject json =
                JsonObject.of("msg_id", "1").with("msg_type", "comm_msg").with("subshell_id", null);
        Message message = new Message(
                Header.of(json),
                Optional.of(Header.of(json.with("msg_id", "0"))),
                JsonObject.of("m", 1L),
                JsonObject.of("c", "\u00e9"),
                List.of(new byte[] {1, 2}, new byte[0]));
        Request back = wire.decode(wire.encode(List.of(utf8("a"), utf8("b")), message));
        assertEquals(new Peer(List.of(utf8("a"), utf8("b"))), back.peer());
        assertEquals(message.header(), back.message().header());
        assertEquals(message.parent(), back.message().parent());
        assertEquals(message.metadata(), back.message().metadata());
        assertEquals(message.content(), back.message().content());
        assertArrayEquals(new byte[] {1, 2}, back.message().buffers().get(0));
        assertEquals(2, back.message().buffers().size());
    }

    @Test
    void whatIsNoMessageIsRefused() {
        String header = "{\"msg_id\":\"1\",\"msg_type\":\"x\"}";
        assertEquals("no <IDS|MSG> delimiter", refusal(List.of()));
        assertEquals("no <IDS|MSG> delimiter", refusal(List.of(utf8("peer"), new byte[0])));
        List<byte[]> good = signed(header, "{}", "{}", "{}");
        for (int frames = 2; frames < good.size(); frames++) {
            assertEquals("only " + (frames - 2) + " of 5 frames after the delimiter", refusal(good.subList(0, frames)));
        }
        assertEquals("its header is not a JSON object", refusal(signed("[]", "{}", "{}", "{}")));
        assertEquals("its \"msg_id\" is not a string", refusal(signed("{}", "{}", "{}", "{}")));
        assertEquals("its content is more than one JSON object", refusal(signed(header, "{}", "{}", "{}{}")));
        assertEquals(
                "a header of more than 65536 bytes",
                refusal(signed("{\"msg_id\":\"" + "x".repeat(70_000) + "\"}", "{}", "{}", "{}")));
    }

    @Test
    void theSignatureCoversEachPartAndIsTakenOnce() throws Malformed {
        List<byte[]> good = signed("{\"msg_id\":\"1\",\"msg_type\":\"x\"}", "{}", "{}", "{}");
        for (int frame = 2; frame < 7; frame++) {
            for (int bit = 0; bit < 8; bit++) {
                List<byte[]> changed = new ArrayList<>(good);
                byte[] copy = good.get(frame).clone();
                copy[copy.length - 1] ^= (byte) (1 << bit);
                changed.set(frame, copy);
                assertEquals("wrong signature", refusal(changed));
            }
        }
        wire.decode(good);
        assertEquals("sent before", refusal(good));
        List<byte[]> fromAnother = new ArrayList<>(good);
        fromAnother.set(0, utf8("thief"));
        assertEquals("sent before", refusal(fromAnother));
    }
}
