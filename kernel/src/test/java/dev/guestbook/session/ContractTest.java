package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.MonocypherHere;
import dev.guestbook.wasm.Trap;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contracts on real guests: what is refused at once, what is checked before a call, and whole calls. */
class ContractTest {
    static final String MONOCYPHER = """
            void crypto_lock_aead(uint8_t        mac[16],
                                  uint8_t        cipher_text[text_size],
                                  const uint8_t  key[32],
                                  const uint8_t  nonce[24],
                                  const uint8_t *ad        , size_t ad_size,
                                  const uint8_t *plain_text, size_t text_size);
            int crypto_unlock_aead(uint8_t        plain_text[text_size],
                                   const uint8_t  key[32],
                                   const uint8_t  nonce[24],
                                   const uint8_t  mac[16],
                                   const uint8_t *ad         , size_t ad_size,
                                   const uint8_t *cipher_text, size_t text_size);
            void crypto_blake2b(uint8_t hash[64], const uint8_t *message, size_t message_size);
            void crypto_argon2i(uint8_t       *hash,      uint32_t hash_size,
                                uint8_t        work_area[nb_blocks * 1024], uint32_t nb_blocks,
                                uint32_t       nb_iterations,
                                const uint8_t *password,  uint32_t password_size,
                                const uint8_t *salt,      uint32_t salt_size);
            void crypto_x25519(uint8_t       raw_shared_secret[32],
                               const uint8_t your_secret_key  [32],
                               const uint8_t their_public_key [32]);
            void crypto_x25519_public_key(uint8_t public_key[32], const uint8_t secret_key[32]);
            """;
    static final String TWO_SUM = """
            typedef int32_t i32;
            struct pair { i32 i, j; };
            struct pair *twosum(const i32 *nums, i32 count, i32 target);
            """;

    private final Session wasm = OurGuests.session();

    @AfterEach
    void close() {
        wasm.close();
    }

    private static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Nested
    class Monocypher {
        Monocypher() {
            MonocypherHere.assume(ContractTest.class);
            wasm.load(OurGuests.MONOCYPHER, LoadOptions.DEFAULT.withName("monocypher"));
            wasm.contract(MONOCYPHER);
        }

        @Test
        void locks_as_the_jdk_does_and_unlocks_what_was_locked() throws Exception {
            Random random = new Random(20260304);
            for (int n = 0; n < 40; n++) {
                byte[] key = random(random, 32);
                byte[] nonce = random(random, 24);
                byte[] ad = random(random, random.nextInt(40));
                byte[] plain = random(random, random.nextInt(300));
                Outputs sealed = wasm.contract().call("crypto_lock_aead", key, nonce, ad, plain);
                byte[] whole = Arrays.copyOf(sealed.bytes("cipher_text"), plain.length + 16);
                System.arraycopy(sealed.bytes("mac"), 0, whole, plain.length, 16);
                assertArrayEquals(HChaCha20.encrypt(key, nonce, ad, plain), whole);
                Outputs opened = wasm.contract()
                        .call("crypto_unlock_aead", key, nonce, sealed.bytes("mac"), ad, sealed.bytes("cipher_text"));
                assertEquals(0, opened.result().i32());
                assertArrayEquals(plain, opened.bytes("plain_text"));
            }
        }

        @Test
        void returns_the_status_of_what_was_tampered_with() {
            Outputs opened = wasm.contract()
                    .call("crypto_unlock_aead", new byte[32], new byte[24], new byte[16], new byte[0], new byte[9]);
            assertEquals(-1, opened.result().i32());
        }

        @Test
        void counts_outputs_by_numbers_that_are_given() {
            Outputs hash = wasm.contract()
                    .call("crypto_argon2i", 32, 8, 3, "password", "some salt".getBytes(StandardCharsets.US_ASCII));
            assertEquals(32, hash.bytes("hash").length);
            assertEquals(8 * 1024, hash.bytes("work_area").length);
            assertEquals(List.of("hash", "work_area"), List.copyOf(hash.names()));
        }

        @Test
        void two_sides_agree_on_a_secret() {
            byte[] a = random(new Random(1), 32);
            byte[] b = random(new Random(2), 32);
            Contract contract = wasm.contract();
            byte[] publicA = contract.call("crypto_x25519_public_key", a).bytes("public_key");
            byte[] publicB = contract.call("crypto_x25519_public_key", b).bytes("public_key");
            assertArrayEquals(
                    contract.call("crypto_x25519", a, publicB).bytes("raw_shared_secret"),
                    contract.call("crypto_x25519", b, publicA).bytes("raw_shared_secret"));
        }

