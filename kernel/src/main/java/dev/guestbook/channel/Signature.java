package dev.guestbook.channel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Signs messages with HMAC-SHA256 (RFC 2104) under the connection's key, in lower-case hex. With an empty
 * key there are no signatures, and all messages are taken. Safe for any thread; never shows the key.
 *
 * <p>Made of the JDK's SHA-256 and not of {@code javax.crypto.Mac}, whose provider framework doubles the
 * time this takes at start.
 */
public final class Signature {
    private static final int BLOCK_BYTES = 64;

    private final boolean empty;
    private final MessageDigest inner;
    private final MessageDigest outer;

    private Signature(byte[] key) {
        empty = key.length == 0;
        byte[] block = new byte[BLOCK_BYTES];
        byte[] shortKey = key.length > BLOCK_BYTES ? sha256().digest(key) : key;
        System.arraycopy(shortKey, 0, block, 0, shortKey.length);
        inner = primed(block, 0x36);
        outer = primed(block, 0x5c);
    }

    /** A signature under a connection file's {@code key}, taken as UTF-8. */
    public static Signature under(String key) {
        return new Signature(key.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether there is no key. */
    public boolean isEmpty() {
        return empty;
    }

    /** The signature of these parts, in order; no bytes where the key is empty. */
    public byte[] sign(List<byte[]> parts) {
        if (empty) {
            return new byte[0];
        }
        MessageDigest digest = copy(inner);
        parts.forEach(digest::update);
        MessageDigest last = copy(outer);
        last.update(digest.digest());
        return HexFormat.of().formatHex(last.digest()).getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether {@code signature} is that of these parts; takes the same time wherever it differs. */
    public boolean verify(byte[] signature, List<byte[]> parts) {
        return empty || MessageDigest.isEqual(sign(parts), signature);
    }

    private static MessageDigest primed(byte[] block, int pad) {
        MessageDigest digest = sha256();
        for (byte b : block) {
            digest.update((byte) (b ^ pad));
        }
        return digest;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The JDK's SHA-256 can be copied.", e);
        }
    }

    @Override
    public String toString() {
        return empty ? "unsigned" : "HMAC-SHA256";
    }
}
