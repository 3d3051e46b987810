package dev.guestbook.bench;

import dev.guestbook.session.Export;
import dev.guestbook.session.LoadOptions;
import dev.guestbook.session.Ptr;
import dev.guestbook.session.Result;
import dev.guestbook.session.Session;
import dev.guestbook.source.ModuleSources;
import dev.guestbook.source.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** What {@code kernel/bench/engine} times in the JVM: every case through the session's public API, copies included. */
final class EngineCases {
    static final String MONOCYPHER =
            "npm:monocypher-wasm@3.1.3-0#sha256=a268ec9a5e87f09967219333de2a64a3c43bd85a7b245987d8ed0931ae3887d7";

    private static final int MIB = 1 << 20;
    private static final int TWO_SUM = 500_000;
    private static final int ORDER = 128;

    private final Path root;
    private final Session wasm;
    private final Map<String, LongSupplier> cases = new LinkedHashMap<>();

    /** @param root the checkout */
    EngineCases(Path root) {
        this.root = root;
        this.wasm = new Session(new ModuleSources(Settings.ofUser(root)));
        byte[] bytes = bytes();
        overBytes("crc32", bytes);
        overBytes("sha256", bytes);
        overBytes("parser", text());
        sieve();
        matmul();
        twoSum();
        aead(bytes);
        LiveCosts.add(cases, wasm);
    }

    Map<String, LongSupplier> all() {
        return cases;
    }

    private String bench(String name) {
        return root.resolve("kernel/bench/guests/" + name + ".wasm").toString();
    }

    /** One byte after the other of the numbers that all workers make: x' = 1103515245 x + 12345, bits 16 to 23. */
    private static byte[] bytes() {
        byte[] bytes = new byte[MIB];
        int x = 1;
        for (int i = 0; i < bytes.length; i++) {
            x = x * 1_103_515_245 + 12_345;
            bytes[i] = (byte) (x >> 16);
        }
        return bytes;
    }

    /** Words, numbers, blanks and lines of the same numbers. */
    private static byte[] text() {
        byte[] bytes = bytes();
        for (int i = 0; i < bytes.length; i++) {
            int value = bytes[i] & 0xff;
            bytes[i] =
                    (byte) (value < 150 ? 'a' + value % 26 : value < 200 ? '0' + value % 10 : value < 250 ? ' ' : '\n');
        }
        return bytes;
    }

    private void overBytes(String name, byte[] input) {
        wasm.load(bench(name), LoadOptions.DEFAULT.withName(name));
        Ptr buffer = wasm.guest(name).call("buffer").ptr();
        Export run = wasm.guest(name).export("run");
        cases.put(name, () -> {
            wasm.write(buffer, input);
            return run.call(input.length).u32();
        });
    }

    private void sieve() {
        wasm.load(bench("sieve"));
        Export run = wasm.export("run");
        cases.put("sieve", () -> run.call(MIB).u32());
    }

    private void matmul() {
        wasm.load(bench("matmul"));
        Ptr a = wasm.call("buffer").ptr();
        Ptr b = wasm.call("second").ptr();
        double[] numbers = new double[ORDER * ORDER];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i % 97 + 0.5;
        }
        for (String order : new String[] {"ijk", "ikj"}) {
            Export run = wasm.export(order);
            cases.put("matmul " + order, () -> {
                wasm.write(a, numbers);
                wasm.write(b, numbers);
                return (long) run.call().f64();
            });
        }
    }

    /** Only the last two numbers make the sum. */
    private static int[] numbers() {
        int[] numbers = new int[TWO_SUM];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i * 7 - 1_000_000;
        }
        return numbers;
    }

    private void twoSum() {
        wasm.load(root.resolve("guests/twosum/twosum.wasm").toString(), LoadOptions.DEFAULT.withName("twosum"));
        int[] numbers = numbers();
        int target = numbers[TWO_SUM - 1] + numbers[TWO_SUM - 2];
        var guest = wasm.guest("twosum");
        cases.put("two sum", () -> {
            Ptr list = guest.alloc("nums", 4L * TWO_SUM);
            wasm.write(list, numbers);
            Result found = guest.call("twosum", list, TWO_SUM, target);
            int[] pair = wasm.readInts(found.ptr(), 2);
            guest.reset();
            return 1_000_003L * pair[0] + pair[1];
        });
        HandWritten.add(cases, numbers, target);
        cases.put("two sum, HashMap", () -> {
            Map<Integer, Integer> seen = new HashMap<>();
            for (int j = 0; j < numbers.length; j++) {
                Integer i = seen.get(target - numbers[j]);
                if (i != null) {
                    return 1_000_003L * i + j;
                }
                seen.put(numbers[j], j);
            }
            return -1;
        });
    }

    private void aead(byte[] plain) {
        wasm.load(MONOCYPHER, LoadOptions.DEFAULT.withName("monocypher"));
        Ptr mac = wasm.alloc("mac", 16);
        Ptr key = wasm.alloc("key", 32);
        Ptr nonce = wasm.alloc("nonce", 24);
        Ptr text = wasm.alloc("text", MIB);
        Ptr cipher = wasm.alloc("cipher", MIB);
        Export lock = wasm.export("crypto_lock_aead");
        byte[] keyBytes = new byte[32];
        byte[] nonceBytes = new byte[24];
        cases.put("aead 1 MiB", () -> {
            wasm.write(key, keyBytes);
            wasm.write(nonce, nonceBytes);
            wasm.write(text, plain);
            lock.call(mac, cipher, key, nonce, 0, 0, text, MIB);
            byte[] locked = wasm.read(cipher, MIB);
            byte[] tag = wasm.read(mac, 16);
            return 256L * Byte.toUnsignedInt(locked[0]) + Byte.toUnsignedInt(tag[0]);
        });
    }
}