        @Test
        void leaves_live_regions_as_they_are_and_nothing_of_its_own() {
            byte[] mine = random(new Random(5), 16);
            Ptr mac = wasm.alloc("mac", 16);
            wasm.write(mac, mine);
            byte[] key = random(new Random(6), 32);
            wasm.contract().call("crypto_lock_aead", key, new byte[24], new byte[0], new byte[100_000]);
            assertArrayEquals(mine, wasm.read(mac, 16));
            assertEquals(
                    List.of("mac"), wasm.regions().stream().map(Region::name).toList());
            Ptr next = wasm.alloc("next", 2_000);
            assertArrayEquals(new byte[2_000], wasm.read(next, 2_000));
            wasm.write(next, key);
            wasm.reset();
        }

        @Test
        void checks_a_plain_call_by_the_same_words() {
            Ptr mac = wasm.alloc("mac", 8);
            Ptr text = wasm.alloc("text", 10);
            Ptr key = wasm.alloc("key", 32);
            Ptr nonce = wasm.alloc("nonce", 24);
            ErrorText.refused(
                    "contract-too-small", () -> wasm.call("crypto_lock_aead", mac, text, key, nonce, 0, 0, text, 10));
            Ptr right = wasm.alloc("mac", 16);
            ErrorText.refused(
                    "contract-pair-too-small",
                    () -> wasm.call("crypto_lock_aead", right, text, key, nonce, 0, 0, text, 11));
            ErrorText.refused(
                    "contract-swapped", () -> wasm.call("crypto_lock_aead", right, text, key, nonce, 0, 0, 10, text));
            ErrorText.refused(
                    "contract-swapped-numbers",
                    () -> wasm.call("crypto_lock_aead", right, text, key, nonce, 0, 0, 10, (int) text.address()));
            ErrorText.refused(
                    "contract-null", () -> wasm.call("crypto_lock_aead", right, text, 0, nonce, 0, 0, text, 10));
            ErrorText.refused(
                    "contract-negative", () -> wasm.call("crypto_lock_aead", -16, text, key, nonce, 0, 0, text, 10));
            ErrorText.refused(
                    "contract-names", () -> wasm.call("crypto_lock_aead", right, text, key, nonce, 0, 0, text, 1.5));
            ErrorText.refused("contract-count", () -> wasm.call("crypto_x25519", right));
            ErrorText.refused(
                    "contract-inside",
                    () -> wasm.call("crypto_lock_aead", right.plus(4), text, key, nonce, 0, 0, text, 10));
            wasm.call("crypto_lock_aead", right, text, key, nonce, 0, 0, text, 10);
            wasm.reset();
        }

        @Test
        void refuses_values_that_do_not_fit() {
            Contract contract = wasm.contract();
            ErrorText.refused(
                    "contract-length",
                    () -> contract.call("crypto_lock_aead", new byte[31], new byte[24], new byte[0], new byte[4]));
            ErrorText.refused("contract-values", () -> contract.call("crypto_lock_aead", new byte[32]));
            ErrorText.refused("contract-value-null", () -> contract.call("crypto_x25519", null, new byte[32]));
            ErrorText.refused("contract-no-prototype", () -> contract.call("crypto_x25519_public", new byte[32]));
            ErrorText.refused("contract-counter", () -> contract.call("crypto_argon2i", -1, 8, 3, "p", "s"));
            Outputs outputs = contract.call("crypto_blake2b", "text");
            ErrorText.refused("outputs-name", () -> outputs.bytes("hsah"));
            ErrorText.refused("outputs-type", () -> outputs.ints("hash"));
        }
    }

    @Nested
    class TwoSum {
        TwoSum() {
            wasm.load(OurGuests.TWO_SUM);
            wasm.contract(TWO_SUM);
        }

        @Test
        void says_where_the_time_of_a_call_goes() throws Exception {
            int[] numbers = new Random(5).ints(100_000).toArray();
            Split split = wasm.split(() -> wasm.contract().call("twosum", numbers, 3), 5);
            assertTrue(split.copyIn() > 0, split::toString);
            assertTrue(split.guest() > split.copyOut(), split::toString);
        }

