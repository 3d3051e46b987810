package dev.guestbook.channel;

import dev.guestbook.protocol.Header;
import dev.guestbook.protocol.Json;
import dev.guestbook.protocol.JsonObject;
import dev.guestbook.protocol.Malformed;
import dev.guestbook.protocol.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Messages as frames: identities, {@code <IDS|MSG>}, signature, header, parent header, metadata, content,
 * buffers. Safe for any thread.
 *
 * @see <a href="https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol">The wire
 *     protocol</a>
 */
public final class Wire {
    /** The largest message taken, all frames together, in bytes. */
    public static final int MAX_BYTES = Json.MAX_BYTES;

    private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_PARENT = {'{', '}'};
    private static final int MAX_HEADER_BYTES = 64 << 10;
    private static final int PARTS = 4;

    private final Signature signature;
    private final SeenSignatures seen = new SeenSignatures();

    public Wire(Signature signature) {
        this.signature = signature;
    }

    /** Reads a message that has arrived now; its signature is checked before anything of it is parsed. */
    public Request decode(List<byte[]> frames) throws Malformed {
        return decode(frames, System.nanoTime());
    }

    /** The same for one that arrived before, as {@link System#nanoTime} counts. */
    public Request decode(List<byte[]> frames, long arrived) throws Malformed {
        int delimiter = delimiter(frames);
        int first = delimiter + 2;
        if (frames.size() < first + PARTS) {
            throw new Malformed("only " + (frames.size() - delimiter - 1) + " of 5 frames after the delimiter");
        }
        long bytes = frames.stream().mapToLong(f -> f.length).sum();
        if (bytes > MAX_BYTES) {
            throw new Malformed(bytes + " bytes, more than " + MAX_BYTES);
        }
        List<byte[]> parts = frames.subList(first, first + PARTS);
        if (parts.get(0).length > MAX_HEADER_BYTES || parts.get(1).length > MAX_HEADER_BYTES) {
            throw new Malformed("a header of more than " + MAX_HEADER_BYTES + " bytes");
        }
        verify(frames.get(delimiter + 1), parts);
        Header header = Header.of(part(parts, 0, "header"));
        JsonObject parent = part(parts, 1, "parent header");
        Message message = new Message(
                header,
                parent.members().containsKey("msg_id") ? Optional.of(Header.of(parent)) : Optional.empty(),
                part(parts, 2, "metadata"),
                part(parts, 3, "content"),
                frames.subList(first + PARTS, frames.size()));
        return new Request(new Peer(frames.subList(0, delimiter)), message, arrived);
    }

    private void verify(byte[] given, List<byte[]> parts) throws Malformed {
        if (!signature.verify(given, parts)) {
            throw new Malformed("wrong signature");
        }
        if (!signature.isEmpty() && !seen.isNew(given)) {
            throw new Malformed("sent before");
        }
    }

    private static int delimiter(List<byte[]> frames) throws Malformed {
        for (int i = 0; i < frames.size(); i++) {
            if (Arrays.equals(frames.get(i), DELIMITER)) {
                return i;
            }
        }
        throw new Malformed("no <IDS|MSG> delimiter");
    }

    private static JsonObject part(List<byte[]> parts, int index, String name) throws Malformed {
        try {
            return Json.read(parts.get(index));
        } catch (Malformed e) {
            throw new Malformed("its " + name + " is " + e.getMessage());
        }
    }

    /** A message as frames; {@code prefix} is a peer's identities or a topic. */
    public List<byte[]> encode(List<byte[]> prefix, Message message) {
        List<byte[]> parts = List.of(
                Json.write(message.header().json()),
                message.parent().map(p -> Json.write(p.json())).orElse(NO_PARENT),
                Json.write(message.metadata()),
                Json.write(message.content()));
        List<byte[]> frames = new ArrayList<>(prefix);
        frames.add(DELIMITER);
        frames.add(signature.sign(parts));
        frames.addAll(parts);
        frames.addAll(message.buffers());
        return frames;
    }
}
