package dev.guestbook.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.guestbook.MonocypherHere;
import dev.guestbook.wasm.Engine;
import dev.guestbook.wasm.Signature;
import dev.guestbook.wasm.Trap;
import dev.guestbook.wasm.ValueType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real modules, compiled and interpreted: the same calls leave the same results, traps and memory. */
@Timeout(120)
class EnginesAgreeOnGuestsTest {
    /** What it answered or how it trapped, and the checksum of all its memory then. */
    private record Outcome(String call, String result, long memory) {}

    /** One guest on one engine, driven by a seed. */
    private static final class Driven implements AutoCloseable {
        private final Session wasm = OurGuests.session();
        private final Random random;
        private final List<Outcome> outcomes = new ArrayList<>();

        Driven(String source, Engine engine, long seed) {
            random = new Random(seed);
            wasm.load(source, LoadOptions.DEFAULT.withName("guest").withEngine(engine));
        }

        byte[] bytes(int length) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            return bytes;
        }

        void call(String export, Object... arguments) {
            String result;
            try {
                result = Arrays.toString(wasm.call(export, arguments).values().toArray());
            } catch (Trap trap) {
                result = trap.kind() + " in " + trap.stack();
            }
            CRC32 checksum = new CRC32();
            checksum.update(wasm.read(wasm.pointer(1), (int) wasm.guest().memorySize() - 1));
            outcomes.add(new Outcome(export + Arrays.toString(arguments), result, checksum.getValue()));
            if (wasm.guest().isTrapped()) {
                wasm.reload();
            }
        }

        @Override
        public void close() {
            wasm.close();
        }
    }

    /** What a test does with a guest. */
    @FunctionalInterface
    private interface Drive {
        void on(Driven guest);
    }

    private static List<Outcome> agreed(String source, Drive drive) {
        List<List<Outcome>> both = new ArrayList<>();
        for (Engine engine : Engine.values()) {
            try (Driven guest = new Driven(source, engine, 20260105)) {
                drive.on(guest);
                both.add(guest.outcomes);
            }
        }
        for (int i = 0; i < both.get(0).size(); i++) {
            assertEquals(both.get(0).get(i), both.get(1).get(i), source);
        }
        return both.get(0);
    }

    private static String bench(String name) {
        return Path.of("bench", "guests", name + ".wasm").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"crc32", "sha256", "parser"})
    void on_what_the_benches_run_over_bytes(String name) {
        List<Outcome> outcomes = agreed(bench(name), guest -> {
            for (int length : new int[] {0, 1, 63, 64, 65, 1_000, 4_096}) {
                Ptr buffer = guest.wasm.call("buffer").ptr();
                guest.wasm.write(buffer, guest.bytes(Math.max(1, length)));
                guest.call("run", length);
            }
        });
        assertTrue(new HashSet<>(outcomes).size() > 5, outcomes::toString);
    }

    @Test
    void on_a_sieve_and_products_of_matrices() {
        agreed(bench("sieve"), guest -> {
            for (int count : new int[] {0, 1, 2, 100, 5_000}) {
                guest.call("run", count);
            }
        });
        agreed(bench("matmul"), guest -> {
            for (String matrix : List.of("buffer", "second")) {
                double[] numbers = guest.random.doubles(64 * 64, -1e6, 1e6).toArray();
                guest.wasm.write(guest.wasm.call(matrix).ptr(), numbers);
            }
            guest.call("ikj");
        });
    }

    /** Arguments that are small numbers, or pointers to bytes of random; some calls trap, and do so alike. */
    @ParameterizedTest
    @ValueSource(strings = {"strings", "structs", "twosum"})
    void on_our_guests_called_with_whatever_comes(String name) {
        String source = Path.of("..", "guests", name, name + ".wasm").toString();
        agreed(source, guest -> {
            Ptr bytes = guest.wasm.alloc("bytes", 4_096);
            guest.wasm.write(bytes, guest.bytes(4_096));
            for (int i = 0; i < 200; i++) {
                List<String> exports = guest.wasm.guest().functionNames().stream()
                        .filter(export -> !export.startsWith("bump"))
                        .toList();
                String export = exports.get(guest.random.nextInt(exports.size()));
                Signature signature = guest.wasm.export(export).signature();
                guest.call(
                        export,
                        signature.parameters().stream()
                                .map(type -> argument(type, guest.random))
                                .toArray());
            }
        });
    }

    private static Object argument(ValueType type, Random random) {
        int small = random.nextInt(40);
        return switch (type.kind()) {
            case F64 -> random.nextGaussian() * 100;
            case F32 -> (float) random.nextGaussian();
            case I64 -> (long) small;
            default -> random.nextBoolean() ? small : 66_000 + random.nextInt(65_000);
        };
    }

    @Test
    void on_monocypher() {
        MonocypherHere.assume(EnginesAgreeOnGuestsTest.class);
        Set<String> done = new HashSet<>();
        List<Outcome> outcomes = agreed(OurGuests.MONOCYPHER, guest -> {
            Session wasm = guest.wasm;
            for (int length : new int[] {0, 1, 63, 64, 65, 300}) {
                Ptr out = wasm.alloc("out", 400);
                Ptr other = wasm.alloc("other", 400);
                Ptr key = wasm.alloc("key", 64);
                Ptr nonce = wasm.alloc("nonce", 24);
                Ptr text = wasm.alloc("text", 400);
                for (Ptr each : List.of(key, nonce, text)) {
                    wasm.write(each, guest.bytes((int) each.size()));
                }
                guest.call("crypto_lock_aead", out, other, key, nonce, text, length, text, length);
                guest.call("crypto_unlock_aead", text, key, nonce, out, text, 0, other, length);
                guest.call("crypto_blake2b", out, text, length);
                guest.call("crypto_poly1305", out, text, length, key);
                guest.call("crypto_x25519", out, key, text);
                guest.call("crypto_sign_public_key", other, key);
                guest.call("crypto_sign", out, key, other, text, length);
                guest.call("crypto_check", out, other, text, length);
                wasm.write(other, new byte[] {7});
                guest.call("crypto_check", out, other, text, length);
                wasm.reset();
            }
        });
        outcomes.forEach(outcome -> done.add(outcome.call().replaceFirst("\\[.*", "") + outcome.result()));
        assertTrue(done.contains("crypto_check[0]") && done.contains("crypto_check[-1]"), done::toString);
    }
}