        @Test
        void a_returned_struct_is_copied_before_the_reset() {
            Outputs found = wasm.contract().call("twosum", new int[] {3, 8, -2, 40, 7, 15}, 47);
            assertEquals(Map.of("i", 3, "j", 4), found.rows("return").get(0).values());
            assertEquals(List.of(), wasm.regions());
            Outputs none = wasm.contract().call("twosum", List.of(1, 2), 100);
            assertFalse(none.has("return"));
            assertTrue(none.result().isNull());
            ErrorText.refused("outputs-null", () -> none.rows("return"));
        }

        @Test
        void rows_are_taken_where_their_elements_are() {
            wasm.contract("int32_t *twosum(const int32_t nums[2][3], int32_t count, int32_t target);");
            int[][] rows = {{3, 8, -2}, {40, 7, 15}};
            assertFalse(wasm.contract().call("twosum", rows, 6, 47).result().isNull());
            ErrorText.refused("contract-rows", () -> wasm.contract().call("twosum", new int[3][3], 6, 47));
            ErrorText.refused("contract-rows-turned", () -> wasm.contract().call("twosum", new int[3][2], 6, 47));
            wasm.contract("int32_t *twosum(inout int32_t nums[2][3], int32_t count, int32_t target);");
            Outputs outputs = wasm.contract().call("twosum", rows, 6, 47);
            assertArrayEquals(rows, (int[][]) outputs.grid("nums"));
            assertArrayEquals(new int[] {3, 8, -2, 40, 7, 15}, outputs.ints("nums"));
            String shown = outputs.bundle().plain();
            assertTrue(shown.contains("[[3, 8, -2], [40, 7, 15]]"), shown);
            wasm.contract("int32_t *twosum(inout int32_t nums[][2], int32_t count, int32_t target);");
            int[][] pairs = {{3, 8}, {-2, 40}, {7, 15}};
            Outputs counted = wasm.contract().call("twosum", pairs, 47);
            assertArrayEquals(pairs, (int[][]) counted.grid("nums"));
            wasm.contract("int32_t *twosum(inout int32_t nums[6], int32_t count, int32_t target);");
            Outputs flat = wasm.contract().call("twosum", rows, 6, 47);
            ErrorText.refused("outputs-no-rows", () -> flat.grid("nums"));
            wasm.contract("int32_t *twosum(const int32_t nums[2][3], int32_t count, int32_t target);");
            ErrorText.refused(
                    "contract-rows-ragged", () -> wasm.contract().call("twosum", new int[][] {{1}, {}}, 6, 7));
        }

        @Test
        void a_bump_allocator_takes_no_call_while_regions_live() {
            Ptr nums = wasm.alloc("nums", 8);
            wasm.write(nums, new int[] {4, 5});
            ErrorText.refused("contract-live-regions", () -> wasm.contract().call("twosum", new int[2], 0));
            assertArrayEquals(new int[] {4, 5}, wasm.readInts(nums, 2));
            wasm.reset();
            assertFalse(wasm.contract().call("twosum", new int[2], 1).has("return"));
        }

        @Test
        void a_trap_leaves_the_guest_usable_and_wiped() {
            wasm.contract("int32_t *twosum(inout int32_t nums[4], int32_t count, int32_t target);");
            assertThrows(Trap.class, () -> wasm.contract().call("twosum", new int[] {1, 2, 3, 4}, 1 << 30, 5));
            assertFalse(wasm.guest().isTrapped());
            wasm.contract(TWO_SUM);
            assertTrue(wasm.contract().call("twosum", new int[] {1, 2, 3, 4}, 7).has("return"));
        }

        @Test
        void a_contract_belongs_to_the_module() {
            wasm.reload();
            assertEquals(
                    List.of("twosum"),
                    wasm.contract().prototypes().stream().map(p -> p.name()).toList());
            Guest own = wasm.module("twosum").instance();
            assertTrue(own.contract().call("twosum", new int[] {1, 2}, 3).has("return"));
            wasm.load(OurGuests.LIAR);
            ErrorText.refused("contract-none", wasm::contract);
        }

        @Test
        void what_does_not_fit_the_exports_changes_nothing() {
            ErrorText.refused("contract-no-export", () -> wasm.contract("struct made { int x; };\nint twosun(int a);"));
            ErrorText.refused("no-layout-made", () -> wasm.layout("made"));
            ErrorText.refused("contract-parameters", () -> wasm.contract("int *twosum(const int *nums, int count);"));
            ErrorText.refused(
                    "contract-parameter-type",
                    () -> wasm.contract("int *twosum(const int *nums, int count, int64_t target);"));
            ErrorText.refused("contract-result", () -> wasm.contract("void twosum(const int *n, int count, int t);"));
            ErrorText.refused("contract-empty", () -> wasm.contract("// nothing"));
            ErrorText.refused("contract-line", () -> wasm.contract("\nvoid bump_reset(void)", 2));
            assertEquals(1, wasm.contract().prototypes().size());
        }

