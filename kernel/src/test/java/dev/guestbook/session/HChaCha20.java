package dev.guestbook.session;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * XChaCha20-Poly1305 from the JDK's ChaCha20-Poly1305 and HChaCha20 (draft-irtf-cfrg-xchacha-03, 2.2 and 2.3):
 * an oracle that shares no code with any guest.
 */
final class HChaCha20 {
    private HChaCha20() {}

    /** The subkey of a 32-byte key and a 16-byte nonce (2.2). */
    static byte[] subkey(byte[] key, byte[] nonce) {
        int[] state = new int[16];
        ByteBuffer.wrap("expand 32-byte k".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(state, 0, 4);
        ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(state, 4, 8);
        ByteBuffer.wrap(nonce).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(state, 12, 4);
        for (int round = 0; round < 10; round++) {
            quarter(state, 0, 4, 8, 12);
            quarter(state, 1, 5, 9, 13);
            quarter(state, 2, 6, 10, 14);
            quarter(state, 3, 7, 11, 15);
            quarter(state, 0, 5, 10, 15);
            quarter(state, 1, 6, 11, 12);
            quarter(state, 2, 7, 8, 13);
            quarter(state, 3, 4, 9, 14);
        }
        ByteBuffer subkey = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        subkey.asIntBuffer().put(state, 0, 4).put(state, 12, 4);
        return subkey.array();
    }

    private static void quarter(int[] s, int a, int b, int c, int d) {
        s[a] += s[b];
        s[d] = Integer.rotateLeft(s[d] ^ s[a], 16);
        s[c] += s[d];
        s[b] = Integer.rotateLeft(s[b] ^ s[c], 12);
        s[a] += s[b];
        s[d] = Integer.rotateLeft(s[d] ^ s[a], 8);
        s[c] += s[d];
        s[b] = Integer.rotateLeft(s[b] ^ s[c], 7);
    }

    /** Ciphertext followed by the tag of 16 bytes (2.3). */
    static byte[] encrypt(byte[] key, byte[] nonce, byte[] associated, byte[] plain) throws GeneralSecurityException {
        byte[] iv = new byte[12];
        System.arraycopy(nonce, 16, iv, 4, 8);
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        SecretKeySpec subkey = new SecretKeySpec(subkey(key, Arrays.copyOf(nonce, 16)), "ChaCha20");
        cipher.init(Cipher.ENCRYPT_MODE, subkey, new IvParameterSpec(iv));
        cipher.updateAAD(associated);
        return cipher.doFinal(plain);
    }
}
