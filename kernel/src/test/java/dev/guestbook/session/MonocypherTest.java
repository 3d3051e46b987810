package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.MonocypherHere;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The real Monocypher, fetched by name, version and digest through the npm client and the user's cache, against
 * the JDK. Skipped, saying so, where it cannot be fetched and is not in the cache.
 */
class MonocypherTest {
    private static final int KEY = 32;
    private static final int NONCE = 24;
    private static final int MAC = 16;

    private static Session wasm;

    @BeforeAll
    static void load() {
        wasm = OurGuests.session();
        MonocypherHere.assume(MonocypherTest.class);
        wasm.load(OurGuests.MONOCYPHER, LoadOptions.DEFAULT.withName("monocypher"));
    }

    @AfterAll
    static void unload() {
        wasm.close();
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Ptr put(String name, byte[] bytes) {
        Ptr region = wasm.alloc(name, bytes.length);
        wasm.write(region, bytes);
        return region;
    }

    /** Ciphertext followed by the tag, as the guest makes them. */
    private static byte[] lock(byte[] key, byte[] nonce, byte[] associated, byte[] plain) {
        Ptr mac = wasm.alloc("mac", MAC);
        Ptr cipher = wasm.alloc("cipher", plain.length);
        wasm.call(
                "crypto_lock_aead",
                mac,
                cipher,
                put("key", key),
                put("nonce", nonce),
                put("ad", associated),
                associated.length,
                put("plain", plain),
                plain.length);
        byte[] sealed = Arrays.copyOf(wasm.read(cipher, plain.length), plain.length + MAC);
        System.arraycopy(wasm.read(mac, MAC), 0, sealed, plain.length, MAC);
        return sealed;
    }

    private static boolean unlocks(byte[] key, byte[] nonce, byte[] associated, byte[] sealed) {
        int length = sealed.length - MAC;
        Ptr plain = wasm.alloc("plain", length);
        Result status = wasm.call(
                "crypto_unlock_aead",
                plain,
                put("key", key),
                put("nonce", nonce),
                put("mac", Arrays.copyOfRange(sealed, length, sealed.length)),
                put("ad", associated),
                associated.length,
                put("cipher", Arrays.copyOf(sealed, length)),
                length);
        return status.i32() == 0;
    }

    @Test
    void the_oracle_itself_meets_the_drafts_vector() {
        byte[] key = new byte[KEY];
        for (int i = 0; i < KEY; i++) {
            key[i] = (byte) i;
        }
        assertArrayEquals(
                hex("82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc"),
                HChaCha20.subkey(key, hex("000000090000004a0000000031415927")));
    }

    @Test
    void the_guest_meets_the_drafts_vector() {
        byte[] plain = ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
                        + "sunscreen would be it.")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] sealed = lock(
                hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"),
                hex("404142434445464748494a4b4c4d4e4f5051525354555657"),
                hex("50515253c0c1c2c3c4c5c6c7"),
                plain);
        assertEquals(
                "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
                        + "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
                        + "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
                        + "21f9664c97637da9768812f615c68b13b52e"
                        + "c0875924c1c7987947deafd8780acf49",
                HexFormat.of().formatHex(sealed));
        wasm.reset();
    }

    @Test
    void equals_the_jdk_on_200_random_cases_and_refuses_what_was_tampered_with() throws Exception {
        Random random = new Random(20260202);
        for (int n = 0; n < 200; n++) {
            byte[] key = random(random, KEY);
            byte[] nonce = random(random, NONCE);
            byte[] associated = random(random, random.nextInt(40));
            byte[] plain = random(random, random.nextInt(300));
            byte[] sealed = lock(key, nonce, associated, plain);
            assertArrayEquals(HChaCha20.encrypt(key, nonce, associated, plain), sealed);
            wasm.reset();
            assertTrue(unlocks(key, nonce, associated, sealed));
            assertArrayEquals(plain, wasm.read(wasm.region("plain").ptr(), plain.length));
            wasm.reset();
            byte[] flipped = sealed.clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            assertEquals(false, unlocks(key, nonce, associated, flipped));
            wasm.reset();
        }
    }

    @Test
    void nothing_of_key_and_plaintext_is_left_after_a_reset() {
        Random random = new Random(3);
        lock(random(random, KEY), random(random, NONCE), random(random, 12), random(random, 4_000));
        ResetReport report = wasm.reset(true);
        Remains remains = report.remains().orElseThrow();
        assertEquals(List.of(), remains.found(), report::toString);
        assertEquals(wasm.guest().memorySize(), remains.searched());
        assertEquals(List.of(), remains.skipped());
    }
}