        @Test
        void what_fits_is_taken_and_the_rest_is_said() {
            Contract contract = wasm.contract("""
                    int twosum_log(const char *format, ...);
                    int *twosum(const int *nums, int count, int target);
                    void *bump_alloc(long long size);
                    void bump_rest(void);
                    """);
            assertEquals(
                    List.of("twosum"),
                    contract.prototypes().stream().map(one -> one.name()).toList());
            assertTrue(contract.toString().contains("left out: 3\n"), contract::toString);
            assertEquals(
                    List.of(1, 3, 4),
                    contract.leftOut().stream().map(one -> one.line()).toList());
            assertTrue(contract.toString().contains("bump_reset"), contract::toString);
            assertEquals(List.of(), wasm.contract().leftOut());
        }

        @Test
        void exports_show_names() {
            assertTrue(wasm.exports("twosum").bundle().plain().contains("(i32 nums, i32 count, i32 target) -> i32"));
            assertTrue(
                    wasm.guest().about("twosum").orElseThrow().bundle().plain().contains("const i32 *nums"));
            assertTrue(wasm.guest()
                    .about("bump_alloc")
                    .orElseThrow()
                    .bundle()
                    .plain()
                    .contains("(i32) -> i32"));
        }
    }

    @Test
    void a_layout_can_be_named() {
        wasm.load(OurGuests.TWO_SUM);
        wasm.layout("pair", "{ i32 i; i32 j; }");
        wasm.contract("pair *twosum(const int *nums, int count, int target);");
        Outputs found = wasm.contract().call("twosum", new int[] {1, 2}, 3);
        assertEquals(1, found.rows("return").get(0).i32("j"));
    }

    /** {@code load(address)} gives the int that stands there, {@code store(address, value)} puts one. */
    @Test
    void texts_structs_and_buffers_both_ways() {
        wasm.load(OurGuests.LIAR);
        wasm.contract("""
                struct pair { int i, j; };
                int load(const struct pair *pair);
                void store(inout short values[n], int n);
                """);
        Contract contract = wasm.contract();
        assertEquals(5, contract.call("load", Map.of("i", 5, "j", 6)).result().i32());
        ErrorText.refused("contract-struct-field", () -> contract.call("load", Map.of("i", 5)));
        Refused said = assertThrows(Refused.class, () -> contract.call("load", Map.of("i", 5, "j", "x")));
        assertNull(said.getCause(), "what it says is not said again as its own cause");
        ErrorText.refused("contract-one-struct", () -> contract.call("load", new byte[16]));
        assertArrayEquals(
                new short[] {4, 0, 7, 7},
                contract.call("store", new short[] {7, 7, 7, 7}).shorts("values"));
        wasm.contract("int load(const char *text);");
        assertEquals(0x4241, wasm.contract().call("load", "AB").result().i32() & 0xff_ffff);
        ErrorText.refused("contract-text", () -> wasm.contract().call("load", new byte[] {65, 66, 67, 68}));
        ErrorText.refused("contract-text-zero", () -> wasm.contract().call("load", "A\0B"));
        wasm.contract("int load(uint8_t small);");
        ErrorText.refused("contract-number", () -> wasm.contract().call("load", 256));
        ErrorText.refused("contract-number", () -> wasm.call("load", 256));
        assertEquals(0, wasm.call("load", 255).i32());
        Ptr region = wasm.alloc("four", 4);
        ErrorText.refused("contract-not-a-number", () -> wasm.call("load", region));
    }

    /** Whatever a guest returns where a pointer is due: one clear line, or what is there. */
    @Test
    void a_guest_that_lies_about_its_pointers() {
        wasm.load(OurGuests.LIAR);
        wasm.contract("typedef uint8_t block[16]; block *pointer(void);");
        for (int lie = 0; lie < 12; lie++) {
            wasm.call("set_mode", lie);
            try {
                Outputs outputs = wasm.contract().call("pointer");
                assertTrue(outputs.result().isNull() || outputs.bytes("return").length == 16);
            } catch (Refused refused) {
                assertTrue(refused.getMessage().contains("0x"), refused::getMessage);
            }
            assertFalse(wasm.guest().isTrapped());
        }
    }
}
